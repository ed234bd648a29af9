package sdk

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// BenchmarkCall compares a signed call with what net/http alone takes for it, whose answer nobody reads.
func BenchmarkCall(b *testing.B) {
	answer := []byte(`{"requestId":"4cfda0b725184ab8a1e3ee3b9051ec35","code":200,"developId":"1014533973088404335","msg":"ok","data":{"id":"T1","count":3}}`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Write(answer)
	}))
	defer s.Close()

	bare := func(b *testing.B, h *http.Client) {
		credentials := signer.Credentials{Secret: "hush", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "u1"}}}
		r, err := http.NewRequestWithContext(b.Context(), "POST", s.URL+"/tickets", bytes.NewReader([]byte(`{"id":"T1"}`)))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		m := signer.Message{Method: "POST", Path: "/tickets"}
		if err := testSigner.Sign(&m, credentials, time.Now()); err != nil {
			b.Fatal(err)
		}
		for _, v := range m.Header {
			r.Header.Set(v.Name, v.Value)
		}
		response, err := h.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	b.Run("net-http", func(b *testing.B) {
		h := &http.Client{Transport: defaultTransport()}
		defer h.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			bare(b, h)
		}
	})
	c, err := New(testConfig(s.URL))
	if err != nil {
		b.Fatal(err)
	}
	defer c.settings.HTTP.CloseIdleConnections()
	for name, e := range map[string]*ticketEndpoint{"safe": postEndpoint(RetrySafe), "never": postEndpoint(RetryNever)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Call(b.Context(), c, e, &ticketRequest{ID: "T1"}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
