package emit

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/signer"
)

var update = flag.Bool("update", false, "write the golden files")

const serverTestdata = "github.com/pandapon/pandagen/internal/emit/testdata/server/"

// serverCases are APIs by the folder of testdata/server that holds their server packages.
var serverCases = map[string]func() *api.API{
	"signed":   signedAPI,
	"unsigned": unsignedAPI,
	"empty":    func() *api.API { return &api.API{Title: "Nothing"} },
}

func TestServerGolden(t *testing.T) {
	for name, describe := range serverCases {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("testdata", "server", name)
			files, err := Server(describe(), Package{Name: "shop", Import: serverTestdata + "shop"}, Package{Name: name, Import: serverTestdata + name})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range files {
				names = append(names, file.Name)
				source, err := format.Source(file.Source)
				if err != nil {
					t.Fatalf("%s: %v\n%s", file.Name, err, file.Source)
				}
				checkGolden(t, filepath.Join(folder, file.Name), source)
			}
			kept, err := filepath.Glob(filepath.Join(folder, "*.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range kept {
				if base := filepath.Base(path); !slices.Contains(names, base) && !strings.HasSuffix(base, "_test.go") {
					t.Errorf("%s is not printed any more: remove it", path)
				}
			}
		})
	}
}

func checkGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test -update and read the difference", path)
	}
}

// TestServerGoldenWorks compiles the golden packages and runs the tests beside them.
func TestServerGoldenWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	out, err := exec.CommandContext(t.Context(), "go", "test", "./testdata/server/...").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestServerRefusesWhatItCannotPrint(t *testing.T) {
	at := document.Position{File: "shop.yaml", Line: 3, Column: 5}
	operation := func(id, path string, params ...*api.Param) *api.Operation {
		return &api.Operation{ID: id, Name: "Get", HTTPMethod: "GET", Path: path, Params: params, Pos: at}
	}
	for name, c := range map[string]struct {
		service    string
		operations []*api.Operation
		want       string
	}{
		"taken name":    {"Services", nil, "service Services: the server package has another meaning for this name"},
		"same shape":    {"Orders", []*api.Operation{operation("a", "/x/{a}"), operation("b", "/x/{b}")}, "shop.yaml:3:5: operation b: no server can tell its path from that of operation a"},
		"map parameter": {"Orders", []*api.Operation{operation("a", "/x", &api.Param{In: "query", Name: "filter", Field: &api.Field{Ref: api.Ref{Kind: api.Map}}})}, `shop.yaml:3:5: operation a: query parameter "filter": only`},
	} {
		t.Run(name, func(t *testing.T) {
			a := &api.API{Services: []*api.Service{{Name: c.service, Path: []string{c.service}, File: "x", Operations: c.operations}}}
			_, err := Server(a, Package{}, Package{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func signedAPI() *api.API {
	known := &api.Scheme{Name: "shop-request", GoName: "shopRequest", Signature: &signer.Scheme{
		Text:      []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
		Digest:    signer.MD5,
		Encoding:  signer.HexUpper,
		Put:       signer.Put{Place: signer.Place{Header: "signature"}},
		Identity:  signer.IdentityRule{Key: signer.Place{Header: "access-key"}, Claims: []signer.Place{{Header: "user-id"}}},
		Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds, Window: 10 * time.Minute},
		Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
	}}
	params := &api.Scheme{Name: "shop-params", GoName: "shopParams", Signature: &signer.Scheme{
		Text: []signer.Part{
			{Secret: true},
			{Params: signer.Params{From: []signer.Source{signer.FromQuery, signer.FromForm}, Sort: signer.SortByBytes, Omit: []string{"sign"}, OmitEmpty: true}},
		},
		Digest: signer.HMACSHA256, Key: []signer.Part{{Literal: "x"}, {Secret: true}}, Encoding: signer.HexLower,
		Put: signer.Put{Place: signer.Place{Query: "sign"}},
	}}
	unknown := &api.Scheme{Name: "warehouse", GoName: "warehouse"}
	envelope := func() *api.Envelope {
		return &api.Envelope{RequestID: "requestId", Code: "code", Message: "msg", Data: "data", Success: []string{"200", "0"}, Rejected: []string{"401"}}
	}

	order, text, boolean, any := structRef("Order"), api.Ref{Kind: api.String}, api.Ref{Kind: api.Bool}, api.Ref{Kind: api.Any}
	status := api.Ref{Kind: api.Named, Type: &api.Type{Name: "Status", Kind: api.Enum, Base: api.String}}
	orders, byID := api.Ref{Kind: api.Array, Elem: &order}, api.Ref{Kind: api.Map, Elem: &order}
	nullable := api.Ref{Kind: api.Decimal, Pointer: true}
	request := &api.Type{Name: "Order", Kind: api.Struct, Fields: []*api.Field{{Name: "ID", Wire: "id", Ref: text, Required: true}}}
	body := &api.Body{Required: true}

	s := &api.Service{Path: []string{"Shop", "Orders"}, Name: "ShopOrders", File: "shop_orders", Doc: api.Doc{"ShopOrders sells.", "", "Twice."}}
	add := func(name string, op api.Operation) {
		op.ID, op.Name, op.Service, op.HTTPMethod = "order"+name, name, s, "POST"
		if op.Path == "" {
			op.Path = "/orders/" + strings.ToLower(name)
		}
		if op.Envelope == nil {
			op.Envelope = envelope()
		}
		if op.Scheme == nil {
			op.Scheme = known
		}
		s.Operations = append(s.Operations, &op)
	}
	add("Create", api.Operation{Doc: api.Doc{"Create creates an order.", "", "Prices are in yuan."}, Request: request, Body: body, Data: &order})
	add("Cancel", api.Operation{Doc: api.Doc{"Cancel ends an order."}, Request: request, Body: &api.Body{}})
	add("List", api.Operation{Data: &orders})
	add("Index", api.Operation{Data: &byID, Scheme: params})
	add("Exists", api.Operation{Data: &boolean, Request: request, Body: body})
	add("Name", api.Operation{Data: &text, Scheme: unknown})
	add("State", api.Operation{Data: &status})
	add("Price", api.Operation{Data: &nullable})
	add("Raw", api.Operation{Data: &any, DataUnknown: true, Envelope: &api.Envelope{Code: "status", Message: "text", Data: "result"}})
	add("Reset", api.Operation{})
	return &api.API{Title: "Shop", Schemes: []*api.Scheme{known, params, unknown}, Services: []*api.Service{s}}
}

func structRef(name string) api.Ref {
	return api.Ref{Kind: api.Named, Type: &api.Type{Name: name, Kind: api.Struct}}
}

func unsignedAPI() *api.API {
	order := structRef("Order")
	status := api.Ref{Kind: api.Named, Type: &api.Type{Name: "Status", Kind: api.Enum, Base: api.String}}
	pointer := func(r api.Ref) api.Ref { r.Pointer = true; return r }
	list := func(r api.Ref) api.Ref { return api.Ref{Kind: api.Array, Elem: &r} }
	field := func(name string, ref api.Ref, required bool) *api.Field {
		return &api.Field{Name: name, Ref: ref, Required: required}
	}

	search := &api.Operation{
		ID: "search", Name: "Search", HTTPMethod: "GET", Path: "/shops/{shop}/orders", Request: &api.Type{Name: "Search"}, Data: &api.Ref{Kind: api.String},
		Doc: api.Doc{"Search finds orders."},
		Params: []*api.Param{
			{In: "path", Name: "shop", Field: field("Shop", api.Ref{Kind: api.String}, true)},
			{In: "query", Name: "page", Field: field("Page", pointer(api.Ref{Kind: api.Int64}), false)},
			{In: "query", Name: "status", Field: field("Status", pointer(status), false)},
			{In: "query", Name: "open", Field: field("Open", api.Ref{Kind: api.Bool}, false)},
			{In: "query", Name: "price", Field: field("Price", pointer(api.Ref{Kind: api.Decimal}), false)},
			{In: "query", Name: "weight", Field: field("Weight", pointer(api.Ref{Kind: api.Float64}), false)},
			{In: "query", Name: "ids", Field: field("IDs", list(api.Ref{Kind: api.Int64}), true)},
			{In: "query", Name: "statuses", Field: field("Statuses", list(status), false)},
			{In: "header", Name: "x-trace", Field: field("Trace", pointer(api.Ref{Kind: api.String}), false)},
		},
	}
	put := &api.Operation{
		ID: "put", Name: "Put", HTTPMethod: "PUT", Path: "/orders/{id}", Request: &api.Type{Name: "Update"}, Data: &order,
		Params: []*api.Param{{In: "path", Name: "id", Field: field("ID", api.Ref{Kind: api.String}, true)}},
		Body:   &api.Body{Required: true, Field: field("Order", order, true)},
	}
	batch := &api.Operation{
		ID: "batch", Name: "Batch", HTTPMethod: "POST", Path: "/shops/{shop}/orders", Request: &api.Type{Name: "Batch"}, Data: &api.Ref{Kind: api.Int64},
		Params: []*api.Param{{In: "path", Name: "shop", Field: field("Shop", api.Ref{Kind: api.String}, true)}},
		Body:   &api.Body{Field: field("Orders", list(order), false)},
	}
	note := &api.Operation{
		ID: "note", Name: "Add", HTTPMethod: "POST", Path: "/notes", Request: &api.Type{Name: "Note"}, Body: &api.Body{},
	}
	orders := &api.Service{Path: []string{"Orders"}, Name: "Orders", File: "orders", Doc: api.Doc{"Orders sells."}, Operations: []*api.Operation{search, put, batch}}
	notes := &api.Service{Path: []string{"Notes"}, Name: "Notes", File: "notes", Operations: []*api.Operation{note}}
	for _, s := range []*api.Service{orders, notes} {
		for _, op := range s.Operations {
			op.Service = s
		}
	}
	return &api.API{Title: "Shop", Services: []*api.Service{orders, notes}}
}
