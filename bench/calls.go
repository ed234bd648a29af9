package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/bench/oapi"
	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/runtime"
)

// refundServer answers every request with the same body. While it is strict it verifies requests by hand.
type refundServer struct {
	url    string
	body   []byte
	strict atomic.Bool
	hand   *handVerifier
}

func startRefundServer(t *tearDown, body []byte) (*refundServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &refundServer{url: "http://" + listener.Addr().String(), body: body, hand: newHandVerifier()}
	server := &http.Server{Handler: s}
	go server.Serve(listener)
	t.add(server.Close)
	return s, nil
}

func (s *refundServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.strict.Load() {
		if err := s.verify(r); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
	} else if _, err := io.Copy(io.Discard, r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(s.body)))
	w.Write(s.body)
}

// verify holds a request against what every client is to send.
func (s *refundServer) verify(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if r.Method != "POST" || r.URL.Path != refundPath || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("user-id") != userID {
		return fmt.Errorf("unexpected request: %s %s %v", r.Method, r.URL.Path, r.Header)
	}
	return errors.Join(sameJSON(body, refundRequestBody()), s.hand.verify(r.Header, time.Now()))
}

func refundRequestBody() []byte { return []byte(`{"refundId":"` + refundID + `"}`) }

// callFigures call a server in this process over loopback, one call after the other on a connection that is kept. Every
// call makes its nonce, reads the clock and signs.
func callFigures(ctx context.Context, t *tearDown) ([]figure, error) {
	body, data, err := refundResponse()
	if err != nil {
		return nil, err
	}
	server, err := startRefundServer(t, body)
	if err != nil {
		return nil, err
	}
	ours, refund, err := sdkCall(ctx, server.url)
	if err != nil {
		return nil, err
	}
	generated, generatedRefund, err := oapiCall(ctx, server.url)
	if err != nil {
		return nil, err
	}
	bare := bareCall(ctx, t, server.url)

	server.strict.Store(true)
	for _, c := range []contender{ours, generated, bare} {
		if err := c.run(1); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	server.strict.Store(false)
	decoded, err := sdk.Marshal(*refund)
	if err != nil {
		return nil, err
	}
	generatedDecoded, err := json.Marshal(*generatedRefund)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(sameJSON(decoded, data), sameJSON(generatedDecoded, data)); err != nil {
		return nil, err
	}
	return []figure{
		{name: "call_vs_net_http", target: atMost(1.15), fine: true, ours: ours, theirs: bare},
		{name: "call_vs_oapi", target: atMost(0.65), fine: true, ours: ours, theirs: generated},
	}, nil
}

// sdkCall calls with the generated SDK. What it decoded last is at the returned place.
func sdkCall(ctx context.Context, url string) (contender, **pandapon.AlibabaRefund, error) {
	credentials := pandapon.Credentials{AccessKey: accessKey, AccessSecret: accessSecret, UserID: userID}
	client, err := pandapon.NewClient(credentials, pandapon.WithBaseURL(url), runtime.WithTimeout(0)) // the others have no timeout
	if err != nil {
		return contender{}, nil, err
	}
	last := new(*pandapon.AlibabaRefund)
	return contender{name: "pandapon.Client", run: func(n int) (err error) {
		for range n {
			if *last, err = client.Alibaba.Refunds.Get(ctx, &pandapon.AlibabaRefundGetRequest{RefundID: refundID}); err != nil {
				return err
			}
		}
		return nil
	}}, last, nil
}

// oapiCall calls with oapi-codegen's client, which signs in a RequestEditorFn.
func oapiCall(ctx context.Context, url string) (contender, **oapi.AlibabaRefund, error) {
	sign := func(_ context.Context, r *http.Request) error {
		signByHand(r.Header, time.Now())
		return nil
	}
	client, err := oapi.NewClientWithResponses(url, oapi.WithRequestEditorFn(sign))
	if err != nil {
		return contender{}, nil, err
	}
	last := new(*oapi.AlibabaRefund)
	return contender{name: "oapi-codegen's client", run: func(n int) error {
		for range n {
			response, err := client.AlibabaRefundGetWithResponse(ctx, oapi.AlibabaRefundGetJSONRequestBody{RefundId: refundID})
			if err != nil {
				return err
			}
			if response.JSON200 == nil || response.JSON200.Data == nil {
				return fmt.Errorf("%s: %w", response.Status(), errNoResult)
			}
			*last = response.JSON200.Data
		}
		return nil
	}}, last, nil
}

// bareCall is the floor: net/http, signed by hand, the answer read and thrown away.
func bareCall(ctx context.Context, t *tearDown, url string) contender {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.add(func() error {
		transport.CloseIdleConnections()
		return nil
	})
	client := &http.Client{Transport: transport}
	body := refundRequestBody()
	call := func() error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+refundPath, bytes.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/json")
		signByHand(r.Header, time.Now())
		response, err := client.Do(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return errors.New(response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	return contender{name: "net/http, signed, body discarded", run: func(n int) error {
		for range n {
			if err := call(); err != nil {
				return err
			}
		}
		return nil
	}}
}
