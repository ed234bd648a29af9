package declared_test

import (
	"context"
	"encoding/json"
	"math"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/emit/testdata/client/declared"
	"github.com/pandapon/pandagen/internal/emit/testdata/client/declared/declaredserver"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
)

const long = "205962477642588079420596247764258807942"

// Whatever the JSON type of an id is, and however large it is, it stays what it is in both directions.
func TestIDsTravelAsTheirPlaceSays(t *testing.T) {
	const document = `{"text":"TQ1","number":` + long + `,"number2":9007199254740993,"either":"17","or":17,"list":[1,-2],"map":{"a":"b"},"inText":"[1]"`
	var o declared.Order
	if err := json.Unmarshal([]byte(document+"}"), &o); err != nil {
		t.Fatal(err)
	}
	want := declared.Order{
		Text: "TQ1", Number: long, Number2: "9007199254740993", Either: "17", Or: "17", List: []declared.LineID{"1", "-2"},
		Map: map[string]declared.LineID{"a": "b"}, InText: []declared.LineID{"1"},
	}
	if !reflect.DeepEqual(runtime.Plain(o), want) {
		t.Errorf("read %+v", o)
	}
	written, err := json.Marshal(o)
	if err != nil || !strings.HasPrefix(string(written), document) {
		t.Errorf("wrote %s, %v", written, err)
	}
}

func TestIDsOfTheOtherJSONTypeAreAccepted(t *testing.T) {
	var drift []string
	d := sdk.NewDecoder([]byte(`{"text":42,"number":"` + long + `","number2":1e3,"either":42,"or":"42","list":["7"],"map":{"a":1}}`))
	d.OnDrift(func(d runtime.Drift) { drift = append(drift, d.Path) })
	var o declared.Order
	o.DecodeJSON(d)
	if err := d.Finish(); err != nil {
		t.Fatal(err)
	}
	if o.Text != "42" || o.Number != long || o.Number2 != "1000" || o.Either != "42" || o.Or != "42" || o.List[0] != "7" || o.Map["a"] != "1" {
		t.Errorf("read %+v", o)
	}
	if got := strings.Join(drift, " "); got != "text number list[0] map.a" {
		t.Errorf("reported %s", got)
	}
}

func TestIDsThatAreNoIntegers(t *testing.T) {
	for _, c := range []struct {
		order   declared.Order
		problem string
	}{
		{declared.Order{Number: "TQ1"}, `number: "TQ1" is no integer`},
		{declared.Order{List: []declared.LineID{"1", "01"}}, `list[1]: "01" is no integer`},
	} {
		if _, err := json.Marshal(c.order); err == nil || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%v, want %s", err, c.problem)
		}
	}
	written, err := json.Marshal(declared.Order{Or: "TQ1", Either: "TQ1"})
	if err != nil || !strings.Contains(string(written), `"number":null,`) || !strings.Contains(string(written), `"either":"TQ1","or":"TQ1"`) {
		t.Errorf("wrote %s, %v", written, err)
	}
}

func TestAmountsTravelAsTheirPlaceSays(t *testing.T) {
	const amounts = `"fen":5900,"fenText":"5900","fenNumber":5900,"yuan":19.90,"yuanText":"19.90","yuanInteger":20,"yuans":["1.0"]`
	var o declared.Order
	if err := json.Unmarshal([]byte("{"+amounts+"}"), &o); err != nil {
		t.Fatal(err)
	}
	if o.Fen != 5900 || o.FenText != 5900 || o.FenNumber != 5900 || o.Yuan != "19.90" || o.YuanText != "19.90" || o.YuanInteger != "20" || o.Yuans[0] != "1.0" {
		t.Errorf("read %+v", o)
	}
	written, err := json.Marshal(o)
	if err != nil || !strings.Contains(string(written), amounts) {
		t.Errorf("wrote %s, %v", written, err)
	}
	if err := json.Unmarshal([]byte(`{"fen":"5900","fenText":5900,"yuan":"19.90","yuanText":19.90,"yuans":["about 5"]}`), &o); err != nil {
		t.Fatal(err)
	}
	if o.Fen != 5900 || o.FenText != 5900 || o.Yuan != "19.90" || o.YuanText != "19.90" || o.Yuans[0] != "about 5" {
		t.Errorf("read %+v", o)
	}
	if _, err := json.Marshal(declared.Order{YuanInteger: "19.90"}); err == nil || !strings.Contains(err.Error(), `yuanInteger: "19.90" is no integer`) {
		t.Error(err)
	}
}

func TestAmountsAreCalculatedExactly(t *testing.T) {
	if got := declared.Fen(5900).Yuan(); got != "59.00" {
		t.Error(got)
	}
	if got := declared.Fen(math.MaxInt64).Yuan(); got != "92233720368547758.07" {
		t.Error(got)
	}
	if got, err := declared.Yuan("19.9").Fen(); got != 1990 || err != nil {
		t.Error(got, err)
	}
	if _, err := declared.Yuan("19.905").Fen(); err == nil || err.Error() != "19.905 yuan in fen: not a whole number of them" {
		t.Error(err)
	}
	if got, err := declared.Yuan("0.1").Add("0.20"); got != "0.30" || err != nil {
		t.Error(got, err)
	}
	if got, err := declared.Yuan("0.30").Cmp("0.3"); got != 0 || err != nil {
		t.Error(got, err)
	}
	if got, err := declared.Yuan("19.90").Mul("3"); got != "59.70" || err != nil {
		t.Error(got, err)
	}
	if got := declared.Jin(3).Kilograms(); got != "1.5" {
		t.Error(got)
	}
	if _, err := declared.Thirds("1").Kilograms(); err == nil {
		t.Error("a third of a kilogram has no exact text")
	}
}

func TestParseTime(t *testing.T) {
	at, err := declared.ParseTime("20180614101942000+0800")
	if err != nil || !at.Equal(time.Date(2018, 6, 14, 2, 19, 42, 0, time.UTC)) {
		t.Error(at, err)
	}
	if _, err := declared.ParseTime("yesterday"); err == nil || !strings.Contains(err.Error(), "yyyy-MM-dd HH:mm:ss, unix-ms") {
		t.Error(err)
	}
}

type orders struct {
	declaredserver.UnimplementedOrders
	get    *declared.OrderGetRequest
	change *declared.OrderChangeRequest
}

func (o *orders) Get(_ context.Context, req *declared.OrderGetRequest) (*declared.Order, error) {
	o.get = req
	return &declared.Order{Text: req.OrderID, Number: req.OrderID}, nil
}

func (o *orders) Change(_ context.Context, req *declared.OrderChangeRequest) ([]declared.OrderID, error) {
	o.change = req
	return []declared.OrderID{req.OrderID, req.Body.ID}, nil
}

func TestParametersAndBodies(t *testing.T) {
	served := &orders{}
	s := httptest.NewServer(declaredserver.NewHandler(declaredserver.Services{Orders: served}))
	defer s.Close()
	client, err := declared.NewClient(runtime.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	get := &declared.OrderGetRequest{OrderID: long, LineIDs: []declared.LineID{"a", "2"}, Above: new(declared.Fen(5900)), Other: new(declared.OrderID("TQ1"))}
	order, err := client.Orders.Get(t.Context(), get)
	if err != nil || order.Text != long || order.Number != long || !reflect.DeepEqual(served.get, get) {
		t.Errorf("%+v, %v; the server read %+v", order, err, served.get)
	}
	change := &declared.OrderChangeRequest{OrderID: "1", Body: declared.Change{ID: long, LineIDs: []declared.LineID{"3"}, Amount: new(declared.Fen(1))}}
	ids, err := client.Orders.Change(t.Context(), change)
	if err != nil || !reflect.DeepEqual(ids, []declared.OrderID{"1", long}) || !reflect.DeepEqual(runtime.Plain(served.change), change) {
		t.Errorf("%v, %v; the server read %+v", ids, err, served.change)
	}
	if _, err := client.Orders.Get(t.Context(), &declared.OrderGetRequest{OrderID: "TQ1"}); err == nil || !strings.Contains(err.Error(), `orderId: "TQ1" is no integer`) {
		t.Error(err)
	}
	answer, err := s.Client().Get(s.URL + "/orders/TQ1")
	if err != nil || answer.StatusCode != 400 {
		t.Error(answer.Status, err)
	}
	answer.Body.Close()
}
