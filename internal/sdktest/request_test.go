package sdktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/internal/example/notes"
	"github.com/pandapon/pandagen/internal/example/notes/notesserver"
	"github.com/pandapon/pandagen/runtime/server"
)

// A request is held against the document before it is signed. PandaPon's document grades its marks: only what its pages say is
// refused, the rest is drift.
func TestRequestsAreCheckedBeforeTheyAreSigned(t *testing.T) {
	sent := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent++
		_, _ = io.WriteString(w, `{"code":200,"data":null}`)
	}))
	defer s.Close()
	var drifts []string
	client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: "key", AccessSecret: "secret"}, pandapon.WithBaseURL(s.URL),
		pandapon.WithDrift(func(operation string, d pandapon.Drift) {
			drifts = append(drifts, fmt.Sprintf("%s: %s %q, got %s", operation, d.Path, d.Want, d.Got))
		}))
	if err != nil {
		t.Fatal(err)
	}
	address := pandapon.AlibabaOrderPreviewBatchAddress{
		FullName: "Ana Example", Mobile: "13800000000", ProvinceText: "浙江省", CityText: "杭州市", AreaText: new("西湖区"),
		Address: "Example Road 1", Phone: "0571-0000000",
	}
	cargo := pandapon.AlibabaOrderPreviewBatchCargo{OfferID: "1", SpecID: "a", Quantity: 0, SellerOpenID: "s"}
	preview := func(edit func(*pandapon.AlibabaOrderPreviewBatchRequest)) func(context.Context, ...pandapon.CallOption) error {
		req := &pandapon.AlibabaOrderPreviewBatchRequest{AddressParam: address, CargoParamList: []pandapon.AlibabaOrderPreviewBatchCargo{cargo, cargo}}
		edit(req)
		return func(ctx context.Context, opts ...pandapon.CallOption) error {
			_, err := client.Alibaba.Orders.PreviewBatch(ctx, req, opts...)
			return err
		}
	}
	for _, tt := range []struct {
		name   string
		call   func(context.Context, ...pandapon.CallOption) error
		want   pandapon.RequestError
		drifts []string
	}{
		{name: "complete, with a quantity of zero", call: preview(func(*pandapon.AlibabaOrderPreviewBatchRequest) {})},
		{name: "nil request", call: func(ctx context.Context, opts ...pandapon.CallOption) error {
			_, err := client.Alibaba.Orders.PreviewBatch(ctx, nil, opts...)
			return err
		}, want: pandapon.RequestError{Operation: "Alibaba.Orders.PreviewBatch", Rule: "required"}},
		{name: "nil list", call: preview(func(r *pandapon.AlibabaOrderPreviewBatchRequest) { r.CargoParamList = nil }),
			want: pandapon.RequestError{Operation: "Alibaba.Orders.PreviewBatch", Field: "cargoParamList", Rule: "required"}},
		{name: "empty list", call: preview(func(r *pandapon.AlibabaOrderPreviewBatchRequest) {
			r.CargoParamList = []pandapon.AlibabaOrderPreviewBatchCargo{}
		}), want: pandapon.RequestError{Operation: "Alibaba.Orders.PreviewBatch", Field: "cargoParamList", Rule: "minItems: 1"}},
		{name: "id in an element", call: preview(func(r *pandapon.AlibabaOrderPreviewBatchRequest) { r.CargoParamList[1].OfferID = "" }),
			want: pandapon.RequestError{Operation: "Alibaba.Orders.PreviewBatch", Field: "cargoParamList[1].offerId", Rule: "required"}},
		{name: "set past the field", call: preview(func(r *pandapon.AlibabaOrderPreviewBatchRequest) {
			r.CargoParamList[1].OfferID = ""
			r.CargoParamList[1].JSON.Set("offerId", pandapon.Null)
		})},
		{name: "parameter of the query", call: func(ctx context.Context, opts ...pandapon.CallOption) error {
			_, err := client.Alibaba.Orders.Pay(ctx, &pandapon.AlibabaOrderPayRequest{}, opts...)
			return err
		}, want: pandapon.RequestError{Operation: "Alibaba.Orders.Pay", Field: "orderId", Rule: "required"}},
		{name: "marks of another platform's documentation", call: func(ctx context.Context, opts ...pandapon.CallOption) error {
			_, err := client.Alibaba.Refunds.Create(ctx, &pandapon.AlibabaRefundCreateRequest{
				OrderID: "7", DisputeRequest: "swap", GoodsStatus: pandapon.AlibabaRefundCreateGoodsStatusBuyerReceived, ApplyReasonID: "1",
			}, opts...)
			return err
		}, drifts: []string{
			`Alibaba.Refunds.Create: request.disputeRequest "enum: \"refund\", \"returnRefund\"", got another value`,
			`Alibaba.Refunds.Create: request.description "required", got nothing`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent, drifts = 0, nil
			err := tt.call(t.Context())
			var refused *pandapon.RequestError
			if errors.As(err, &refused) != (tt.want != pandapon.RequestError{}) || refused != nil && *refused != tt.want {
				t.Errorf("got %v, want %v", err, &tt.want)
			}
			if errors.Is(err, pandapon.ErrOutcomeUnknown) != (refused == nil && err != nil && errors.Is(err, pandapon.ErrOutcomeUnknown)) {
				t.Error("a request that was not sent has no unknown outcome")
			}
			if want := map[bool]int{true: 0, false: 1}[refused != nil]; sent != want {
				t.Errorf("%d requests were sent, want %d", sent, want)
			}
			requests := slices.DeleteFunc(drifts, func(d string) bool { return !strings.Contains(d, ": request") })
			if !slices.Equal(requests, tt.drifts) {
				t.Errorf("drift %q, want %q", requests, tt.drifts)
			}
			sent = 0
			if err := tt.call(t.Context(), pandapon.WithoutChecks()); errors.As(err, &refused) && sent != 1 || sent != 1 {
				t.Errorf("WithoutChecks: %v, %d requests were sent", err, sent)
			}
		})
	}
}

// noteService answers what was added.
type noteService struct {
	notesserver.UnimplementedNotes
	reached bool
}

func (s *noteService) Add(_ context.Context, n *notes.Note) (*notes.Note, error) {
	s.reached = true
	return n, nil
}

func (s *noteService) List(context.Context, *notes.NoteListRequest) ([]notes.Note, error) {
	s.reached = true
	return nil, nil
}

// In a document that grades nothing, client and server refuse the same requests for the same reasons.
func TestClientAndServerRefuseTheSameRequests(t *testing.T) {
	service := &noteService{}
	handler := notesserver.NewHandler(notesserver.Auth{}, notesserver.Services{Notes: service}, server.Open("bearer"))
	s := httptest.NewServer(handler)
	defer s.Close()
	client, err := notes.NewClient(notes.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	add := func(n *notes.Note) func(...notes.CallOption) error {
		return func(opts ...notes.CallOption) error { _, err := client.Notes.Add(t.Context(), n, opts...); return err }
	}
	list := func(r *notes.NoteListRequest) func(...notes.CallOption) error {
		return func(opts ...notes.CallOption) error { _, err := client.Notes.List(t.Context(), r, opts...); return err }
	}
	for name, tt := range map[string]struct {
		call        func(...notes.CallOption) error
		field, rule string // of the client; no rule for a request that is fine
		server      string // part of its message; empty when the server takes the request
	}{
		"plain":            {call: add(&notes.Note{Text: "a", Labels: []string{"x"}, Priority: new(notes.NotePriorityLow)})},
		"no text":          {add(&notes.Note{}), "text", "required", ""}, // on the wire it is an empty text, which is one
		"text too long":    {add(&notes.Note{Text: strings.Repeat("长", 201)}), "text", "maxLength: 200", "text: breaks the rule"},
		"text at its end":  {call: add(&notes.Note{Text: strings.Repeat("长", 200)})},
		"label":            {add(&notes.Note{Text: "a", Labels: []string{"x", "Y"}}), "labels[1]", "pattern: ^[a-z]+$", "labels[1]: breaks the rule"},
		"too many":         {add(&notes.Note{Text: "a", Labels: []string{"a", "b", "c", "d"}}), "labels", "maxItems: 3", "labels: breaks the rule"},
		"priority":         {add(&notes.Note{Text: "a", Priority: new(notes.NotePriority("middle"))}), "priority", `enum: "low", "high"`, "priority: breaks the rule"},
		"list":             {call: list(&notes.NoteListRequest{Label: []string{"a", "b"}, Limit: new(int64(100))})},
		"no labels":        {list(&notes.NoteListRequest{}), "label", "required", "query parameter label: required, but missing"},
		"labels":           {list(&notes.NoteListRequest{Label: []string{"a", "B"}}), "label", "pattern: ^[a-z]+$", "query parameter label: breaks the rule"},
		"too many labels":  {list(&notes.NoteListRequest{Label: []string{"a", "b", "c", "d"}}), "label", "maxItems: 3", "query parameter label: breaks the rule"},
		"limit of zero":    {list(&notes.NoteListRequest{Label: []string{"a"}, Limit: new(int64(0))}), "limit", "minimum: 1", "query parameter limit: breaks the rule"},
		"limit of hundred": {list(&notes.NoteListRequest{Label: []string{"a"}, Limit: new(int64(101))}), "limit", "maximum: 100", "query parameter limit: breaks the rule"},
	} {
		service.reached = false
		err := tt.call()
		var refused *notes.RequestError
		if errors.As(err, &refused); tt.rule == "" && (err != nil || !service.reached) ||
			tt.rule != "" && (refused == nil || refused.Field != tt.field || refused.Rule != tt.rule || service.reached) {
			t.Errorf("%s: %v", name, err)
		}
		service.reached = false
		err = tt.call(notes.WithoutChecks())
		if tt.server == "" && (err != nil || !service.reached) ||
			tt.server != "" && (err == nil || !strings.Contains(err.Error(), tt.server) || service.reached) {
			t.Errorf("%s, without checks: %v", name, err)
		}
	}
}
