package runtime

import (
	"encoding/json"
	"net/http"

	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// Meta is what an answer says besides its data. Its texts, its members and the data share memory
// with the body.
type Meta struct {
	HTTPStatus int
	Header     http.Header
	Code       string // of the envelope, as text
	Message    string
	RequestID  string
	Members    map[string]json.RawMessage // the envelope's other members
	Attempts   int                        // requests that were sent for the call
	Body       []byte                     // the answer as it was received; it must not be changed
}

// WithMeta stores in m what the answer to a call says besides its data. It is filled when the call fails too, as far as
// there was an answer.
func WithMeta(m *Meta) CallOption {
	return callOption(func(o *settings.Call) error { o.Meta = m; return nil })
}
