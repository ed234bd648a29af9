package sdk_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/pandapon/pandagen/runtime/sdk"
)

func TestTimesOfEveryForm(t *testing.T) {
	times := sdk.NewTimes("Asia/Shanghai", "yyyyMMddHHmmssSSSZ", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssXXX", "yyyyMMdd", "unix-ms", "unix-s")
	for text, want := range map[string]string{
		"20180614101942000+0800":    "2018-06-14T02:19:42Z",
		"20180614101942123-0130":    "2018-06-14T11:49:42.123Z",
		"2018-06-14 10:19:42":       "2018-06-14T02:19:42Z",
		"2018-06-14T10:19:42+08:00": "2018-06-14T02:19:42Z",
		"2018-06-14T10:19:42Z":      "2018-06-14T10:19:42Z",
		"20180614":                  "2018-06-13T16:00:00Z",
		"1528942782123":             "2018-06-14T02:19:42.123Z",
		"1528942782":                "2018-06-14T02:19:42Z",
		"1988-08-01 12:00:00":       "1988-08-01T03:00:00Z", // China had daylight saving time then
		"2024-02-29 00:00:00":       "2024-02-28T16:00:00Z",
	} {
		got, err := times.Parse(text)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != want || got.Location().String() != "Asia/Shanghai" {
			t.Errorf("%s: %v, %v, want %s", text, got, err, want)
		}
	}
	for text, problem := range map[string]string{
		"":                       "expected one of the forms yyyyMMddHHmmssSSSZ, yyyy-MM-dd HH:mm:ss, ",
		" 2018-06-14 10:19:42":   "expected one of the forms",
		"2018-06-14 10:19":       "expected one of the forms",
		"2018-06-14 10:19:42.0":  "expected one of the forms",
		"152894278212":           "expected one of the forms",
		"-528942782":             "expected one of the forms",
		"20180614101942000*0800": "expected one of the forms",
		"2023-02-29 00:00:00":    "no such date",
		"2018-13-01 00:00:00":    "no such date",
		"2018-06-14 24:00:00":    "no such date",
		"1988-09-11 01:30:00":    "showed it twice, at 1988-09-10T16:30:00Z and 1988-09-10T17:30:00Z",
		"1988-04-17 02:30:00":    "the clocks of Asia/Shanghai were set past it",
	} {
		if got, err := times.Parse(text); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: %v, %v, want an error with %q", text, got, err, problem)
		}
	}
}

func TestTimesOfAnUnknownZone(t *testing.T) {
	if _, err := sdk.NewTimes("Asia/Nowhere", "unix-s").Parse("1528942782"); err == nil || !strings.Contains(err.Error(), "Asia/Nowhere") {
		t.Errorf("%v", err)
	}
}
