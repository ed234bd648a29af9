package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/pandapon/pandagen/bench/input"
	"github.com/pandapon/pandagen/internal/document"
)

// What every figure about one operation is measured with.
const (
	refundPath = "/alibaba/refund/info"
	refundID   = "TQ36706338027991577"
)

// refundResponse returns the compact body of a realistic answer of refundPath, and the part of it that is the refund. It
// is an example of the document, in which every member is filled.
func refundResponse() (body, data []byte, err error) {
	root, err := input.Document()
	if err != nil {
		return nil, nil, err
	}
	value := root
	for _, name := range []string{"paths", refundPath, "post", "responses", "200", "content", "application/json", "examples", "refunded", "value"} {
		value = value.Get(name)
	}
	if value.Get("data") == nil {
		return nil, nil, fmt.Errorf("the document has no example refunded for %s", refundPath)
	}
	if body, err = compact(value); err != nil {
		return nil, nil, err
	}
	data, err = compact(value.Get("data"))
	return body, data, err
}

func compact(n *document.Node) ([]byte, error) {
	var b bytes.Buffer
	if err := document.WriteJSON(&b, n, ""); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// sameJSON tells whether two texts are the same JSON: members in any order, numbers with the same text.
func sameJSON(a, b []byte) error {
	var values [2]any
	for i, text := range [][]byte{a, b} {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&values[i]); err != nil {
			return err
		}
	}
	if !reflect.DeepEqual(values[0], values[1]) {
		return fmt.Errorf("both sides differ:\n%s\n%s", a, b)
	}
	return nil
}

var errNoResult = errors.New("no result")
