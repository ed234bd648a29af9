package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"

	"github.com/pandapon/pandagen/runtime"
)

// Pages is an operation that answers in pages, with what it takes to go from page to page. Generated code holds one for
// each such operation; it is never changed after it was made.
type Pages[Req, Res, Item any] struct {
	Endpoint *Endpoint[Req, Res]

	// Page is the field of a request with the page's number.
	Page func(req *Req) PageField
	// Size is the field of a request with how many items a page may have. Nil when the document names none.
	Size func(req *Req) PageField
	// Total is the number of all items, as an answer states it; zero or less when it does not. Nil when the document names
	// no such member.
	Total func(data *Res) int64
	// Items are the items of an answer.
	Items func(data *Res) []Item
}

// PageField is a field of a request that holds a number.
type PageField struct{ field any }

// PageNumber returns a field of a request as a PageField. A text holds the number's digits.
func PageNumber[T int64 | *int64 | uint64 | *uint64 | string | *string](field *T) PageField {
	return PageField{field}
}

// get returns the number; ok is false when the field is not set. Zero in a field that cannot be left out counts as not set.
func (f PageField) get() (n int64, ok bool, err error) {
	text := ""
	switch field := f.field.(type) {
	case *int64:
		return *field, *field != 0, nil
	case **int64:
		if *field == nil {
			return 0, false, nil
		}
		return **field, true, nil
	case *uint64:
		return PageTotal(*field), *field != 0, nil
	case **uint64:
		if *field == nil {
			return 0, false, nil
		}
		return PageTotal(**field), true, nil
	case *string:
		text = *field
	case **string:
		if *field != nil {
			text = **field
		}
	}
	if text == "" {
		return 0, false, nil
	}
	n, err = strconv.ParseInt(text, 10, 64)
	return n, err == nil, err
}

// set puts a number into the field. What a pointer pointed to stays as it is.
func (f PageField) set(n int64) {
	switch field := f.field.(type) {
	case *int64:
		*field = n
	case **int64:
		*field = &n
	case *uint64:
		*field = uint64(n)
	case **uint64:
		unsigned := uint64(n)
		*field = &unsigned
	case *string:
		*field = strconv.FormatInt(n, 10)
	case **string:
		text := strconv.FormatInt(n, 10)
		*field = &text
	}
}

// PageTotal reads a total that is documented as a text or as unsigned; what is no number of 64 bits states nothing.
func PageTotal[T string | uint64](total T) int64 {
	n, err := strconv.ParseInt(fmt.Sprint(total), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// All returns the items of all pages, in order, calling for a page when its first item is wanted. It begins with the page
// that req asks for, or with page 1. The request is copied, though not what its pointers and lists lead to: it is not changed,
// and other values in its fields after All has returned have no effect. Every loop over the result begins anew.
//
// The end is reached with
//
//   - a page without items,
//   - the last of all items, where answers state their number,
//   - a page with fewer items than the request asks for, where answers do not: so do not ask for more than the server
//     is willing to put on a page.
//
// An error is the last pair, with a nil item: that of the call, see [Call], or [ErrPageRepeated]. Options hold for each of the
// calls, so a timeout is one for a page, and ctx ends them all.
func All[Req, Res, Item any](ctx context.Context, c *Client, p *Pages[Req, Res, Item], req *Req, opts []runtime.CallOption) iter.Seq2[*Item, error] {
	pages := p.pages(ctx, c, req, opts)
	return func(yield func(*Item, error) bool) {
		for items, err := range pages {
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range items {
				if !yield(&items[i], nil) {
					return
				}
			}
		}
	}
}

// AllValues is [All] for items that are no structs, which it delivers by value.
func AllValues[Req, Res, Item any](ctx context.Context, c *Client, p *Pages[Req, Res, Item], req *Req, opts []runtime.CallOption) iter.Seq2[Item, error] {
	pages := p.pages(ctx, c, req, opts)
	return func(yield func(Item, error) bool) {
		for items, err := range pages {
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// pages returns the pages that have items; an error is the last pair.
func (p *Pages[Req, Res, Item]) pages(ctx context.Context, c *Client, req *Req, opts []runtime.CallOption) iter.Seq2[[]Item, error] {
	var first Req
	if req != nil {
		first = *req
	}
	return func(yield func([]Item, error) bool) {
		req := first
		position, err := p.begin(&req)
		for err == nil {
			p.Page(&req).set(position.page)
			var data *Res
			if data, err = Call(ctx, c, p.Endpoint, &req, opts); err != nil {
				break
			}
			items := p.Items(data)
			if len(items) == 0 {
				return
			}
			var total int64
			if p.Total != nil {
				total = p.Total(data)
			}
			var last bool
			if last, err = position.advance(len(items), total, fingerprint(items)); err != nil {
				err = fmt.Errorf("%s: page %d: %w", p.Endpoint.Name, position.page, err)
				break
			}
			if !yield(items, nil) || last {
				return
			}
		}
		yield(nil, err)
	}
}

// begin reads from a request where to begin.
func (p *Pages[Req, Res, Item]) begin(req *Req) (position, error) {
	at := position{page: 1}
	number := func(name string, field PageField) (int64, bool, error) {
		n, ok, err := field.get()
		if err != nil {
			err = &runtime.CallError{Operation: p.Endpoint.Name, Err: fmt.Errorf("the request's %s is no number: %w", name, err)}
		}
		return n, ok, err
	}
	page, ok, err := number("page", p.Page(req))
	if err != nil {
		return at, err
	}
	if ok {
		at.page = page
	}
	if p.Size != nil {
		at.size, _, err = number("page size", p.Size(req))
	}
	return at, err
}

// position is how far a sequence has come.
type position struct {
	page    int64 // to ask for
	size    int64 // items a page may have; zero or less when the request does not say
	seen    int64 // items, and as far as can be told those of the pages before the first one asked for
	begun   bool
	content []byte // fingerprint of the last page
}

// advance notes a page with items. It tells whether that was the last one.
func (at *position) advance(items int, total int64, content []byte) (last bool, err error) {
	if !at.begun {
		// Where the sequence begins later, the pages before were most likely as long as this one. The size that was asked for
		// says less: the server may have a limit of its own.
		at.begun, at.seen = true, max(0, at.page-1)*int64(items)
	} else if content != nil && bytes.Equal(at.content, content) {
		return true, runtime.ErrPageRepeated
	}
	at.seen += int64(items)
	at.content = content
	at.page++
	if total > 0 {
		return at.seen >= total, nil
	}
	return int64(items) < at.size, nil
}

// fingerprint is equal for pages with equal items, and nil when it cannot be told. It is taken before a caller gets the items
// and may change them.
func fingerprint[Item any](items []Item) []byte {
	content, err := json.Marshal(items)
	if err != nil {
		return nil
	}
	return content
}
