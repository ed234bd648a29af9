package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/bench/input"
	"github.com/pandapon/pandagen/internal/document"
)

// What every figure about one operation is measured with.
const (
	refundPath = "/alibaba/refund/info"
	refundID   = "TQ36706338027991577"
)

// pageSize is how many items the pages hold.
const pageSize = 50

// refundResponse returns the compact body of a realistic answer of refundPath, and the part of it that is the refund. It
// is an example of the document, in which every member is filled.
func refundResponse() (body, data []byte, err error) {
	root, err := input.Document()
	if err != nil {
		return nil, nil, err
	}
	value, err := example(root, refundPath, "examples", "refunded", "value")
	if err != nil {
		return nil, nil, err
	}
	if body, err = compact(value); err != nil {
		return nil, nil, err
	}
	data, err = compact(value.Get("data"))
	return body, data, err
}

// productPage returns a page of 50 products, some 60 kB, as a search answers: the product of the document's example, in
// which every member is filled, under 50 ids.
func productPage() (page, error) {
	root, err := input.Document()
	if err != nil {
		return page{}, err
	}
	answer, err := example(root, "/alibaba/product/keywords/query", "examples", "full", "value")
	if err != nil {
		return page{}, err
	}
	return newPage(answer.Get("data"), "data", answer.Get("data").Get("data").Items[0], "offerId")
}

// fullOrderPage returns a page of 50 full orders: the order of the document's example, completed, under 50 ids.
func fullOrderPage() (page, error) {
	root, err := input.Document()
	if err != nil {
		return page{}, err
	}
	return newOrderPage(root, func(order *document.Node) *document.Node {
		schemas := root.Get("components").Get("schemas")
		return completion{schemas}.value("order", schemas.Get("AlibabaOrder"), order)
	})
}

// orderPage returns a page of the same order as it stands in the document, which fills a third of the members.
func orderPage() (page, error) {
	root, err := input.Document()
	if err != nil {
		return page{}, err
	}
	return newOrderPage(root, func(order *document.Node) *document.Node { return order })
}

func newOrderPage(root *document.Node, change func(order *document.Node) *document.Node) (page, error) {
	answer, err := example(root, "/alibaba/order/page", "example")
	if err != nil {
		return page{}, err
	}
	details, err := example(root, "/alibaba/order/detail", "example")
	if err != nil {
		return page{}, err
	}
	return newPage(answer.Get("data"), "result", change(details.Get("data")), "baseInfo", "id")
}

// example returns an example of what an operation answers. It has data.
func example(root *document.Node, path string, place ...string) (*document.Node, error) {
	value := root
	for _, name := range append([]string{"paths", path, "post", "responses", "200", "content", "application/json"}, place...) {
		value = value.Get(name)
	}
	if value.Get("data") == nil {
		return nil, fmt.Errorf("the document has no %s for %s", strings.Join(place, "."), path)
	}
	return value, nil
}

// page is an answer with pageSize items.
type page struct {
	text  []byte
	lists int // how many lists in it are not empty
}

// newPage returns a page whose list holds an item pageSize times. Each has another number at the place of its id, also
// wherever else the id stands in the item.
func newPage(around *document.Node, list string, item *document.Node, id ...string) (page, error) {
	number := item
	for _, name := range id {
		number = number.Get(name)
	}
	if number == nil {
		return page{}, fmt.Errorf("an item has no %s", strings.Join(id, "."))
	}
	first, err := strconv.ParseInt(number.Text, 10, 64)
	if err != nil {
		return page{}, err
	}
	items := make([]*document.Node, pageSize)
	for i := range items {
		items[i] = replaced(item, number.Text, strconv.FormatInt(first+int64(i), 10))
	}
	out := &document.Node{Kind: document.Object}
	for _, m := range around.Members {
		if m.Name == list {
			m.Value = &document.Node{Kind: document.Array, Items: items}
		}
		out.Members = append(out.Members, m)
	}
	text, err := compact(out)
	return page{text: text, lists: nonEmptyLists(out)}, err
}

// replaced returns a copy of a value in whose texts and numbers one text stands for another.
func replaced(n *document.Node, from, to string) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: strings.ReplaceAll(n.Text, from, to)}
	for _, m := range n.Members {
		out.Members = append(out.Members, document.Member{Name: m.Name, Value: replaced(m.Value, from, to)})
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, replaced(item, from, to))
	}
	return out
}

// nonEmptyLists counts the lists in a value that are not empty.
func nonEmptyLists(n *document.Node) (count int) {
	if len(n.Items) > 0 {
		count++
	}
	for _, item := range n.Items {
		count += nonEmptyLists(item)
	}
	for _, m := range n.Members {
		count += nonEmptyLists(m.Value)
	}
	return count
}

func compact(n *document.Node) ([]byte, error) {
	var b bytes.Buffer
	if err := document.WriteJSON(&b, n, ""); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// sameJSON reports an error unless two texts are the same JSON: members in any order, numbers with the same text.
func sameJSON(a, b []byte) error {
	values, err := parsed(a, b)
	if err != nil {
		return err
	}
	return difference("$", values[0], values[1])
}

func parsed(texts ...[]byte) ([]any, error) {
	values := make([]any, len(texts))
	for i, text := range texts {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&values[i]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// difference returns an error about the first place where two JSON values differ.
func difference(place string, a, b any) error {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			for name, member := range a {
				other, ok := b[name]
				if !ok {
					return fmt.Errorf("both sides differ: only one has %s.%s", place, name)
				}
				if err := difference(place+"."+name, member, other); err != nil {
					return err
				}
			}
			for name := range b {
				if _, ok := a[name]; !ok {
					return fmt.Errorf("both sides differ: only one has %s.%s", place, name)
				}
			}
			return nil
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			for i, item := range a {
				if err := difference(fmt.Sprintf("%s[%d]", place, i), item, b[i]); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("both sides differ at %s: %.200v, %.200v", place, a, b)
	}
	return nil
}

var errNoResult = errors.New("no result")
