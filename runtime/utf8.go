package runtime

import (
	"encoding/binary"
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

// isUTF8 is utf8.Valid, faster for text that is Chinese or ASCII.
func isUTF8(b []byte) bool {
	for i := 0; i < len(b); {
		if len(b)-i >= 8 {
			x := binary.LittleEndian.Uint64(b[i:])
			if x&highBits == 0 {
				i += 8
				continue
			}
			if x&0xC0C0F0C0C0F0 == 0x8080E08080E0 && isWhole(b[i]) && isWhole(b[i+3]) {
				i += 6
				continue
			}
		}
		switch c := b[i]; {
		case c < utf8.RuneSelf:
			i++
		case c&0xF0 == 0xE0 && isWhole(c) && len(b)-i >= 3 && b[i+1]&0xC0 == 0x80 && b[i+2]&0xC0 == 0x80:
			i += 3
		default:
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && size == 1 {
				return false
			}
			i += size
		}
	}
	return true
}

// isWhole reports whether any two continuation bytes may follow the first of three bytes.
func isWhole(lead byte) bool { return lead != 0xE0 && lead != 0xED }
