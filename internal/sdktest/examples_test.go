package sdktest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandaponv2"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/spec"
)

const (
	testKey    = "test-access-key"
	testSecret = "test-access-secret"
)

// secrets are those that the fakes of this package know.
type secrets struct{}

func (secrets) Secrets(_ context.Context, key string) ([]string, error) {
	if key != testKey {
		return nil, nil
	}
	return []string{testSecret}, nil
}

// requestScheme is the platform's rule as it stands in the document's first example of a signature.
var requestScheme = signer.MustNew(signer.Scheme{
	Text:      []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
	Digest:    signer.MD5,
	Encoding:  signer.HexUpper,
	Put:       signer.Put{Place: signer.Place{Header: "signature"}},
	Identity:  signer.IdentityRule{Key: signer.Place{Header: "access-key"}, Claims: []signer.Place{{Header: "user-id"}}},
	Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds, Window: 600e9},
	Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
})

// operation is an operation of the document with its examples.
type operation struct {
	id, service, method string
	httpMethod, path    string
	params              map[string]string // examples of parameters by wire name
	requests            [][]byte          // examples of the body
	responses           [][]byte
	takes               bool // it has a request
}

// operations returns those of the document with an entry file.
func operations(t *testing.T, entry string) []operation {
	t.Helper()
	doc, err := document.Load(t.Context(), document.FromFS(spec.FS(), entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	var all []operation
	for _, path := range root.Get("paths").Members {
		for _, m := range path.Value.Members {
			x := m.Value.Get("x-go")
			op := operation{
				id: nodeText(m.Value.Get("operationId")), service: nodeText(x.Get("service")), method: nodeText(x.Get("method")),
				httpMethod: strings.ToUpper(m.Name), path: path.Name, params: map[string]string{},
			}
			if params := m.Value.Get("parameters"); params != nil {
				for _, p := range params.Items {
					op.params[nodeText(p.Get("name"))] = nodeText(p.Get("example"))
				}
			}
			op.takes = m.Value.Get("parameters") != nil || m.Value.Get("requestBody") != nil
			op.requests = examples(t, m.Value.Get("requestBody"))
			op.responses = examples(t, m.Value.Get("responses").Get("200"))
			all = append(all, op)
		}
	}
	return all
}

func nodeText(n *document.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// examples returns the examples of a JSON body.
func examples(t *testing.T, n *document.Node) [][]byte {
	t.Helper()
	media := n.Get("content").Get("application/json")
	nodes := []*document.Node{}
	if example := media.Get("example"); example != nil {
		nodes = append(nodes, example)
	}
	if named := media.Get("examples"); named != nil {
		for _, m := range named.Members {
			nodes = append(nodes, m.Value.Get("value"))
		}
	}
	var list [][]byte
	for _, n := range nodes {
		var b bytes.Buffer
		if err := document.WriteJSON(&b, n, ""); err != nil {
			t.Fatal(err)
		}
		list = append(list, bytes.TrimSpace(b.Bytes()))
	}
	return list
}

// platform answers like PandaPon: it verifies the signature and returns what it is told to.
type platform struct {
	*httptest.Server
	verifier *signer.Verifier
	answer   []byte
	got      struct {
		method, path, query string
		body                []byte
	}
}

func newPlatform(t *testing.T) *platform {
	p := &platform{verifier: signer.NewVerifier(secrets{})}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.got.method, p.got.path, p.got.query = r.Method, r.URL.Path, r.URL.RawQuery
	p.got.body, _ = io.ReadAll(r.Body)
	m, err := requestScheme.Message(r, p.got.body)
	if err == nil {
		_, err = p.verifier.Verify(r.Context(), requestScheme, m)
	}
	if err != nil {
		http.Error(w, `{"code":401,"msg":"signature rejected"}`, http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(p.answer)
}

// newClient returns a client of the first generation.
func newClient(t *testing.T, url string, opts ...pandapon.Option) *pandapon.Client {
	t.Helper()
	credentials := pandapon.Credentials{AccessKey: testKey, AccessSecret: testSecret, UserID: "2100000000000"}
	c, err := pandapon.NewClient(credentials, append(opts, pandapon.WithBaseURL(url))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// generation is a document with the client that is generated from it.
type generation struct {
	name, entry string
	connect     func(url string) (client any, err error)
}

// generations returns those of the API. The warehouse's rule is not documented; its operations work once a caller supplies one.
func generations() []generation {
	scheme := requestScheme.Scheme()
	return []generation{
		{"v1", spec.Entry, func(url string) (any, error) {
			return pandapon.NewClient(pandapon.Credentials{AccessKey: testKey, AccessSecret: testSecret, UserID: "2100000000000"},
				pandapon.WithBaseURL(url), pandapon.WithScheme("pandapon-warehouse", scheme))
		}},
		{"v2", spec.EntryV2, func(url string) (any, error) {
			return pandaponv2.NewClient(pandaponv2.Credentials{AccessKey: testKey, AccessSecret: testSecret, UserID: "2100000000000"},
				pandaponv2.WithBaseURL(url), pandaponv2.WithScheme("pandapon-warehouse", scheme))
		}},
	}
}

// of returns the client's method of an operation.
func (op operation) of(t *testing.T, client any) reflect.Value {
	t.Helper()
	v := reflect.ValueOf(client)
	for name := range strings.SplitSeq(op.service, ".") {
		v = v.Elem().FieldByName(name)
	}
	method := v.MethodByName(op.method)
	if !method.IsValid() {
		t.Fatalf("no method %s.%s", op.service, op.method)
	}
	return method
}

// call calls the client's method of an operation with a request in JSON, or with the parameters' examples.
func (op operation) call(t *testing.T, client any, body []byte) (data any, err error) {
	t.Helper()
	method := op.of(t, client)
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	if method.Type().NumIn() > 2 {
		req := reflect.New(method.Type().In(1).Elem())
		if body != nil {
			if err := json.Unmarshal(body, req.Interface()); err != nil {
				t.Fatalf("the example of the request: %v", err)
			}
		}
		for name, value := range op.params {
			setParam(t, req.Elem(), name, value)
		}
		args = append(args, req)
	}
	out := method.Call(args)
	err, _ = out[len(out)-1].Interface().(error)
	if len(out) == 2 {
		data = out[0].Interface()
	}
	return data, err
}

func setParam(t *testing.T, req reflect.Value, name, value string) {
	t.Helper()
	for i := range req.NumField() {
		if strings.EqualFold(req.Type().Field(i).Name, name) {
			req.Field(i).SetString(value)
			return
		}
	}
	t.Fatalf("%v has no field for the parameter %s", req.Type(), name)
}

func TestEveryExampleIsSentAndReceivedWithoutLoss(t *testing.T) {
	for _, g := range generations() {
		t.Run(g.name, func(t *testing.T) {
			p := newPlatform(t)
			client, err := g.connect(p.URL)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range operations(t, g.entry) {
				t.Run(op.id, func(t *testing.T) { op.tryExamples(t, p, client) })
			}
		})
	}
}

// tryExamples calls an operation with each example of its request, and answers each of its response.
func (op operation) tryExamples(t *testing.T, p *platform, client any) {
	if len(op.responses) == 0 || op.takes && len(op.requests) == 0 && len(op.params) == 0 {
		t.Fatal("the operation has no examples of its request and its response")
	}
	requests := op.requests
	if len(requests) == 0 {
		requests = [][]byte{nil}
	}
	for _, request := range requests {
		for _, p.answer = range op.responses {
			data, err := op.call(t, client, request)
			op.check(t, p, request, data, err)
		}
	}
}

// check holds what was sent and what was received against the examples.
func (op operation) check(t *testing.T, p *platform, request []byte, data any, err error) {
	t.Helper()
	var envelope struct {
		Code json.Number
		Data json.RawMessage
	}
	if e := json.Unmarshal(p.answer, &envelope); e != nil {
		t.Fatal(e)
	}
	path := op.path
	for name, value := range op.params {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	if p.got.method != op.httpMethod || p.got.path != path {
		t.Errorf("sent %s %s", p.got.method, p.got.path)
	}
	if request != nil && !same(tree(t, p.got.body), tree(t, request), false) {
		t.Errorf("sent %s\nthe example is %s", p.got.body, request)
	}
	var failure *runtime.Error
	if errors.As(err, &failure) && failure.Outcome {
		return // an example of a failure inside the data
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(envelope.Data) == 0 {
		return
	}
	got, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	if lost := lost(tree(t, got), tree(t, envelope.Data), "data"); lost != "" {
		t.Errorf("%s is lost\ngot %s\nof  %s", lost, got, envelope.Data)
	}
}

// lost returns the place of something in want that got does not hold. Null may be absent, or zero.
func lost(got, want any, place string) string {
	switch w := want.(type) {
	case nil:
		return ""
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return place
		}
		for name, v := range w {
			if x := lost(g[name], v, place+"."+name); x != "" {
				return x
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return place
		}
		for i := range w {
			if x := lost(g[i], w[i], place+"[]"); x != "" {
				return x
			}
		}
		return ""
	}
	if !same(got, want, false) {
		return place
	}
	return ""
}
