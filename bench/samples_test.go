package main

import (
	"encoding/json"
	"maps"
	"testing"
)

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
