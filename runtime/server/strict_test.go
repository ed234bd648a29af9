package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"
)

// A method that leaves out what the document requires, and for which zero is no value, has made a mistake of its own.
func TestAnswersWithoutARequiredValueAreInternalErrors(t *testing.T) {
	fields := sdk.NewFields("id", "status").Require("id", "status").Refuse("status")
	var log bytes.Buffer
	status := ""
	h := newOpen([]sdk.Route{{
		Operation: sdk.Operation{ID: "show", Name: "Orders.Show", Method: "GET", Path: "/order"},
		Serve: func(_ context.Context, _ *sdk.RequestReader, e *sdk.Encoder) error {
			o := e.Object(fields, &runtime.JSON{})
			o.String(0, "")
			o.String(1, status)
			o.End()
			return nil
		},
	}}, server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	for _, want := range []int{500, 200, 500} { // what answers before it must not matter
		w := httptest.NewRecorder()
		if status = ""; want == 200 {
			status = "new"
		}
		h.ServeHTTP(w, httptest.NewRequest("GET", "/order", nil))
		if w.Code != want || strings.Contains(w.Body.String(), "no value") {
			t.Errorf("answered %d %s, want %d", w.Code, w.Body, want)
		}
	}
	if n := strings.Count(log.String(), "status: required, and has no value"); n != 2 {
		t.Errorf("the log names the member %d times: %s", n, &log)
	}
}
