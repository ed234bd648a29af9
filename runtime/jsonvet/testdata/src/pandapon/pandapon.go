// Package pandapon stands in for a generated one, which aliases what its callers need of runtime.
package pandapon

import "github.com/pandapon/pandagen/runtime"

type JSON = runtime.JSON

type AlibabaOrder struct {
	ID       string `json:"id"`
	Success  bool   `json:"success"`
	Fee      int64  `json:"fee,omitempty"`
	Receiver Name   `json:"receiverName"`
	Internal string `json:"-"`
	JSON     JSON   `json:"-"`
}

type Name struct {
	First string       `json:"first"`
	JSON  runtime.JSON `json:"-"`
}

type Page[T any] struct {
	Items []T          `json:"items"`
	JSON  runtime.JSON `json:"-"`
}

type Base struct {
	Code string `json:"code"`
}

// Extended has its own JSON beside the members of what it embeds.
type Extended struct {
	Base
	*Extended
	Extra string `json:"extra"`
	JSON  JSON   `json:"-"`
}

type Empty struct {
	JSON JSON `json:"-"`
}
