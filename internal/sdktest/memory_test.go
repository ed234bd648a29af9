package sdktest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/runtime/server"
)

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A list of empty objects is short on the wire and long in memory.
func TestAnswersTakeNoMoreMemoryThanAllowed(t *testing.T) {
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	defer s.Close()
	client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: "key", AccessSecret: "secret"}, pandapon.WithBaseURL(s.URL),
		pandapon.WithMaxDecodedSize(4<<20))
	if err != nil {
		t.Fatal(err)
	}
	const n = 100_000
	unknown := make([]string, n)
	for i := range unknown {
		unknown[i] = fmt.Sprintf(`"u%d":0`, i)
	}
	for name, data := range map[string]string{
		"list":            "[" + strings.Repeat("{},", n) + "{}]",
		"list after list": "[{}" + strings.Repeat(`,{"orderBizInfo":{},"productItems":[`+strings.Repeat("{},", 99)+"{}]}", 1000) + "]",
		"unknown members": "[{" + strings.Join(unknown, ",") + "}]",
	} {
		body = `{"code":200,"data":` + data + `}`
		for range 2 { // what was learned of the first must not make the second worse
			var err error
			took := allocated(func() {
				_, err = client.Alibaba.Orders.CreateBatch(t.Context(), &pandapon.AlibabaOrderCreateBatchRequest{}, pandapon.WithoutChecks())
			})
			var unread *pandapon.DataError
			if !errors.As(err, &unread) || !strings.Contains(err.Error(), "more memory than is allowed") {
				t.Errorf("%s: %.200v", name, err)
			}
			if took > 64<<20 { // garbage included; without the limit, orders alone would take 150 MB
				t.Errorf("%s: took %d bytes", name, took)
			}
		}
	}
}

func TestRequestsTakeNoMoreMemoryThanAllowed(t *testing.T) {
	handler := pandaponserver.NewHandler(pandaponserver.Auth{}, pandaponserver.Services{}, server.Open("pandapon-request", "pandapon-warehouse"),
		server.WithLimits(server.Limits{MemoryBytes: 1 << 20}))
	body := `{"addressParam":{},"cargoParamList":[` + strings.Repeat("{},", 100_000) + `{}]}`
	r := httptest.NewRequest("POST", "/alibaba/order/create/previewbatch", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	took := allocated(func() { handler.ServeHTTP(w, r) })
	if w.Code != http.StatusBadRequest || took > 16<<20 {
		t.Errorf("answered %d %s, took %d bytes", w.Code, w.Body, took)
	}
}
