package describe

import (
	"reflect"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// shareEnvelopes gives operations whose envelopes are equal one and the same, and lists the different ones, for clients and for
// servers.
func (d *describer) shareEnvelopes() {
	a := d.api
	for _, op := range a.Operations() {
		if op.Envelope != nil {
			a.Envelopes, op.Envelope = share(a.Envelopes, op.Envelope)
		}
	}
	described := a.Envelopes
	if a.Undescribed.Envelope != nil {
		a.Envelopes, a.Undescribed.Envelope = share(a.Envelopes, a.Undescribed.Envelope)
	}
	for _, e := range described {
		a.ServerEnvelopes, e.Server = share(a.ServerEnvelopes, forServer(e))
	}
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

// undescribed settles how operations are signed and answered that the document does not describe: as it says for all, as far as
// one of them is signed so.
func (d *describer) undescribed() {
	u := &d.api.Undescribed
	if security := d.root.Get("security"); security != nil {
		u.Scheme = d.usedScheme(security)
	}
	if e := d.envelope; e != nil && !e.None && e.Code != "" && e.Data != "" {
		u.Envelope = d.describeEnvelope(new(operation), e)
	}
}

// usedScheme returns the first scheme of some requirements by which an operation is signed.
func (d *describer) usedScheme(security *document.Node) *api.Scheme {
	for _, requirement := range security.Items {
		for _, m := range requirement.Members {
			if s := d.schemes[m.Name]; s != nil && s.used && s.api != nil {
				return s.api
			}
		}
	}
	return nil
}
