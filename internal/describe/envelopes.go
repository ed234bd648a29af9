package describe

import (
	"reflect"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
)

// shareEnvelopes gives operations whose envelopes are equal one and the same. It returns the different ones, for clients and for
// servers.
func shareEnvelopes(operations []*api.Operation) (all, server []*api.Envelope) {
	for _, op := range operations {
		if op.Envelope != nil {
			all, op.Envelope = share(all, op.Envelope)
		}
	}
	for _, e := range all {
		server, e.Server = share(server, forServer(e))
	}
	return all, server
}

// share returns the one of some envelopes that equals e, and adds e when there is none.
func share(envelopes []*api.Envelope, e *api.Envelope) ([]*api.Envelope, *api.Envelope) {
	same := func(other *api.Envelope) bool { return reflect.DeepEqual(other, e) }
	if i := slices.IndexFunc(envelopes, same); i >= 0 {
		return envelopes, envelopes[i]
	}
	return append(envelopes, e), e
}

// forServer is what a server needs of an envelope. Outcomes, and codes that prove that nothing happened, are for callers only.
func forServer(e *api.Envelope) *api.Envelope {
	return &api.Envelope{Code: e.Code, Message: e.Message, Data: e.Data, RequestID: e.RequestID, Success: e.Success}
}
