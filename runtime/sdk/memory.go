package sdk

import (
	"errors"
	"slices"
	"unsafe"
)

// Decoding takes memory: a list of empty objects needs two bytes an element on the wire, and a struct of hundreds in memory. So what
// a message may take is limited, and counted before it is taken.

var errMemory = errors.New("reading it would take more memory than is allowed")

// SetMemory limits the memory, in bytes, that the structs, lists and maps of the message may take.
func (d *Decoder) SetMemory(bytes int64) { d.memory = bytes }

// take counts memory that is about to be used. It returns false, and fails, when there is not so much.
func (d *Decoder) take(bytes uintptr) bool {
	if int64(bytes) > d.memory {
		d.fail(errMemory)
		return false
	}
	d.memory -= int64(bytes)
	return true
}

// newList makes room for n elements, or for as many as there is memory for, but at least one. It returns nil after an error.
func newList[T any](d *Decoder, n int) []T {
	n = affordable[T](d, n)
	if !d.take(uintptr(n) * unsafe.Sizeof(*new(T))) {
		return nil
	}
	return make([]T, 0, n)
}

// growList makes room for n more elements. It returns nil after an error.
func growList[T any](d *Decoder, list []T, n int) []T {
	n = affordable[T](d, n)
	if !d.take(uintptr(n) * unsafe.Sizeof(*new(T))) {
		return nil
	}
	return slices.Grow(list, n)
}

// affordable is how many of n elements there is memory for; at least one.
func affordable[T any](d *Decoder, n int) int {
	size := max(1, int64(unsafe.Sizeof(*new(T))))
	return max(1, int(min(int64(n), d.memory/size)))
}
