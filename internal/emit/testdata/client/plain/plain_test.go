package plain_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/pandapon/pandagen/internal/emit/testdata/client/plain"
	"github.com/pandapon/pandagen/internal/emit/testdata/client/plain/plainserver"
	"github.com/pandapon/pandagen/runtime"
)

type notes struct {
	plainserver.UnimplementedNotes
	kept  []plain.Note
	asked []string // pages
	total string
}

func (n *notes) NoteList(_ context.Context, req *plain.NoteNoteListRequest) (map[string]plain.Note, error) {
	text := fmt.Sprintf("%d %v %s %v %s", req.Limit, *req.Ratio, *req.Price, req.Levels, *req.XTrace)
	return map[string]plain.Note{"seen": {Text: &text}}, nil
}

func (n *notes) NoteAdd(_ context.Context, note *plain.Note) error {
	n.kept = append(n.kept, *note)
	return nil
}

func (n *notes) NoteClear(context.Context) error {
	n.kept = nil
	return nil
}

// Search answers three pages of two texts at most; the last one is short.
func (n *notes) Search(_ context.Context, req *plain.NoteSearchRequest) ([]string, error) {
	n.asked = append(n.asked, *req.Page+" of "+req.Size)
	return map[string][]string{"1": {"a", "b"}, "2": {"c", "d"}, "3": {"e"}}[*req.Page], nil
}

// List answers one note for each page, in the page that follows, as many as the total says.
func (n *notes) List(_ context.Context, req *plain.NotePage) (*plain.NotePage, error) {
	n.asked = append(n.asked, fmt.Sprint(req.Number))
	if req.Number > 8 {
		return &plain.NotePage{}, nil
	}
	text, total := fmt.Sprint(req.Number), n.total
	return &plain.NotePage{Next: &plain.NotePage{Notes: []plain.Note{{Text: &text}}, Total: &total}}, nil
}

type count struct {
	plainserver.UnimplementedCount
	notes *notes
}

func (c count) NoteCount(context.Context) (int64, error) { return int64(len(c.notes.kept)), nil }

type anything struct {
	plainserver.UnimplementedAnything
}

func (anything) Anything(_ context.Context, req *plain.AnythingAnythingRequest) (json.RawMessage, error) {
	return req.Body, nil
}

func TestCallsReachTheServer(t *testing.T) {
	n := new(notes)
	server := httptest.NewServer(plainserver.NewHandler(plainserver.Services{Notes: n, Count: count{notes: n}, Anything: anything{}}))
	defer server.Close()
	client, err := plain.NewClient(plain.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}

	ratio, price, trace := 1e21, runtime.Decimal("0.10"), "a b"
	list, err := client.Notes.NoteList(t.Context(), &plain.NoteNoteListRequest{
		Limit: -7, Ratio: &ratio, Price: &price, Levels: []plain.Level{1, 2}, XTrace: &trace,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := *list["seen"].Text, "-7 1e+21 0.10 [1 2] a b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	text := "x"
	for range 2 {
		if err := client.Notes.NoteAdd(t.Context(), &plain.Note{Text: &text}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := client.Count.NoteCount(t.Context()); err != nil || n != 2 {
		t.Errorf("got %d, %v", n, err)
	}
	if err := client.Notes.NoteClear(t.Context()); err != nil {
		t.Error(err)
	}
	if n, err := client.Count.NoteCount(t.Context()); err != nil || n != 0 {
		t.Errorf("got %d, %v", n, err)
	}

	for _, body := range []string{`{"a":[1.10,"<"]}`, `7`, `"s"`} {
		got, err := client.Anything.Anything(t.Context(), &plain.AnythingAnythingRequest{Body: json.RawMessage(body)})
		if err != nil || string(got) != body {
			t.Errorf("got %s, %v, want %s", got, err, body)
		}
	}
}

func TestBaseURLIsNecessary(t *testing.T) {
	if _, err := plain.NewClient(); err == nil {
		t.Error("no error")
	}
}

func TestPages(t *testing.T) {
	n := &notes{total: "3"}
	server := httptest.NewServer(plainserver.NewHandler(plainserver.Services{Notes: n}))
	defer server.Close()
	client, err := plain.NewClient(plain.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	expect := func(name string, got []string, want, asked string) {
		t.Helper()
		if fmt.Sprint(got) != want || fmt.Sprint(n.asked) != asked {
			t.Errorf("%s: got %v by asking for %v, want %s by %s", name, got, n.asked, want, asked)
		}
		n.asked = nil
	}

	var texts []string
	page := "2"
	for text, err := range client.Notes.SearchAll(t.Context(), &plain.NoteSearchRequest{Size: "2", Page: &page}) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	expect("SearchAll", texts, "[c d e]", "[2 of 2 3 of 2]")
	if page != "2" {
		t.Errorf("the caller's page became %q", page)
	}

	list := func() (texts []string) {
		for note, err := range client.Notes.All(t.Context(), &plain.NotePage{}) {
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, *note.Text)
		}
		return texts
	}
	expect("All", list(), "[1 2 3]", "[1 2 3]")
	n.total = "many"
	expect("All without a total", list(), "[1 2 3 4 5 6 7 8]", "[1 2 3 4 5 6 7 8 9]")
}
