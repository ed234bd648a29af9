package sdktest

import (
	"context"
	"encoding/json"
	"errors"
	"github.com/pandapon/pandagen/runtime/server"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/spec"
)

// judged is an operation with a verdict inside its data, or one that acts without one.
type judged struct {
	operation
	acts    bool
	outcome *extension.Outcome
}

// judgedOperations returns those of the document with an entry file.
func judgedOperations(t *testing.T, entry string) []judged {
	t.Helper()
	doc, err := document.Load(t.Context(), document.FromFS(spec.FS(), entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	byDefault, _ := extension.ParseRetryDefault(root.Get("x-retry-default"))
	all := operations(t, entry)
	var list []judged
	for _, path := range root.Get("paths").Members {
		for _, m := range path.Value.Members {
			id := m.Value.Get("operationId").Literal()
			i := slices.IndexFunc(all, func(op operation) bool { return op.id == id })
			if i < 0 {
				continue
			}
			j := judged{operation: all[i]}
			retry, _ := extension.ParseRetry(m.Value.Get("x-retry"), byDefault, m.Name)
			j.acts = retry.Rule == extension.RetryNever
			if e, _ := extension.ParseEnvelope(m.Value.Get("x-envelope")); e != nil {
				j.outcome = e.Outcome
			}
			if j.acts || j.outcome != nil {
				list = append(list, j)
			}
		}
	}
	return list
}

// without are operations that act, or hand out a secret, and answer no data in which a verdict could stand: see their x-source.
var without = []string{"taobaoOrderGetIMLink", "addressSave"}

// TestRefusalsInsideData answers every operation that has a verdict inside its data with refusals, with successes and with what is
// neither, in every place where the document expects a verdict.
func TestRefusalsInsideData(t *testing.T) {
	for _, g := range generations() {
		t.Run(g.name, func(t *testing.T) {
			p := newPlatform(t)
			client, err := g.connect(p.URL)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range judgedOperations(t, g.entry) {
				t.Run(op.id, func(t *testing.T) {
					if op.outcome == nil {
						if !slices.Contains(without, op.id) {
							t.Error("the operation acts and has no outcome")
						}
						return
					}
					op.tryVerdicts(t, p, client)
				})
			}
		})
	}
}

// tryVerdicts tries each place of the verdict.
func (op judged) tryVerdicts(t *testing.T, p *platform, client any) {
	bad, good, places := any(false), any(true), op.outcome.Success
	if len(places) == 0 {
		bad, good, places = "E1", "", op.outcome.Code
	}
	for _, place := range places {
		beside := func(verdict any) any {
			element := at(nil, below(place), verdict)
			if object, ok := element.(map[string]any); ok && verdict == bad {
				for _, more := range []struct {
					paths []extension.Path
					value string
				}{{op.outcome.Code, "E1"}, {op.outcome.Message, "no"}} {
					if len(more.paths) > 0 {
						element = at(object, below(more.paths[0]), more.value)
					}
				}
			}
			return element
		}
		if !lists(place) {
			_, err := op.answer(t, p, client, beside(bad))
			op.isRefused(t, beside(bad), err)
			for _, v := range []any{good, nil} {
				_, err := op.answer(t, p, client, beside(v))
				isFine(t, beside(v), err)
			}
			continue
		}
		for _, data := range []any{beside(bad), []any{beside(bad)}} { // one where a list is expected is a list of one
			_, err := op.answer(t, p, client, data)
			op.isRefused(t, data, err)
		}
		for _, data := range []any{[]any{}, []any{beside(good)}, []any{beside(good), beside(nil)}, beside(good)} {
			_, err := op.answer(t, p, client, data)
			isFine(t, data, err)
		}
		op.tryHalf(t, p, client, beside(good), beside(bad))
	}
	_, err := op.answer(t, p, client, nil)
	isFine(t, nil, err)
}

// tryHalf answers a batch of which the second was refused.
func (op judged) tryHalf(t *testing.T, p *platform, client any, good, bad any) {
	t.Helper()
	for i, path := range op.outcome.IDs {
		id := "205962477642588079" + strconv.Itoa(i)
		data, err := op.answer(t, p, client, []any{at(clone(t, good).(map[string]any), path, id), bad})
		op.isRefused(t, data, err)
		if ids := idsOf(t, data); !slices.Equal(ids, []string{id}) {
			t.Errorf("%s: ids %q beside %v", path, ids, err)
		}
	}
	data, err := op.answer(t, p, client, []any{good, bad, good})
	failure, ok := errors.AsType[*runtime.Error](err)
	if !ok || failure.Elements != 3 || len(failure.Refused) != 1 || failure.Refused[0].Index != 1 {
		t.Errorf("one of three refused: %#v", err)
	}
	if v := reflect.ValueOf(data); v.Kind() != reflect.Slice || v.Len() == 0 {
		t.Errorf("one of three refused: no data beside %v", err)
	}
}

// answer calls the operation, and answers data under a successful code.
func (op judged) answer(t *testing.T, p *platform, client, data any) (any, error) {
	t.Helper()
	var err error
	if p.answer, err = json.Marshal(map[string]any{"code": 200, "msg": "成功", "data": data}); err != nil {
		t.Fatal(err)
	}
	var request []byte
	if len(op.requests) > 0 {
		request = op.requests[0]
	}
	return op.call(t, client, request)
}

// isRefused holds what the caller learns of a refusal.
func (op judged) isRefused(t *testing.T, data any, err error) {
	t.Helper()
	failure, ok := errors.AsType[*runtime.Error](err)
	if !ok || !failure.Outcome || len(failure.Data) == 0 {
		t.Errorf("%v: %#v", data, err)
		return
	}
	if op.acts != errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("%v: the outcome is unknown: %t", data, !op.acts)
	}
	if strings.Contains(string(failure.Data), "E1") && (failure.Code != "E1" || len(op.outcome.Message) > 0 && failure.Message != "no") {
		t.Errorf("%v: code %q, message %q", data, failure.Code, failure.Message)
	}
}

func isFine(t *testing.T, data any, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%v: %v", data, err)
	}
}

// lists reports whether a place is in elements of a list.
func lists(p extension.Path) bool { return slices.Contains(p, extension.Each) }

// below is a place without data, and without the list that it goes through.
func below(p extension.Path) extension.Path {
	if i := slices.Index(p, extension.Each); i >= 0 {
		return p[i+1:]
	}
	return p[1:]
}

// at puts a value into an object, at a path.
func at(object map[string]any, path extension.Path, value any) any {
	if len(path) == 0 {
		return value
	}
	if object == nil {
		object = map[string]any{}
	}
	if len(path) > 1 && path[1] == extension.Each {
		object[path[0]] = []any{at(nil, path[2:], value)}
		return object
	}
	inner, _ := object[path[0]].(map[string]any)
	object[path[0]] = at(inner, path[1:], value)
	return object
}

func clone(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return tree(t, text)
}

// idsOf calls the method that returns the ids of what was created.
func idsOf(t *testing.T, data any) []string {
	t.Helper()
	method := reflect.ValueOf(data).MethodByName("OrderIDs")
	if !method.IsValid() {
		t.Fatalf("%T has no OrderIDs", data)
	}
	var ids []string
	for _, id := range method.Call(nil)[0].Seq2() {
		ids = append(ids, id.String())
	}
	return ids
}

// relay offers operations by calling them elsewhere.
type relay struct {
	pandaponserver.UnimplementedAlibabaOrders
	client *pandapon.Client
}

func (r relay) Create(ctx context.Context, req *pandapon.AlibabaOrderCreateRequest) (pandapon.AlibabaOrdersCreated, error) {
	return r.client.Alibaba.Orders.Create(ctx, req, pandapon.WithoutChecks())
}

func (r relay) Cancel(ctx context.Context, req *pandapon.AlibabaOrderCancelRequest) (bool, error) {
	return r.client.Alibaba.Orders.Cancel(ctx, req)
}

// TestRefusalsPassThroughServers holds that a service which returns what a client returned answers a refusal as it came.
func TestRefusalsPassThroughServers(t *testing.T) {
	p := newPlatform(t)
	services := pandaponserver.Services{AlibabaOrders: relay{client: newClient(t, p.URL)}}
	s := httptest.NewServer(pandaponserver.NewHandler(pandaponserver.Auth{}, services, server.Open("pandapon-request", "pandapon-warehouse")))
	defer s.Close()
	client := newClient(t, s.URL)
	p.answer = []byte(`{"code":200,"data":[{"orderId":"1","success":true},{"success":false,"code":"E1","unheardOf":7}]}`)
	got, err := client.Alibaba.Orders.Create(t.Context(), &pandapon.AlibabaOrderCreateRequest{}, pandapon.WithoutChecks())
	failure, ok := errors.AsType[*runtime.Error](err)
	if !ok || failure.Elements != 2 || failure.Code != "E1" || !strings.Contains(string(failure.Data), "unheardOf") || !slices.Equal(got.OrderIDs(), []pandapon.AlibabaOrderID{"1"}) {
		t.Errorf("%v, %v", got, err)
	}
	p.answer = []byte(`{"code":200,"data":false}`)
	if cancelled, err := client.Alibaba.Orders.Cancel(t.Context(), &pandapon.AlibabaOrderCancelRequest{WebSite: "1688", OrderID: "1", CancelReason: "other"}); cancelled || !errors.Is(err, &runtime.Error{Operation: "Alibaba.Orders.Cancel", HTTPStatus: 200}) {
		t.Errorf("%v, %v", cancelled, err)
	}
	p.answer = []byte(`{"code":5001,"data":false}`)
	if _, err := client.Alibaba.Orders.Cancel(t.Context(), &pandapon.AlibabaOrderCancelRequest{WebSite: "1688", OrderID: "1", CancelReason: "other"}); !errors.Is(err, &runtime.Error{Code: "5001"}) {
		t.Errorf("a failure by its code: %v", err)
	}
}
