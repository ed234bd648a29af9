package bodies

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/emit/testdata/server/bodies/shop"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

// anybody is a store with one secret, whoever asks.
type anybody struct{}

func (anybody) Secrets(context.Context, string) ([]string, error) { return []string{"s3cret"}, nil }

// wire takes requests to a handler as net/http writes and reads them.
type wire struct{ handler http.Handler }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent bytes.Buffer
	if err := r.Write(&sent); err != nil {
		return nil, err
	}
	received, err := http.ReadRequest(bufio.NewReader(&sent))
	if err != nil {
		return nil, err
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, received)
	return answer.Result(), nil
}

// Client and server of one document agree, whatever the scheme and whatever is sent: a request is let in, or the client does not
// sign it. Schemes are made of the grammar and bodies of the document, so that new ones are tested too.
func TestClientAndServerAgree(t *testing.T) {
	schemes := readGrammar(t).schemes(t)
	r := rand.New(rand.NewPCG(1, 1))
	served := map[string]int{}
	for _, declared := range slices.Sorted(maps.Keys(schemes)) {
		calls := callsOf(t, schemes[declared])
		before := served[""]
		for _, name := range slices.Sorted(maps.Keys(calls)) {
			switch status, err := calls[name](r); {
			case status == http.StatusNotImplemented:
				served[name]++
				served[""]++
			case status == http.StatusUnsupportedMediaType && name == "PatchJSON":
				// The signature is right. It stands in a form, which signing began because the caller sent no body, and the operation takes JSON.
			case status != 0:
				t.Errorf("%s\nwith %s: answered %d: %v", name, declared, status, err)
			case !strings.Contains(err.Error(), "sign the request: "):
				t.Errorf("%s\nwith %s: %v", name, declared, err)
			}
		}
		if served[""] == before {
			t.Errorf("nothing can be signed with %s", declared)
		}
		for name := range calls {
			served[name] += 0
		}
	}
	for name, n := range served {
		if n < len(schemes)/8 {
			t.Errorf("%s was let in with %d of %d schemes", name, n, len(schemes))
		}
	}
}

// callsOf returns the operations of a client and a server that have another scheme. A call returns the status of the answer, or 0
// and why there is none.
func callsOf(t *testing.T, scheme signer.Scheme) map[string]func(*rand.Rand) (int, error) {
	t.Helper()
	var values []signer.Value
	for _, name := range scheme.CredentialNames() {
		values = append(values, signer.Value{Name: name, Value: "value of " + name})
	}
	nonces := signer.NewMemoryNonces(signer.WithStart(time.Now().Add(-time.Hour)))
	handler := NewHandler(Auth{Signatures: signer.NewVerifier(anybody{}, signer.WithNonces(nonces))}, Services{},
		server.WithScheme("sampled", scheme), server.WithCredentials(values...), server.WithLogger(slog.New(slog.DiscardHandler)))
	client, err := shop.NewClient(shop.Credentials{Secret: "s3cret"}, runtime.WithTransport(wire{handler}), runtime.WithScheme("sampled", scheme),
		runtime.WithCredentials("sampled", signer.Credentials{Secret: "s3cret", Values: values}), runtime.WithoutRetry())
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func(*rand.Rand) (int, error){}
	service := reflect.ValueOf(client.Bodies)
	for i := range service.NumMethod() {
		method := service.Method(i)
		calls[service.Type().Method(i).Name] = func(r *rand.Rand) (int, error) {
			request := reflect.New(method.Type().In(1).Elem())
			fill(t, r, request.Elem(), 0)
			results := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), request})
			err, _ := results[len(results)-1].Interface().(error)
			if failed, ok := errors.AsType[*runtime.Error](err); ok {
				return failed.HTTPStatus, err
			}
			return 0, err
		}
	}
	return calls
}

// odd are texts that are written in more than one way on the wire, or that end what they stand in.
var odd = []string{
	"a", "Z", "0", "/", "%", "%2F", "%zz", "..", ".", " ", "+", "&", "=", ";", "?", "#", `"`, `\`, "<", "{", "}", "|", "^", "`", "~", "*", "!", "'", "(", ")",
	"[", "]", "@", ":", ",", "$", "-", "_", "é", "日", "\u2028", "\U0001F600",
}

// text returns a text of such texts, with a letter at both ends.
func text(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("x")
	for range r.IntN(6) {
		b.WriteString(odd[r.IntN(len(odd))])
	}
	return b.String() + "x"
}

// fill gives a value something that every kind of request may hold.
func fill(t *testing.T, r *rand.Rand, v reflect.Value, depth int) {
	t.Helper()
	switch v.Interface().(type) {
	case runtime.Decimal:
		v.SetString("12.50")
		return
	case []byte:
		v.SetBytes([]byte(text(r) + "\x00\xff\r\n"))
		return
	case json.RawMessage:
		v.SetBytes([]byte(`{"sample": "x\u00e9\/", "number": 1.10, "null": null}`))
		return
	case runtime.Multipart:
		v.Set(reflect.ValueOf(runtime.Multipart{{Name: "sample", Content: []byte(text(r))}, {Name: "file", FileName: "a.png", Content: []byte("\x89PNG")}}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text(r))
	case reflect.Int64:
		v.SetInt(r.Int64())
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Pointer:
		if r.IntN(2) == 0 && depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, r, v.Elem(), depth+1)
		}
	case reflect.Slice:
		for range 1 + r.IntN(12)/11 { // few schemes sign what comes twice
			item := reflect.New(v.Type().Elem()).Elem()
			fill(t, r, item, depth+1)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 1 + r.IntN(3) {
			value := reflect.New(v.Type().Elem()).Elem()
			fill(t, r, value, depth+1)
			v.SetMapIndex(reflect.ValueOf(text(r)), value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "JSON" {
				fill(t, r, v.Field(i), depth+1)
			}
		}
	default:
		t.Fatalf("a request holds a %s, which this test does not know", v.Type())
	}
}
