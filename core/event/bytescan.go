package event

import (
	"encoding/binary"
	"unicode/utf8"
)

// eachByte times a byte is eight of that byte.
const eachByte = 0x0101010101010101

// suspect reports whether eight bytes may contain a control character or one
// of two other bytes. Where it is wrong it is so on the safe side: the first
// such byte is always found, one after it may be a false alarm.
func suspect(w, a, b uint64) bool {
	control := (w - eachByte*' ') &^ w
	isA := (w ^ eachByte*a) - eachByte
	isB := (w ^ eachByte*b) - eachByte
	return (control|isA&^(w^eachByte*a)|isB&^(w^eachByte*b))&(eachByte*0x80) != 0
}

// plain returns how many bytes at the start of text stand for themselves in a
// JSON string: ASCII but for control characters, the quote and the backslash.
func plain(text []byte) int {
	i := 0
	for ; len(text)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		if w&(eachByte*0x80) != 0 || suspect(w, '"', '\\') {
			break
		}
	}
	for i < len(text) && ordinary(text[i]) {
		i++
	}
	return i
}

func ordinary(c byte) bool { return ' ' <= c && c < utf8.RuneSelf && c != '"' && c != '\\' }

// hasForbidden reports whether a URL has a byte that may be nowhere in an
// event's. The widget percent-encodes its metadata, so a number sign starts a
// fragment, which engines drop or keep as they like.
func hasForbidden(url string) bool {
	s := []byte(url)
	for len(s) >= 8 && !suspect(binary.LittleEndian.Uint64(s), '#', 0x7f) {
		s = s[8:]
	}
	for _, c := range s {
		if c < ' ' || c == 0x7f || c == '#' {
			return true
		}
	}
	return false
}

// hexDigits has the value of each hexadecimal digit, and 16 or more for every
// other byte. Read-only.
var hexDigits = func() (digits [256]byte) {
	for i := range digits {
		digits[i] = 0xff
	}
	for i, c := range "0123456789abcdef" {
		digits[c] = byte(i)
	}
	for i, c := range "ABCDEF" {
		digits[c] = byte(10 + i)
	}
	return digits
}()
