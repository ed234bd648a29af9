package sdk

import (
	"bytes"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/internal/settings"

	"github.com/pandapon/pandagen/runtime"

	"github.com/pandapon/pandagen/signer"
)

// raw is JSON that encodes itself.
type raw string

func (v raw) EncodeJSON(e *Encoder) { e.Any(json.RawMessage(v)) }

func TestFormHoldsTheMembersOfAnObject(t *testing.T) {
	for name, test := range map[string]struct {
		object, want string
		deep         []string
	}{
		"scalars":              {`{"a":"x y","b":-1.50,"c":true,"d":""}`, "a=x+y&b=-1.50&c=true&d=", nil},
		"null is left out":     {`{"a":null,"b":1}`, "b=1", nil},
		"a list is repeated":   {`{"a":["x","y"],"b":[]}`, "a=x&a=y", nil},
		"an object is JSON":    {`{"a":{"b":[1,{"c":"&"}]}}`, "a=" + url.QueryEscape(`{"b":[1,{"c":"&"}]}`), nil},
		"objects in a list":    {`{"a":[{"b":1},{"b":2}]}`, "a=" + url.QueryEscape(`{"b":1}`) + "&a=" + url.QueryEscape(`{"b":2}`), nil},
		"a deep object":        {`{"a":{"b":{"c":1},"d":null},"e":{"f":2}}`, "a%5Bb%5D%5Bc%5D=1&e=" + url.QueryEscape(`{"f":2}`), []string{"a"}},
		"a deep list":          {`{"a":[{"b":"x"},"y"]}`, "a%5B0%5D%5Bb%5D=x&a%5B1%5D=y", []string{"a"}},
		"names that are words": {`{"a&b=c":"&=","价":"格"}`, "a%26b%3Dc=%26%3D&%E4%BB%B7=%E6%A0%BC", nil},
		"no members":           {`{}`, "", nil},
	} {
		var w RequestWriter
		w.Form(raw(test.object), test.deep...)
		m := signer.Message{Form: w.form}
		m.Encode()
		if got := string(m.Body); got != test.want || w.err != nil || w.contentType != formType {
			t.Errorf("%s: got %s, %v", name, got, w.err)
		}
	}
	var w RequestWriter
	if w.Form(raw(`{"a":`)); w.err == nil {
		t.Error("broken JSON is no error")
	}
}

// readForm reads a form as the JSON that it stands for.
func readForm(body string, deep ...string) (any, error) {
	r := &RequestReader{op: &Operation{ContentTypes: []string{formType}}, request: &http.Request{Header: http.Header{"Content-Type": {formType + "; charset=utf-8"}}}, body: []byte(body)}
	text := r.Form(deep...).Any()
	if r.err != nil {
		return nil, r.err
	}
	var v any
	return v, json.Unmarshal(text, &v)
}

func TestFormIsReadAsAnObject(t *testing.T) {
	for body, want := range map[string]any{
		"a=x+y&b=1":                 map[string]any{"a": "x y", "b": "1"},
		"a=x&a=y":                   map[string]any{"a": []any{"x", "y"}},
		"a=%7B%22b%22%3A1%7D":       map[string]any{"a": map[string]any{"b": 1.0}},
		"a=%7Bno+JSON":              map[string]any{"a": "{no JSON"},
		"deep[b][c]=1&deep[d]=2":    map[string]any{"deep": map[string]any{"b": map[string]any{"c": "1"}, "d": "2"}},
		"deep[1]=y&deep[0]=x":       map[string]any{"deep": []any{"x", "y"}},
		"deep[0]=x&deep[2]=y":       map[string]any{"deep": map[string]any{"0": "x", "2": "y"}},
		"flat[b]=1":                 map[string]any{"flat[b]": "1"},
		"deep[b=1&deep]=2&deep[]=3": map[string]any{"deep[b": "1", "deep]": "2", "deep": map[string]any{"": "3"}},
		"=x":                        map[string]any{"": "x"},
		"deep" + strings.Repeat("[a]", 40) + "=1": map[string]any{"deep" + strings.Repeat("[a]", 40): "1"},
	} {
		got, err := readForm(body, "deep")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
	if _, err := readForm("a=%zz"); err == nil || !strings.Contains(err.Error(), "the form is malformed") {
		t.Errorf("a malformed form: %v", err)
	}
	if _, err := readForm(""); err == nil || !strings.Contains(err.Error(), "the body is empty") {
		t.Errorf("no form: %v", err)
	}
	r := &RequestReader{op: &Operation{ContentTypes: []string{formType}}, request: &http.Request{Header: http.Header{"Content-Type": {"application/json"}}}, body: []byte("{}")}
	if r.Form(); r.err == nil || !strings.Contains(r.err.Error(), "must have the content type "+formType) {
		t.Errorf("JSON for a form: %v", r.err)
	}
}

// Whatever somebody sends as a form is read as JSON, or refused.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{"a=1&a=2", "deep[a][0]=x&deep[a][1]=y", "deep=1&deep[a]=2", "a=%7B%7D", "%00=\xff", "deep[][]=&deep[0]", "a=[1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if _, err := readForm(body, "deep"); err != nil {
			if _, refused := err.(*Refusal); !refused {
				t.Errorf("%q: %v", body, err)
			}
		}
	})
}

// A signature covers the fields of a form, and may stand among them.
func TestSignedForm(t *testing.T) {
	rule := signer.MustNew(signer.Scheme{
		Text: []signer.Part{
			{Params: signer.Params{From: []signer.Source{signer.FromForm}, Sort: signer.SortByBytes, Pair: "=", Join: "&", Omit: []string{"sign"}}},
			{Secret: true},
		},
		Digest: signer.MD5, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Form: "sign"}},
	})
	x := &call{signer: rule, credentials: &signer.Credentials{Secret: "test-access-secret"}, op: &Operation{Method: "POST"}, client: &Client{&engine{settings: settings.Client{Clock: time.Now}, skew: new(skew)}}}
	x.outgoing.form = []signer.Value{{Name: "b", Value: "2"}, {Name: "a", Value: "1"}}
	x.outgoing.header = []signer.Value{{Name: "Content-Type", Value: formType}}
	if err := x.sign(); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("b=2&a=1&sign=%x", md5.Sum([]byte("a=1&b=2test-access-secret")))
	if got := string(x.message.Body); got != want || len(x.message.Header) != 1 {
		t.Errorf("the body is %s, the header %v", got, x.message.Header)
	}
}

var multipartOperation = &Operation{ContentTypes: []string{"multipart/form-data"}}

func TestMultipart(t *testing.T) {
	parts := runtime.Multipart{
		{Name: "title", Content: []byte("A cup")}, {Name: `odd "name"` + "\n", FileName: `a\b"c.png`, ContentType: "image/png", Content: []byte("\x89PNG\r\n--\r\n")},
		{Name: "empty", Content: []byte{}}, {Name: "json", ContentType: "application/json", Content: []byte("{}")},
	}
	var w RequestWriter
	w.Multipart("multipart/form-data", parts)
	if w.err != nil || !strings.HasPrefix(w.contentType, "multipart/form-data; boundary=") {
		t.Fatalf("%v, %s", w.err, w.contentType)
	}
	r := &RequestReader{op: multipartOperation, request: &http.Request{Header: http.Header{"Content-Type": {w.contentType}}}, body: w.raw}
	got := r.Multipart()
	parts[1].Name = `odd "name"%0A` // a line break would end the header
	if r.err != nil || !reflect.DeepEqual(got, parts) {
		t.Errorf("%v: got %q", r.err, got)
	}
	for name, test := range map[string]struct{ contentType, body, want string }{
		"another type": {"application/json", "{}", "must have the content type multipart/form-data"},
		"no boundary":  {"multipart/form-data", "--x", "must name the boundary"},
		"cut off":      {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf", "the parts of the body are malformed"},
		"no parts":     {"multipart/form-data; boundary=x", "text", "the parts of the body are malformed"},
	} {
		r := &RequestReader{op: multipartOperation, request: &http.Request{Header: http.Header{"Content-Type": {test.contentType}}}, body: []byte(test.body)}
		if parts := r.Multipart(); parts != nil || r.err == nil || !strings.Contains(r.err.Error(), test.want) {
			t.Errorf("%s: %v, %v", name, parts, r.err)
		}
	}
	var none RequestWriter
	if none.Multipart("multipart/form-data", nil); none.contentType != "" || none.raw != nil {
		t.Errorf("no parts: %+v", none)
	}
	if r := (&RequestReader{}); r.Multipart() != nil || r.err != nil {
		t.Error("no body is an error")
	}
}

func FuzzMultipart(f *testing.F) {
	f.Add([]byte("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n"))
	f.Add([]byte("--x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=zz\r\n--x--"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &RequestReader{op: &Operation{}, request: &http.Request{Header: http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}}, body: bytes.Clone(body)}
		r.Multipart()
		if _, refused := r.err.(*Refusal); r.err != nil && !refused {
			t.Errorf("%q: %v", body, r.err)
		}
	})
}
