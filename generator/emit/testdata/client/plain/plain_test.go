package plain_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/pandapon/pandagen/generator/emit/testdata/client/plain"
	"github.com/pandapon/pandagen/generator/emit/testdata/client/plain/plainserver"
	"github.com/pandapon/pandagen/runtime"
)

type notes struct {
	plainserver.UnimplementedNotes
	kept []plain.Note
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
