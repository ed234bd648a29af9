package created_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pandapon/pandagen/internal/emit/testdata/client/created"
	"github.com/pandapon/pandagen/internal/emit/testdata/client/created/createdserver"
	"github.com/pandapon/pandagen/runtime"
)

type orders struct {
	createdserver.UnimplementedOrders
	created   created.OrdersCreated
	put       created.OrderPutResponse
	cancelled bool
}

func (o orders) Create(context.Context) (created.OrdersCreated, error) { return o.created, nil }

func (o orders) Put(context.Context) (*created.OrderPutResponse, error) { return &o.put, nil }

func (o orders) Cancel(context.Context) (bool, error) { return o.cancelled, nil }

// dial returns a client of a server that answers so.
func dial(t *testing.T, o orders) *created.Client {
	t.Helper()
	server := httptest.NewServer(createdserver.NewHandler(createdserver.Services{Orders: o}))
	t.Cleanup(server.Close)
	client, err := created.NewClient(created.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestIDsOfEveryForm(t *testing.T) {
	list := created.OrdersCreated{
		{OrderID: "1"},
		{Parts: []created.OrderCreatedPart{{OrderID: "2"}, {OrderID: ""}, {OrderID: "1"}}},
		{Base: &created.OrderCreatedBase{Number: 3}},
		{Base: new(created.OrderCreatedBase)},
	}
	if got := list.OrderIDs(); !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("ids of a list: %q", got)
	}
	if got := (*created.OrderPutResponse)(nil).OrderIDs(); got != nil {
		t.Errorf("ids of nothing: %v", got)
	}
}

func TestSomeRefused(t *testing.T) {
	client := dial(t, orders{created: created.OrdersCreated{
		{Success: true, OrderID: "1"}, {Reason: "NO_STOCK", Text: "sold out"}, {Success: true, OrderID: "3"},
	}})
	got, err := client.Orders.Create(t.Context())
	if ids := got.OrderIDs(); !slices.Equal(ids, []string{"1", "3"}) {
		t.Errorf("ids beside the error: %q", ids)
	}
	failure, ok := errors.AsType[*runtime.Error](err)
	if !ok || !failure.Outcome || failure.Elements != 3 || !slices.Equal(failure.Refused, []runtime.Refusal{{Index: 1, Code: "NO_STOCK", Message: "sold out"}}) {
		t.Errorf("error %#v", err)
	}
}

func TestRefusedAndNot(t *testing.T) {
	yes := dial(t, orders{put: created.OrderPutResponse{Success: true, Number: 7}, cancelled: true})
	one, err := yes.Orders.Put(t.Context())
	if err != nil || !slices.Equal(one.OrderIDs(), []int64{7}) {
		t.Errorf("%v, %v", one, err)
	}
	if ok, err := yes.Orders.Cancel(t.Context()); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	no := dial(t, orders{})
	if one, err := no.Orders.Put(t.Context()); one != nil || !isRefusal(err) {
		t.Errorf("%v, %v", one, err)
	}
	if ok, err := no.Orders.Cancel(t.Context()); ok || !isRefusal(err) {
		t.Errorf("%v, %v", ok, err)
	}
}

func isRefusal(err error) bool {
	failure, ok := errors.AsType[*runtime.Error](err)
	return ok && failure.Outcome && len(failure.Data) > 0
}
