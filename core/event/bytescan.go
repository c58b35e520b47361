package event

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Text is looked through in words of eight bytes. XOR with eight equal bytes
// makes zero of each byte that is equal, and subtracting one from zero sets the
// top bit; subtracting a space sets that of control characters. What borrows
// from the byte after it is always a byte that was looked for, so the first
// mark is right and only later ones may be wrong.
const (
	word    = 8
	eachOne = 0x0101010101010101
	eachTop = 0x80 * eachOne
)

// first returns the place of the first byte whose top bit is set in marks.
func first(marks uint64) int { return bits.TrailingZeros64(marks) / 8 }

// special marks the bytes of a word that do not stand for themselves in a JSON
// string. A byte that is not ASCII is marked by one of the three at least.
func special(w uint64) uint64 {
	return ((w - ' '*eachOne) | ((w ^ '"'*eachOne) - eachOne) | ((w ^ '\\'*eachOne) - eachOne)) & eachTop
}

// frozen returns bytes that nobody changes any more as text, without a copy.
func frozen(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// plain returns where, from i on, the first byte is that does not stand for
// itself in a JSON string: a control character, a quote, a backslash, or one
// that is not ASCII. It is the length of text when there is none.
func plain(text string, i int) int {
	for ; len(text)-i >= word; i += word {
		w := binary.LittleEndian.Uint64([]byte(text[i : i+word])) // no copy is made
		if marks := special(w); marks != 0 {
			return i + first(marks)
		}
	}
	for i < len(text) && classes[text[i]]&ordinary != 0 {
		i++
	}
	return i
}

// copyPlain copies whole words up to the first byte that plain would stop at,
// and returns how many bytes that were. dst is as long as text or longer.
func copyPlain(dst []byte, text string) (n int) {
	for from := []byte(text); len(from)-n >= word; n += word {
		w := binary.LittleEndian.Uint64(from[n:])
		binary.LittleEndian.PutUint64(dst[n:], w)
		if marks := special(w); marks != 0 {
			return n + first(marks)
		}
	}
	return n
}

// hasForbidden reports whether a URL has a byte that may be nowhere in an
// event's. The widget percent-encodes its metadata, so a number sign starts a
// fragment, which engines drop or keep as they like.
func hasForbidden(url string) bool {
	s := []byte(url)
	for ; len(s) >= word; s = s[word:] {
		w := binary.LittleEndian.Uint64(s)
		marks := (w - ' '*eachOne) | ((w ^ '#'*eachOne) - eachOne) | ((w ^ 0x7f*eachOne) - eachOne)
		if marks&^w&eachTop != 0 {
			return true
		}
	}
	for _, c := range s {
		if c < ' ' || c == 0x7f || c == '#' {
			return true
		}
	}
	return false
}

// The classes of bytes.
const (
	ordinary uint8 = 1 << iota // stands for itself in a JSON string
	naming                     // may be in the name that a URL gives an event
)

// classes has the classes of each byte. Read-only.
var classes = func() (classes [256]uint8) {
	for i := range classes {
		c := byte(i)
		if ' ' <= c && c < 0x80 && c != '"' && c != '\\' {
			classes[i] |= ordinary
		}
		if letter(c) || digit(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '~' {
			classes[i] |= naming
		}
	}
	return classes
}()

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
