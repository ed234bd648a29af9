package main

import (
	"encoding/json"
	"maps"
	"testing"
)

func TestKeepsJSON(t *testing.T) {
	const data = `{"a":1,"b":null,"c":[{"d":"x"}]}`
	for text, kept := range map[string]bool{
		`{"a":1,"c":[{"d":"x"}]}`:                        true,
		`{"a":1,"b":"","c":[{"d":"x","e":""}],"f":true}`: true,
		`{"a":2,"c":[{"d":"x"}]}`:                        false,
		`{"a":1,"c":[{"e":"x"}]}`:                        false,
		`{"a":1,"c":[]}`:                                 false,
		`{"a":1,"c":[{"d":"x"},{"d":"y"}]}`:              false,
		`{"c":[{"d":"x"}]}`:                              false,
	} {
		if err := keepsJSON([]byte(text), []byte(data)); (err == nil) != kept {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFullOrdersFillEveryDocumentedMember(t *testing.T) {
	full, err := fullOrderPage()
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Result []map[string]any }
	if err := json.Unmarshal(full.text, &page); err != nil {
		t.Fatal(err)
	}
	if len(page.Result) != pageSize {
		t.Fatalf("%d orders", len(page.Result))
	}
	nulls := map[string]bool{}
	collectNulls(nulls, "order", page.Result[0])
	if want := map[string]bool{"encryptOutOrderInfo": true}; !maps.Equal(nulls, want) {
		t.Errorf("null are %v, want %v", nulls, want)
	}
}

// collectNulls adds the names of members that are null.
func collectNulls(nulls map[string]bool, name string, value any) {
	switch v := value.(type) {
	case nil:
		nulls[name] = true
	case []any:
		for _, item := range v {
			collectNulls(nulls, name, item)
		}
	case map[string]any:
		for name, member := range v {
			collectNulls(nulls, name, member)
		}
	}
}
