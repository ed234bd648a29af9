package travel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/internal/emit/testdata/server/travel/shop"
	"github.com/pandapon/pandagen/runtime"
)

// services answer what they are sent, unless a test says otherwise.
type services struct {
	UnimplementedAccounts
	UnimplementedValues
	create func(*shop.Account) *shop.Account
}

func (s services) Create(_ context.Context, req *shop.Account) (*shop.Account, error) {
	return s.create(req), nil
}

func (s services) CreateByForm(ctx context.Context, req *shop.Account) (*shop.Account, error) {
	return s.Create(ctx, req)
}

func (s services) Get(context.Context, *shop.AccountGetRequest) (*shop.Account, error) {
	return s.create(nil), nil
}

func (services) Visit(_ context.Context, req *shop.Visit) (*shop.Visit, error) {
	req.At = "now"
	return req, nil
}

func (services) Gaps(_ context.Context, req *shop.ValueGapsRequest) (*shop.Gaps, error) {
	if len(req.Tag) > 0 {
		req.Body.Texts = []*string{&req.Tag[0]}
	}
	return &req.Body, nil
}

func (services) Lines(_ context.Context, req *shop.ValueLinesRequest) ([]*shop.Line, error) {
	return req.Body, nil
}

func (services) Sizes(_ context.Context, req *shop.ValueSizesRequest) (*shop.Sizes, error) {
	req.Body.List = append(req.Body.List, req.Size)
	req.Body.List = append(req.Body.List, req.All...)
	return &req.Body, nil
}

func (services) Total(context.Context) (uint64, error) { return math.MaxUint64, nil }

func (services) Member(_ context.Context, req *shop.Member) (*shop.Member, error) { return req, nil }

// world is a client and its server, and the bodies that travelled between them.
type world struct {
	*shop.Client
	handler        http.Handler
	sent, answered string
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.sent = string(body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorder := httptest.NewRecorder()
	r.RequestURI = r.URL.RequestURI()
	w.handler.ServeHTTP(recorder, r)
	w.answered = recorder.Body.String()
	return recorder.Result(), nil
}

func newWorld(t *testing.T, create func(*shop.Account) *shop.Account) *world {
	t.Helper()
	s := services{create: create}
	w := &world{handler: NewHandler(Services{Accounts: s, Values: s}, server.WithRequestID(nil))}
	client, err := shop.NewClient(shop.WithBaseURL("http://localhost"), shop.WithHTTPClient(&http.Client{Transport: w}))
	if err != nil {
		t.Fatal(err)
	}
	w.Client = client
	return w
}

// post sends a body as anybody may send it.
func (w *world) post(path, body string) (status int, answer string) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Code, recorder.Body.String()
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n%s, want\n%s", what, got, want)
	}
}

// What is read-only is neither sent nor demanded, and what is write-only is not answered, whatever the fields hold.
func TestMembersOfOneDirection(t *testing.T) {
	full := func() *shop.Account {
		return &shop.Account{
			ID: 7, Name: "n", Logins: 3, Owner: shop.Owner{Name: "o"}, Created: "2026-01-02T03:04:05Z", Password: "abc", Notify: true, Answer: new("42"),
			Kind: shop.AccountKindPerson, Address: &shop.Address{Street: "s", Place: "p"}, Earlier: []shop.Address{{Street: "t", Place: "q"}},
		}
	}
	var got *shop.Account
	w := newWorld(t, func(a *shop.Account) *shop.Account { got = a; return full() })
	account, err := w.Accounts.Create(t.Context(), full())
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "sent", w.sent, `{"name":"n","password":"abc","notify":true,"answer":"42","address":{"street":"s"},"earlier":[{"street":"t"}]}`)
	expect(t, "answered", w.answered, `{"id":7,"name":"n","logins":3,"owner":{"name":"o"},"created":"2026-01-02T03:04:05Z","kind":"person",`+
		`"address":{"street":"s","place":"p"},"earlier":[{"street":"t","place":"q"}]}`)
	if got.ID != 0 || got.JSON.Has("id") || got.Owner.Name != "" || got.Password != "abc" {
		t.Errorf("the method got %v", got)
	}
	if account.ID != 7 || account.Password != "" || account.JSON.Has("password") {
		t.Errorf("the caller got %v", account)
	}
	if _, err := w.Accounts.CreateByForm(t.Context(), full()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(w.sent, "id=") || strings.Contains(w.sent, "logins") || !strings.Contains(w.sent, "password=abc") {
		t.Errorf("sent %s", w.sent)
	}
	if _, err := w.Accounts.Create(t.Context(), full(), shop.WithoutChecks()); err != nil || strings.Contains(w.sent, `"id"`) {
		t.Errorf("sent %s without checks, %v", w.sent, err)
	}
}

// What a request says nevertheless is ignored: nobody sets what is read-only, and no server hands it back.
func TestReadOnlyMembersOfRequestsAreIgnored(t *testing.T) {
	var got *shop.Account
	w := newWorld(t, func(a *shop.Account) *shop.Account {
		got = a
		answer := *a
		answer.ID, answer.Kind = 7, shop.AccountKindPerson // required, and zero is neither
		return &answer
	})
	for name, body := range map[string]string{
		"values": `{"id":99,"owner":{"name":"thief"},"name":"n","kind":"nobody","password":"abc","notify":false,"logins":1}`,
		"kinds":  `{"logins":"many","id":null,"owner":null,"name":"n","password":"abc","notify":false,"id":"x","kind":[]}`,
		"spaces": `{ "id" : 99 , "name" : "n" , "owner" : [ ] , "password" : "abc", "notify" : false }`,
	} {
		status, answer := w.post("/accounts", body)
		if status != http.StatusOK || got.ID != 0 || got.Owner.Name != "" || got.Kind != "" || got.Logins != 0 || got.JSON.Has("id") || len(got.JSON.Unknown) > 0 {
			t.Errorf("%s: %d, the method got %v", name, status, got)
		}
		// The document decides over what a request could not say: a number that is required is there.
		expect(t, name, answer, `{"id":7,"name":"n","logins":0,"owner":{"name":""},"kind":"person"}`)
	}
	if status, answer := w.post("/accounts", `{"id":[}`); status != http.StatusBadRequest || !strings.Contains(answer, "malformed JSON") {
		t.Errorf("%d %s", status, answer)
	}
	if status, answer := w.post("/accounts", `{"id":1,"name":"n"}`); status != http.StatusBadRequest || !strings.Contains(answer, "password: required, but missing") {
		t.Errorf("%d %s", status, answer)
	}
}

func TestOnlyReadOnlyMembersRequireNoBody(t *testing.T) {
	w := newWorld(t, nil)
	visit, err := w.Accounts.Visit(t.Context(), nil)
	if err != nil || visit.At != "now" || w.sent != "" && w.sent != "{}" {
		t.Errorf("%v, %v; sent %q", visit, err, w.sent)
	}
	if status, answer := w.post("/visits", ""); status != http.StatusOK || answer != `{"at":"now"}` {
		t.Errorf("%d %s", status, answer)
	}
}

// What was read is changed and sent again: the answer could not say what is write-only, so that the caller has to.
func TestReadAndSentAgain(t *testing.T) {
	w := newWorld(t, func(*shop.Account) *shop.Account { return &shop.Account{ID: 7, Name: "n", Kind: "person"} })
	account, err := w.Accounts.Get(t.Context(), &shop.AccountGetRequest{ID: 7})
	if err != nil {
		t.Fatal(err)
	}
	account.Name = "m"
	_, err = w.Accounts.Create(t.Context(), account)
	if refused, ok := errors.AsType[*runtime.RequestError](err); !ok || refused.Field != "password" || refused.Rule != "required" {
		t.Errorf("without a password: %v", err)
	}
	account.Password = "abc"
	if _, err := w.Accounts.Create(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	expect(t, "sent", w.sent, `{"name":"m","password":"abc","notify":false}`)
}

// JSON.Set wins.
func TestMembersThatAreSet(t *testing.T) {
	w := newWorld(t, func(*shop.Account) *shop.Account {
		a := &shop.Account{ID: 7, Name: "n", Password: "abc", Kind: shop.AccountKindCompany}
		a.JSON.Set("password", json.RawMessage(`"***"`))
		return a
	})
	a := &shop.Account{Name: "n", Password: "abc"}
	a.JSON.Set("id", json.RawMessage("5"))
	if _, err := w.Accounts.Create(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	expect(t, "sent", w.sent, `{"name":"n","password":"abc","notify":false,"id":5}`)
	expect(t, "answered", w.answered, `{"id":7,"name":"n","logins":0,"owner":{"name":""},"kind":"company","password":"***"}`)
}

// Outside of requests and answers, a struct is written with all that it has.
func TestStructsByThemselvesAreComplete(t *testing.T) {
	text, err := json.Marshal(shop.Account{ID: 7, Password: "abc"})
	if err != nil || !strings.Contains(string(text), `"id":7`) || !strings.Contains(string(text), `"password":"abc"`) {
		t.Errorf("%s, %v", text, err)
	}
	var a shop.Account
	if err := json.Unmarshal([]byte(`{"id":7,"password":"abc"}`), &a); err != nil || a.ID != 7 || a.Password != "abc" {
		t.Errorf("%v, %v", a, err)
	}
}

// Null in a list or a map is no zero: it arrives, and comes back.
func TestNullsInListsAndMaps(t *testing.T) {
	const gaps = `{"texts":["a",null,""],"numbers":[null,0],"kinds":["a",null],"grid":[[null,1.5],[]],"rows":[null,[false],[]],"maps":[null,{},{"a":null}],"lines":[null,{"id":1}],` +
		`"byName":{"a":null,"b":""},"linesByName":{"c":{"id":0},"d":null},"anything":[null,1]}`
	w := newWorld(t, nil)
	var body shop.Gaps
	if err := json.Unmarshal([]byte(gaps), &body); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]shop.Gaps{"read": body, "by hand": runtime.Plain(body)} {
		answer, err := w.Values.Gaps(t.Context(), &shop.ValueGapsRequest{Body: value})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, name+", sent", w.sent, gaps)
		expect(t, name+", answered", w.answered, gaps)
		if answer.Texts[1] != nil || *answer.Texts[2] != "" || answer.Lines[0] != nil || answer.Lines[1].ID != 1 || answer.Grid[0][0] != nil || answer.Rows[0] != nil || answer.Rows[2] == nil || answer.Maps[0] != nil || answer.Maps[1] == nil ||
			answer.ByName["a"] != nil || *answer.ByName["b"] != "" || answer.LinesByName["d"] != nil {
			t.Errorf("%s: got %v", name, answer)
		}
	}
	_, err := w.Values.Gaps(t.Context(), &shop.ValueGapsRequest{Body: shop.Gaps{Texts: []*string{nil, new("long text")}}})
	if refused, ok := errors.AsType[*runtime.RequestError](err); !ok || refused.Field != "texts[1]" || refused.Rule != "maxLength: 3" {
		t.Errorf("a text that is too long: %v", err)
	}
	if answer, err := w.Values.Gaps(t.Context(), &shop.ValueGapsRequest{Tag: []string{"x"}, Body: body}); err != nil || *answer.Texts[0] != "x" {
		t.Errorf("%v, %v", answer, err)
	}
	lines, err := w.Values.Lines(t.Context(), &shop.ValueLinesRequest{Body: []*shop.Line{nil, {ID: 2}}})
	if err != nil || len(lines) != 2 || lines[0] != nil || lines[1].ID != 2 || w.sent != `[null,{"id":2}]` {
		t.Errorf("%v, %v; sent %s", lines, err, w.sent)
	}
	broken := shop.Gaps{Texts: []*string{}, Lines: []*shop.Line{nil, {JSON: runtime.JSON{Unknown: map[string]json.RawMessage{"x": json.RawMessage("{")}}}}}
	if _, err := json.Marshal(broken); err == nil || !strings.Contains(err.Error(), "lines[1]") {
		t.Errorf("an element that cannot be written: %v", err)
	}
	if status, answer := w.post("/gaps", `{"texts":[],"lines":[null,{}]}`); status != http.StatusBadRequest || !strings.Contains(answer, "lines[1].id: required, but missing") {
		t.Errorf("%d %s", status, answer)
	}
}

func TestUnsignedNumbers(t *testing.T) {
	const largest = uint64(math.MaxUint64)
	w := newWorld(t, nil)
	request := shop.ValueSizesRequest{
		Size: largest, Least: new(largest), All: []uint64{0, largest}, XLevel: new(shop.Level18446744073709551615),
		Body: shop.Sizes{Size: largest, More: new(largest - 1), List: []uint64{1, largest}, Level: shop.Level18446744073709551615},
	}
	answer, err := w.Values.Sizes(t.Context(), &request)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "sent", w.sent, `{"size":18446744073709551615,"more":18446744073709551614,"list":[1,18446744073709551615],"level":18446744073709551615}`)
	if answer.Size != largest || *answer.More != largest-1 || answer.Level != shop.Level18446744073709551615 {
		t.Errorf("got %v", answer)
	}
	if n := len(answer.List); n != 5 || answer.List[2] != largest || answer.List[3] != 0 || answer.List[4] != largest {
		t.Errorf("got the list %v", answer.List)
	}
	if total, err := w.Values.Total(t.Context()); total != largest || err != nil {
		t.Errorf("%d, %v", total, err)
	}
	request.Least = new(uint64(1))
	_, err = w.Values.Sizes(t.Context(), &request)
	if refused, ok := errors.AsType[*runtime.RequestError](err); !ok || refused.Field != "least" {
		t.Errorf("a parameter below its minimum: %v", err)
	}
	for target, want := range map[string]string{
		`/sizes/18446744073709551616 {"size":0,"level":0}`:                  "expected a 64-bit integer that is not negative",
		`/sizes/-1 {"size":0,"level":0}`:                                    "expected a 64-bit integer that is not negative",
		`/sizes/1 {"size":18446744073709551616,"level":0}`:                  "size: integer \\\"18446744073709551616\\\" does not fit 64 bits",
		`/sizes/1 {"size":-1,"level":0}`:                                    "size: integer -1 is negative",
		`/sizes/1 {"size":1,"level":2}`:                                     "level: breaks the rule",
		`/sizes/1 {"size":1,"level":0,"least":18446744073709551613}`:        "least: breaks the rule",
		`/sizes/1 {"size":1,"level":0,"plain":9223372036854775808}`:         "plain: integer \\\"9223372036854775808\\\" does not fit 64 bits",
		`/sizes/1 {"size":1.8446744073709551615e19,"level":"1","list":[2]}`: `"size":18446744073709551615,"list":[2,1],"level":1`,
	} {
		path, body, _ := strings.Cut(target, " ")
		if _, answer := w.post(path, body); !strings.Contains(answer, want) {
			t.Errorf("%s: %s, want %s", target, answer, want)
		}
	}
}

// What allOf demands of a member that several schemas have, all of them do.
func TestMembersOfSeveralSchemas(t *testing.T) {
	w := newWorld(t, nil)
	member := shop.Member{ID: "ab1", Meta: &shop.MemberMeta{X: "x", Y: "y", Deep: &shop.MemberMetaDeep{A: new(int64(2)), B: new("b")}}, Status: new(shop.MemberStatusPaid)}
	answer, err := w.Values.Member(t.Context(), &member)
	if err != nil || answer.Meta.X != "x" || answer.Meta.Y != "y" || len(answer.Meta.JSON.Unknown) > 0 {
		t.Errorf("%v, %v", answer, err)
	}
	for body, want := range map[string]string{
		`{"id":"abcd1"}`:                "id: breaks the rule \\\"maxLength: 4\\\"",
		`{"id":"1"}`:                    "id: breaks the rule \\\"minLength: 2\\\"",
		`{"id":"A1"}`:                   "id: breaks the rule \\\"pattern: ^[a-z]\\\"",
		`{"id":"ab"}`:                   "id: breaks the rule \\\"pattern: [0-9]$\\\"",
		`{"id":"ab1","status":"new"}`:   "status: breaks the rule",
		`{"id":"ab1","status":"found"}`: "status: breaks the rule",
		`{"id":"ab1","meta":{"x":"x"}}`: "meta.y: required, but missing",
		`{"id":"ab1","meta":{"y":"y"}}`: "meta.x: required, but missing",
		`{"id":"ab1","meta":{"x":"","y":"","deep":{"a":0}}}`: "meta.deep.a: breaks the rule \\\"minimum: 1\\\"",
		`{"id":"ab1","meta":{"x":"","y":"","deep":{"a":4}}}`: "meta.deep.a: breaks the rule \\\"maximum: 3\\\"",
	} {
		if _, answer := w.post("/members", body); !strings.Contains(answer, want) {
			t.Errorf("%s: %s, want %s", body, answer, want)
		}
	}
}
