package sdk

import (
	"errors"
	"slices"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

func TestOutcomeInsideData(t *testing.T) {
	envelope := testEnvelope
	envelope.Outcome = &Outcome{Success: [][]string{{"result", "success"}}, Code: [][]string{{"errorCode"}}, Message: [][]string{{"errorInfo"}}}
	envelope.Rejected = []string{"NO_STOCK"}
	for _, tt := range []struct {
		body, code, message string
		failed, unknown     bool
	}{
		{body: `{"code":200,"data":{"id":"T1","result":{"success":true}}}`},
		{body: `{"code":200,"data":{"id":"T1","result":{"success":"true"}}}`},
		{body: `{"code":200,"data":{"id":"T1"}}`},
		{body: `{"code":200,"data":{"id":"T1","result":{"success":false},"errorCode":"E 1","errorInfo":"no"}}`, code: "E 1", message: "no", failed: true, unknown: true},
		{body: `{"code":200,"data":{"result":{"success":false},"errorCode":"NO_STOCK"}}`, code: "NO_STOCK", failed: true},
		{body: `{"code":200,"data":{"result":{"success":false}}}`, failed: true, unknown: true},
	} {
		p := newPlatform(t, write(tt.body))
		c, _ := newTestClient(t, p.URL)
		e := postEndpoint(RetryNever)
		e.Envelope = &envelope
		got, err := Call(t.Context(), c, e, &ticketRequest{}, nil)
		if !tt.failed {
			if err != nil || got.ID != "T1" {
				t.Errorf("%s: %+v, %v", tt.body, got, err)
			}
			continue
		}
		failure, ok := errors.AsType[*runtime.Error](err)
		if !ok || !failure.Outcome || failure.Code != tt.code || failure.Message != tt.message || len(failure.Data) == 0 {
			t.Errorf("%s: %#v", tt.body, err)
		}
		if errors.Is(err, runtime.ErrOutcomeUnknown) != tt.unknown {
			t.Errorf("%s: outcome unknown is %v", tt.body, !tt.unknown)
		}
	}
}

// judged calls an operation whose data is text, with a verdict in it, and tells what is reported as drift too.
func judged(t *testing.T, o Outcome, body string) (data string, drift []runtime.Drift, err error) {
	t.Helper()
	p := newPlatform(t, write(body))
	c, _ := newTestClient(t, p.URL, runtime.WithDrift(func(_ string, d runtime.Drift) { drift = append(drift, d) }))
	envelope := testEnvelope
	envelope.Outcome, envelope.Rejected = &o, []string{"SOLD_OUT"}
	e := &Endpoint[ticketRequest, string]{
		Operation: postEndpoint(RetryNever).Operation,
		Encode:    func(w *RequestWriter, r *ticketRequest) { w.JSON(r) },
		Decode:    func(d *Decoder, data *string) { *data = string(d.Any()) },
	}
	e.Envelope = &envelope
	data, err = CallValue(t.Context(), c, e, &ticketRequest{}, nil)
	return data, drift, err
}

func drifted(path, got string) []runtime.Drift {
	return []runtime.Drift{{Path: path, Want: "boolean", Got: got}}
}

func TestWhatIsNoVerdict(t *testing.T) {
	flag := Outcome{Success: [][]string{{"ok"}}}
	expected := Outcome{Success: [][]string{{"ok"}}, Expected: true}
	plain := Outcome{Success: [][]string{{}}}
	either := Outcome{Success: [][]string{{}, {"ok"}}}
	code := Outcome{Code: [][]string{{"errorCode"}}}
	for _, tt := range []struct {
		outcome Outcome
		data    string
		failed  bool
		drift   []runtime.Drift
	}{
		{flag, `{"ok":true}`, false, nil},
		{flag, `{"ok":false}`, true, nil},
		{flag, `{"ok":"false"}`, true, nil},
		{flag, `{"ok":0}`, true, nil},
		{flag, `{}`, false, nil},
		{flag, `{"ok":null}`, false, nil},
		{flag, `null`, false, nil},
		{flag, `[{"ok":false}]`, false, nil},
		{flag, `{"ok":""}`, false, drifted("data.ok", "string")},
		{flag, `{"ok":"refused"}`, false, drifted("data.ok", "string")},
		{flag, `{"ok":{}}`, false, drifted("data.ok", "object")},
		{expected, `{"ok":false}`, true, nil},
		{expected, `{}`, false, drifted("data.ok", "nothing")},
		{expected, `{"ok":null}`, false, drifted("data.ok", "null")},
		{plain, `false`, true, nil},
		{plain, `true`, false, nil},
		{plain, `null`, false, nil},
		{plain, `"done"`, false, drifted("data", "string")},
		{either, `false`, true, nil},
		{either, `{"ok":false}`, true, nil},
		{either, `{"ok":true}`, false, nil},
		{either, `{"id":"false"}`, false, nil},
		{either, `"T1"`, false, drifted("data", "string")},
		{code, `{"errorCode":"E1"}`, true, nil},
		{code, `{"errorCode":7}`, true, nil},
		{code, `{"errorCode":""}`, false, nil},
		{code, `{"errorCode":null}`, false, nil},
		{code, `{"errorCode":200}`, false, nil}, // a success of the envelope
		{code, `{}`, false, nil},
	} {
		_, drift, err := judged(t, tt.outcome, `{"code":200,"data":`+tt.data+`}`)
		failure, failed := errors.AsType[*runtime.Error](err)
		if failed != tt.failed || failed && (!failure.Outcome || len(failure.Data) == 0 || failure.Refused != nil) {
			t.Errorf("%s: %v", tt.data, err)
		}
		if !slices.Equal(drift, tt.drift) {
			t.Errorf("%s: drift %v, want %v", tt.data, drift, tt.drift)
		}
	}
}

func TestSomeElementsRefused(t *testing.T) {
	elements := Outcome{List: []string{"items", Each}, Success: [][]string{{"ok"}}, Code: [][]string{{"code"}, {"reason"}}, Message: [][]string{{"text"}}}
	whole := Outcome{List: []string{Each}, Success: [][]string{{}, {"ok"}}}
	nested := Outcome{List: []string{Each, "lines", Each}, Code: [][]string{{"code"}}}
	for _, tt := range []struct {
		outcome  Outcome
		data     string
		refused  []runtime.Refusal
		elements int
		unknown  bool
	}{
		{elements, `{"items":[{"ok":true},{"ok":false,"reason":"E1","text":"no"},{"ok":false,"code":"SOLD_OUT"}]}`, []runtime.Refusal{{Index: 1, Code: "E1", Message: "no"}, {Index: 2, Code: "SOLD_OUT"}}, 3, true},
		{elements, `{"items":[{"ok":false,"code":"SOLD_OUT"}]}`, []runtime.Refusal{{Index: 0, Code: "SOLD_OUT"}}, 1, false},
		{elements, `{"items":{"ok":false}}`, []runtime.Refusal{{}}, 1, true},
		{elements, `{"items":[{"ok":true},{},{"ok":null},null,7]}`, nil, 0, false},
		{elements, `{"items":null}`, nil, 0, false},
		{elements, `{}`, nil, 0, false},
		{elements, `null`, nil, 0, false},
		{whole, `[true,false]`, []runtime.Refusal{{Index: 1}}, 2, true},
		{whole, `false`, []runtime.Refusal{{}}, 1, true},
		{whole, `{"ok":false}`, []runtime.Refusal{{}}, 1, true},
		{whole, `[{"ok":true}]`, nil, 0, false},
		{whole, `[]`, nil, 0, false},
		{nested, `[{"lines":[{"code":""},{"code":"A"}]},{"lines":null},{"lines":[{"code":"B"}]}]`, []runtime.Refusal{{Index: 1, Code: "A"}, {Index: 2, Code: "B"}}, 3, true},
	} {
		data, _, err := judged(t, tt.outcome, `{"code":200,"data":`+tt.data+`}`)
		if want := tt.data; want != "null" && data != want {
			t.Errorf("%s: data %s beside %v", tt.data, data, err)
		}
		failure, failed := errors.AsType[*runtime.Error](err)
		if failed != (tt.refused != nil) {
			t.Errorf("%s: %v", tt.data, err)
			continue
		}
		if failed && (!slices.Equal(failure.Refused, tt.refused) || failure.Elements != tt.elements || !failure.Outcome || failure.Code != tt.refused[0].Code) {
			t.Errorf("%s: %#v", tt.data, failure)
		}
		if errors.Is(err, runtime.ErrOutcomeUnknown) != tt.unknown {
			t.Errorf("%s: outcome unknown is %v", tt.data, !tt.unknown)
		}
	}
}

func TestRefusalInDataThatCannotBeRead(t *testing.T) {
	p := newPlatform(t, write(`{"code":200,"data":[{"id":"T1","ok":true},{"ok":false,"count":"many"}]}`))
	c, _ := newTestClient(t, p.URL)
	envelope := testEnvelope
	envelope.Outcome = &Outcome{List: []string{Each}, Success: [][]string{{"ok"}}}
	e := &Endpoint[ticketRequest, []ticket]{
		Operation: postEndpoint(RetryNever).Operation,
		Decode:    func(d *Decoder, data *[]ticket) { *data = DecodeStructs[ticket](d) },
	}
	e.Envelope = &envelope
	_, err := CallValue(t.Context(), c, e, &ticketRequest{}, nil)
	failure, ok := errors.AsType[*runtime.Error](err)
	unread, alike := errors.AsType[*runtime.DataError](err)
	if !ok || !alike || failure.Elements != 2 || len(failure.Data) == 0 || len(unread.Data) == 0 {
		t.Errorf("error %v, want the refusal with the reason why the data is missing", err)
	}
}

// A member that comes a second time counts in place of the first, in verdicts as everywhere.
func TestLastDataDecides(t *testing.T) {
	whole := Outcome{List: []string{Each}, Success: [][]string{{"ok"}}}
	data, _, err := judged(t, whole, `{"data":[{"ok":false}],"code":200,"data":[{"ok":true}]}`)
	if data != `[{"ok":true}]` || err != nil {
		t.Errorf("%s, %v", data, err)
	}
}

func TestTextOfRefusals(t *testing.T) {
	whole := Outcome{List: []string{Each}, Success: [][]string{{"ok"}}, Code: [][]string{{"code"}}, Message: [][]string{{"text"}}}
	for data, want := range map[string]string{
		`[{"ok":true},{"ok":false,"code":"E1","text":"no stock"},{"ok":false}]`: `Tickets.Get: 2 of 3 were refused, the first failed with code E1 in data: "no stock" (HTTP status 200); ` + runtime.ErrOutcomeUnknown.Error(),
		`[{"ok":false,"code":"SOLD_OUT"}]`:                                      `Tickets.Get: failed with code SOLD_OUT in data (HTTP status 200)`,
	} {
		if _, _, err := judged(t, whole, `{"code":200,"data":`+data+`}`); err == nil || err.Error() != want {
			t.Errorf("%s:\n%v\nwant\n%s", data, err, want)
		}
	}
}
