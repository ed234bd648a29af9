package server

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"github.com/pandapon/pandagen/runtime/sdk"
)

func TestParametersInASegment(t *testing.T) {
	for name, test := range map[string]struct {
		templates  []string
		path, want string
		values     []string
	}{
		"one with texts around":       {[]string{"/f/v{a}.json"}, "/f/v1.json", "/f/v{a}.json", []string{"1"}},
		"two":                         {[]string{"/f/{a}-{b}.zip"}, "/f/tea-1.zip", "/f/{a}-{b}.zip", []string{"tea", "1"}},
		"the first is short":          {[]string{"/f/{a}-{b}.zip"}, "/f/green-tea-1.zip", "/f/{a}-{b}.zip", []string{"green", "tea-1"}},
		"none is empty":               {[]string{"/f/{a}-{b}"}, "/f/-x", "", nil},
		"none is empty at the end":    {[]string{"/f/{a}-{b}"}, "/f/x-", "", nil},
		"a separator in the first":    {[]string{"/f/{a}-{b}"}, "/f/--x", "/f/{a}-{b}", []string{"-", "x"}},
		"texts that would overlap":    {[]string{"/f/ab{a}ba"}, "/f/aba", "", nil},
		"more particular comes first": {[]string{"/f/{a}", "/f/{a}.{b}", "/f/{a}.zip"}, "/f/x.zip", "/f/{a}.zip", []string{"x"}},
		"less particular comes last":  {[]string{"/f/{a}.zip", "/f/{a}.{b}", "/f/{a}"}, "/f/x.gz", "/f/{a}.{b}", []string{"x", "gz"}},
		"three":                       {[]string{"/f/{a}~{b}~{c}"}, "/f/1~2~3", "/f/{a}~{b}~{c}", []string{"1", "2", "3"}},
	} {
		rt := newRouter("")
		for _, template := range test.templates {
			if err := rt.add(&route{Route: sdk.Route{Operation: sdk.Operation{ID: template, Method: "GET", Path: template}}}); err != nil {
				t.Fatal(err)
			}
		}
		var values []string
		found, _ := rt.find(&http.Request{Method: "GET", URL: &url.URL{Path: test.path}}, &values)
		got := ""
		if found != nil {
			got = found.Path
		}
		if got != test.want || found != nil && !reflect.DeepEqual(values, test.values) {
			t.Errorf("%s: got %s with %q", name, got, values)
		}
	}
}
