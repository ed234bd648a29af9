// Package wire holds generated clients and servers against their document: random values travel from the one to the other and
// back, and a validator that shares no code with pandagen judges what it sees in between.
//
// Its test generates code for small documents and runs it; this package is what that code calls.
package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/pandapon/pandagen/runtime"
)

// Case is a document with the code that was generated from it.
type Case struct {
	Name     string
	Document string                            // its file
	Handler  func(*Service) http.Handler       // whose services call Answer
	Client   func(baseURL string) (any, error) // whose services have the operations
}

// Service is the other end of a case: what its methods were given, and what they returned.
type Service struct {
	values *values
	got    any
	data   any
	called bool
}

// Answer is the body of every method of a case's services.
func Answer[T any](s *Service, req any) (data T, err error) {
	s.called, s.got = true, req
	v := reflect.ValueOf(&data).Elem()
	s.values.fill(v, 0)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
		s.values.fill(v.Elem(), 0)
	}
	s.data = data
	return data, nil
}

// AnswerNothing is Answer for methods without data.
func AnswerNothing(s *Service, req any) error {
	s.called, s.got, s.data = true, req, nil
	return nil
}

// Run tries every operation of a case with random values, and returns what it found wrong, each thing once.
func (c Case) Run(ctx context.Context, rounds int) (faults []string, calls int) {
	j, err := newJudge(ctx, c.Document)
	if err != nil {
		return []string{err.Error()}, 0
	}
	service := &Service{values: &values{rand.New(rand.NewPCG(1, 2)), j.texts}}
	server := httptest.NewServer(c.Handler(service))
	defer server.Close()
	client, err := c.Client(server.URL)
	if err != nil {
		return []string{err.Error()}, 0
	}
	seen := map[string]bool{}
	for _, m := range methods(reflect.ValueOf(client)) {
		for range rounds {
			calls++
			for _, fault := range try(ctx, m, service, j) {
				if fault = m.name + ": " + fault; !seen[firstWords(fault)] {
					seen[firstWords(fault)] = true
					faults = append(faults, fault)
				}
			}
		}
	}
	if calls == 0 {
		faults = append(faults, "no operation was called")
	}
	return faults, calls
}

// firstWords is by what faults are told apart.
func firstWords(fault string) string {
	words := strings.Fields(fault)
	return strings.Join(words[:min(4, len(words))], " ")
}

// method is an operation of a client.
type method struct {
	name string
	call reflect.Value
}

// methods returns the operations that a client leads to, but for those which go through pages.
func methods(client reflect.Value) (all []method) {
	services := reflect.Indirect(client)
	for i := range services.NumField() {
		service := services.Field(i)
		if !services.Type().Field(i).IsExported() || service.Kind() != reflect.Pointer {
			continue
		}
		for k := range service.NumMethod() {
			m := service.Type().Method(k)
			if out := m.Type.NumOut(); m.Type.IsVariadic() && m.Type.Out(out-1) == reflect.TypeFor[error]() {
				all = append(all, method{services.Type().Field(i).Name + "." + m.Name, service.Method(k)})
			}
		}
		all = append(all, methods(service)...)
	}
	return all
}

// try calls an operation once.
func try(ctx context.Context, m method, service *Service, j *judge) (faults []string) {
	report := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	args := []reflect.Value{reflect.ValueOf(ctx)}
	var req any
	if m.call.Type().NumIn() == 3 {
		v := reflect.New(m.call.Type().In(1).Elem())
		service.values.fill(v.Elem(), 0)
		args, req = append(args, v), v.Interface()
	}
	data, err := m.invoke(args, service, j)
	if refused, ok := errors.AsType[*runtime.RequestError](err); ok {
		if service.called {
			report("was sent although it was refused: %v", err)
		}
		_, err = m.invoke(append(args, reflect.ValueOf(runtime.WithoutChecks())), service, j)
		if unsendable(err) {
			return faults
		}
		// Zero stands for nothing in Go, and may be a value on the wire.
		if invalid := j.request(); invalid == nil && refused.Rule != "required" {
			report("refuses a valid request: %v: %s", refused, j.sent)
		}
		return faults
	}
	if unsendable(err) {
		return faults
	}
	if invalid := j.request(); invalid != nil && !strings.Contains(invalid.Error(), "empty value is not allowed") { // which most allow
		report("sends what is not valid: %v: %s", invalid, j.sent)
		return faults
	}
	if !service.called {
		report("the server refuses what the client sent: %v: %s", err, j.sent)
		return faults
	}
	if req != nil && !same(reflect.ValueOf(req), reflect.ValueOf(service.got)) {
		report("the method got %+v for %+v: %s", service.got, req, j.sent)
	}
	if j.status == http.StatusInternalServerError { // no value of the document's was made up
		return faults
	}
	if invalid := j.response(); invalid != nil {
		if isRule(invalid) { // the method answered it, and nothing but its own care keeps it from that
			return faults
		}
		report("answers what is not valid: %v: %d %s", invalid, j.status, j.answered)
		return faults
	}
	if err != nil {
		report("the client cannot read the answer: %v: %d %s", err, j.status, j.answered)
		return faults
	}
	if service.data != nil && !same(reflect.ValueOf(data), reflect.ValueOf(service.data)) {
		report("the client got %+v for %+v: %s", data, service.data, j.answered)
	}
	return faults
}

// invoke calls the operation, while the judge looks on.
func (m method) invoke(args []reflect.Value, service *Service, j *judge) (data any, err error) {
	service.called, service.got, service.data = false, nil, nil
	j.reset()
	args[0] = reflect.ValueOf(context.WithValue(args[0].Interface().(context.Context), judgeKey{}, j))
	out := m.call.Call(args)
	if e := out[len(out)-1]; !e.IsNil() {
		err = e.Interface().(error)
	}
	if len(out) == 2 {
		data = out[0].Interface()
	}
	return data, err
}

// isRule reports whether a value breaks a rule, and is of the right kind nevertheless.
func isRule(err error) bool {
	text := err.Error()
	return slices.ContainsFunc([]string{
		"minimum number of", "maximum number of", "minimum string length", "maximum string length", "number must be", "is not one of the allowed",
		"doesn't match the regular expression", "multiple of", "too many properties", "not enough properties", "minProperties", "maxProperties",
		"at least", "at most", "pattern", "value must be",
	}, func(words string) bool { return strings.Contains(text, words) })
}

// unsendable reports whether a request could not be written, such as one with an empty parameter in its path.
func unsendable(err error) bool {
	e, ok := errors.AsType[*runtime.CallError](err)
	return ok && e.Attempts == 0
}

// same compares values that travelled. A list that is empty is as good as none, and what a struct says about the JSON that it came
// from plays no part.
func same(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() || a.Type() != b.Type() {
		return !a.IsValid() && !b.IsValid()
	}
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() && b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).Type != reflect.TypeFor[runtime.JSON]() && !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, k := range a.MapKeys() {
			if v := b.MapIndex(k); !v.IsValid() || !same(a.MapIndex(k), v) {
				return false
			}
		}
		return true
	case reflect.String:
		return a.String() == b.String() || a.Type() == reflect.TypeFor[runtime.Decimal]() && number(a) == number(b)
	}
	return a.Equal(b)
}

// number is a decimal whose zero value is 0.
func number(v reflect.Value) string {
	if v.Len() == 0 {
		return "0"
	}
	return v.String()
}

// values makes up values.
type values struct {
	*rand.Rand
	texts []string
}

var numbers = []int64{0, 1, -1, 2, 3, 10, 99, 100, 1<<53 + 1, -1 << 63, 1<<63 - 1}

func (r *values) fill(v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[runtime.JSON]() {
		return
	}
	if v.Type() == reflect.TypeFor[runtime.Decimal]() {
		v.SetString([]string{"0", "19.90", "-3", "1e3", "0.1"}[r.IntN(5)])
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.texts[r.IntN(len(r.texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int64, reflect.Int32, reflect.Int:
		n := numbers[r.IntN(len(numbers))]
		if v.OverflowInt(n) {
			n = 7
		}
		v.SetInt(n)
	case reflect.Uint64:
		v.SetUint([]uint64{0, 1, 1<<64 - 1}[r.IntN(3)])
	case reflect.Float64, reflect.Float32:
		v.SetFloat([]float64{0, 1, -1.5, 0.1, 1e21, 99}[r.IntN(6)])
	case reflect.Pointer:
		if depth > 4 || r.IntN(3) == 0 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		r.fill(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				r.fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		r.fillSlice(v, depth)
	case reflect.Map:
		if depth > 4 || r.IntN(4) == 0 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(3) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			r.fill(key, depth+1)
			r.fill(value, depth+1)
			v.SetMapIndex(key, value)
		}
	}
}

func (r *values) fillSlice(v reflect.Value, depth int) {
	switch {
	case v.Type().Name() == "RawMessage":
		v.SetBytes([]byte([]string{`{"a":1}`, `[1,"x"]`, `"text"`, "true", "7"}[r.IntN(5)]))
		return
	case v.Type().Elem().Kind() == reflect.Uint8:
		v.SetBytes([]byte(r.texts[r.IntN(len(r.texts))]))
		return
	case depth > 4 || r.IntN(5) == 0:
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 3))
	for i := range v.Len() {
		r.fill(v.Index(i), depth+1)
	}
}

// judge validates what travels.
type judge struct {
	doc   *openapi3.T
	texts []string

	last           *http.Request
	sent, answered string
	status         int
	header         http.Header
}

type judgeKey struct{}

// texts that are awkward on the wire.
var awkward = []string{"", "a", "b", "x,y", "长", "a/b", "a b", "50%", `"`, "~*'", "a;b=c", "a|b", "&=?#", "+", ".", "a.b"}

func newJudge(ctx context.Context, document string) (*judge, error) {
	loader := openapi3.NewLoader()
	loader.Context = ctx
	doc, err := loader.LoadFromFile(document)
	if err != nil {
		return nil, err
	}
	j := &judge{doc: doc, texts: slices.Clone(awkward)}
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			for _, p := range slices.Concat(path.Parameters, op.Parameters) {
				j.collect(p.Value.Schema, 0)
			}
			if op.RequestBody != nil {
				for _, media := range op.RequestBody.Value.Content {
					j.collect(media.Schema, 0)
				}
			}
			for _, r := range op.Responses.Map() {
				for _, media := range r.Value.Content {
					j.collect(media.Schema, 0)
				}
			}
		}
	}
	return j, nil
}

// collect notes the strings that a schema allows.
func (j *judge) collect(s *openapi3.SchemaRef, depth int) {
	if s == nil || s.Value == nil || depth > 6 {
		return
	}
	for _, v := range s.Value.Enum {
		if text, ok := v.(string); ok && !slices.Contains(j.texts, text) {
			j.texts = append(j.texts, text, text)
		}
	}
	for _, p := range s.Value.Properties {
		j.collect(p, depth+1)
	}
	for _, p := range slices.Concat(s.Value.AllOf, s.Value.AnyOf, s.Value.OneOf, openapi3.SchemaRefs{s.Value.Items, s.Value.AdditionalProperties.Schema}) {
		j.collect(p, depth+1)
	}
}

func (j *judge) reset() { j.last, j.sent, j.answered, j.status, j.header = nil, "", "", 0, nil }

// Transport sends requests and shows them, and their answers, to the judge of the call.
type Transport struct{}

// RoundTrip implements [http.RoundTripper].
func (Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	j, _ := r.Context().Value(judgeKey{}).(*judge)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	again := r.Clone(r.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(body) == 0 {
		again.Body = http.NoBody
	}
	j.last = r.Clone(context.Background())
	j.last.Body = io.NopCloser(bytes.NewReader(body))
	j.sent = r.Method + " " + r.URL.RequestURI() + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("Cookie") + " " + string(body)
	response, err := http.DefaultTransport.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(answer))
	j.answered, j.status, j.header = string(answer), response.StatusCode, response.Header
	return response, err
}

// request judges the last request.
func (j *judge) request() error {
	input, err := j.input()
	if err != nil {
		return err
	}
	return openapi3filter.ValidateRequest(context.Background(), input)
}

// response judges the last answer.
func (j *judge) response() error {
	input, err := j.input()
	if err != nil {
		return err
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: j.status, Header: j.header, Options: input.Options}
	out.SetBodyBytes([]byte(j.answered))
	return openapi3filter.ValidateResponse(context.Background(), out)
}

func (j *judge) input() (*openapi3filter.RequestValidationInput, error) {
	r := j.last
	if r == nil {
		return nil, errors.New("nothing was sent")
	}
	for path, item := range j.doc.Paths.Map() {
		op := item.GetOperation(r.Method)
		params, ok := matchPath(path, r.URL.EscapedPath())
		if op == nil || !ok {
			continue
		}
		route := &routers.Route{Spec: j.doc, Path: path, PathItem: item, Method: r.Method, Operation: op}
		return &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{
			IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		}}, nil
	}
	return nil, fmt.Errorf("no operation has the path %s", r.URL.EscapedPath())
}

// matchPath reads the parameters of a path with a template of one parameter in a segment.
func matchPath(template, path string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range want {
		before, rest, isParam := strings.Cut(segment, "{")
		name, after, _ := strings.Cut(rest, "}")
		if !isParam {
			if segment != got[i] {
				return nil, false
			}
			continue
		}
		value, hasPrefix := strings.CutPrefix(got[i], before)
		value, hasSuffix := strings.CutSuffix(value, after)
		text, err := url.PathUnescape(value)
		if !hasPrefix || !hasSuffix || err != nil {
			return nil, false
		}
		params[name] = text
	}
	return params, true
}
