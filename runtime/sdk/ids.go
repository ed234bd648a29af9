package sdk

import (
	"slices"
	"strconv"
)

// AppendID appends an id to ids unless it is empty, or there already.
func AppendID[ID comparable](ids []ID, id ID) []ID {
	var none ID
	if id == none || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// IDText is the text of an id that is a number; empty for zero, which is none.
func IDText[ID ~int64 | ~uint64](id ID) string {
	switch {
	case id == 0:
		return ""
	case id < 0:
		return strconv.FormatInt(int64(id), 10)
	}
	return strconv.FormatUint(uint64(id), 10)
}
