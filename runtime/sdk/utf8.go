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

// isUTF8 is utf8.Valid, faster for text that is ASCII, Chinese, or both in turn.
func isUTF8(b []byte) bool {
	for len(b) > 0 {
		b = b[leadingASCII(b):]
		for len(b) >= 4 {
			x := binary.LittleEndian.Uint32(b)
			if x&0xC0C0F0 != 0x8080E0 || !isWhole(byte(x)) {
				break
			}
			b = b[3:]
		}
		if len(b) == 0 || b[0] < utf8.RuneSelf {
			continue
		}
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			return false
		}
		b = b[size:]
	}
	return true
}

// leadingASCII returns how many bytes of ASCII b begins with.
func leadingASCII(b []byte) int {
	i := 0
	for ; len(b)-i >= 32; i += 32 {
		w := b[i : i+32]
		if (binary.LittleEndian.Uint64(w)|binary.LittleEndian.Uint64(w[8:])|binary.LittleEndian.Uint64(w[16:])|binary.LittleEndian.Uint64(w[24:]))&highBits != 0 {
			break
		}
	}
	for ; len(b)-i >= 8; i += 8 {
		if high := binary.LittleEndian.Uint64(b[i:]) & highBits; high != 0 {
			return i + bits.TrailingZeros64(high)/8
		}
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// isWhole reports whether any two continuation bytes may follow the first of three bytes.
func isWhole(lead byte) bool { return lead != 0xE0 && lead != 0xED }
