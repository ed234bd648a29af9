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
	"sync"
	"sync/atomic"
	"time"

	"github.com/pandapon/pandagen/bench/peers/oapi"
	"github.com/pandapon/pandagen/bench/peers/ogen"
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
	ourCall, err := sdkCall(ctx, server.url)
	if err != nil {
		return nil, err
	}
	generated, err := oapiCall(ctx, server.url)
	if err != nil {
		return nil, err
	}
	ogenGenerated, err := ogenCall(ctx, t, server.url)
	if err != nil {
		return nil, err
	}
	ours, oursSaid := calling("pandapon.Client", ourCall, func(r *pandapon.AlibabaRefund) ([]byte, error) { return marshal(r) })
	byOAPI, oapiSaid := calling("oapi-codegen's client", generated, func(r *oapi.AlibabaRefund) ([]byte, error) { return json.Marshal(r) })
	byOgen, ogenSaid := calling("ogen's client", ogenGenerated, ogenRefund)
	byHand, _ := calling("net/http, signed, body discarded", bareCall(ctx, newTransport(t), server.url), nil)

	server.strict.Store(true)
	defer server.strict.Store(false)
	for _, c := range []contender{ours, byOAPI, byOgen, byHand} {
		if err := c.run(1); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	for _, said := range []func() ([]byte, error){oursSaid, oapiSaid, ogenSaid} {
		text, err := said()
		if err != nil {
			return nil, err
		}
		if err := sameJSON(text, data); err != nil {
			return nil, err
		}
	}
	return []figure{
		{name: "call_vs_net_http", fine: true, ours: ours, theirs: byHand},
		{name: "call_vs_oapi", fine: true, ours: ours, theirs: byOAPI},
		{name: "call_vs_ogen", fine: true, ours: ours, theirs: byOgen},
	}, nil
}

// calling makes calls one after the other. The returned function encodes what the last one has returned.
func calling[T any](name string, call func() (T, error), encode func(T) ([]byte, error)) (contender, func() ([]byte, error)) {
	var last T
	c := contender{name: name, run: func(n int) (err error) {
		for range n {
			if last, err = call(); err != nil {
				return err
			}
		}
		return nil
	}}
	return c, func() ([]byte, error) { return encode(last) }
}

// callers is how many call at once in concurrentFigures, and cores the processors that they and the server share.
const (
	callers = 64
	cores   = 2
)

// concurrentFigures have many callers at once, all of them on kept connections to the same server.
func concurrentFigures(ctx context.Context, t *tearDown) ([]figure, error) {
	body, _, err := refundResponse()
	if err != nil {
		return nil, err
	}
	useCores(cores, t)
	server, err := startRefundServer(t, body)
	if err != nil {
		return nil, err
	}
	ourCall, err := sdkCall(ctx, server.url)
	if err != nil {
		return nil, err
	}
	transport := newTransport(t)
	transport.MaxIdleConnsPerHost = callers
	ours := callingAtOnce("pandapon.Client", ourCall)
	theirs := callingAtOnce("net/http, signed, body discarded", bareCall(ctx, transport, server.url))

	server.strict.Store(true)
	defer server.strict.Store(false)
	for _, c := range []contender{ours, theirs} {
		if err := c.run(callers); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return []figure{{name: "concurrent_vs_net_http", ours: ours, theirs: theirs}}, nil
}

// callingAtOnce has all callers share n calls.
func callingAtOnce[T any](name string, call func() (T, error)) contender {
	return contender{name: name, run: func(n int) error {
		var made atomic.Int64
		var failures [callers]error
		var all sync.WaitGroup
		for i := range failures {
			all.Go(func() {
				for made.Add(1) <= int64(n) && failures[i] == nil {
					_, failures[i] = call()
				}
			})
		}
		all.Wait()
		return errors.Join(failures[:]...)
	}}
}

// sdkCall calls with the generated SDK.
func sdkCall(ctx context.Context, url string) (func() (*pandapon.AlibabaRefund, error), error) {
	credentials := pandapon.Credentials{AccessKey: accessKey, AccessSecret: accessSecret, UserID: userID}
	client, err := pandapon.NewClient(credentials, pandapon.WithBaseURL(url), runtime.WithTimeout(0)) // the others have no timeout
	if err != nil {
		return nil, err
	}
	return func() (*pandapon.AlibabaRefund, error) {
		return client.Alibaba.Refunds.Get(ctx, &pandapon.AlibabaRefundGetRequest{RefundID: refundID})
	}, nil
}

// oapiCall calls with oapi-codegen's client, which signs in a RequestEditorFn.
func oapiCall(ctx context.Context, url string) (func() (*oapi.AlibabaRefund, error), error) {
	sign := func(_ context.Context, r *http.Request) error {
		signByHand(r.Header, time.Now())
		return nil
	}
	client, err := oapi.NewClientWithResponses(url, oapi.WithRequestEditorFn(sign))
	if err != nil {
		return nil, err
	}
	return func() (*oapi.AlibabaRefund, error) {
		response, err := client.AlibabaRefundGetWithResponse(ctx, oapi.AlibabaRefundGetJSONRequestBody{RefundId: refundID})
		if err != nil {
			return nil, err
		}
		if response.JSON200 == nil || response.JSON200.Data == nil {
			return nil, fmt.Errorf("%s: %w", response.Status(), errNoResult)
		}
		return response.JSON200.Data, nil
	}, nil
}

// ogenCall calls with ogen's client, which signs in a RoundTripper.
func ogenCall(ctx context.Context, t *tearDown, url string) (func() (*ogen.AlibabaRefundGetOK, error), error) {
	client, err := ogen.NewClient(url, unsigned{}, ogen.WithClient(&http.Client{Transport: signingTransport{newTransport(t)}}))
	if err != nil {
		return nil, err
	}
	return func() (*ogen.AlibabaRefundGetOK, error) {
		return client.AlibabaRefundGet(ctx, &ogen.AlibabaRefundGetRequest{RefundId: refundID})
	}, nil
}

// unsigned leaves signing to signingTransport: a SecuritySource gives one header, and the signature needs five.
type unsigned struct{ ogen.SecuritySource }

func (unsigned) PandaponRequest(context.Context, ogen.OperationName) (ogen.PandaponRequest, error) {
	return ogen.PandaponRequest{}, nil
}

// signingTransport signs a copy of each request, because a RoundTripper does not change the one that it is given.
type signingTransport struct{ next http.RoundTripper }

func (s signingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	signByHand(r.Header, time.Now())
	return s.next.RoundTrip(r)
}

// ogenRefund encodes the refund of an answer.
func ogenRefund(response *ogen.AlibabaRefundGetOK) ([]byte, error) {
	refund, ok := response.Data.Get()
	if !ok {
		return nil, errNoResult
	}
	return refund.MarshalJSON()
}

// bareCall is the floor: net/http, signed by hand, the answer read and thrown away.
func bareCall(ctx context.Context, transport http.RoundTripper, url string) func() (struct{}, error) {
	client := &http.Client{Transport: transport}
	body := refundRequestBody()
	return func() (none struct{}, err error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+refundPath, bytes.NewReader(body))
		if err != nil {
			return none, err
		}
		r.Header.Set("Content-Type", "application/json")
		signByHand(r.Header, time.Now())
		response, err := client.Do(r)
		if err != nil {
			return none, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return none, errors.New(response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return none, err
	}
}

// newTransport returns a transport of its own, as http.DefaultTransport is.
func newTransport(t *tearDown) *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.add(func() error {
		transport.CloseIdleConnections()
		return nil
	})
	return transport
}
