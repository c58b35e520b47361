package jsonscan

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// escapeLength returns the length of the escape at the start of text, 0 when
// there is none that JSON knows.
func escapeLength(text string) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if hex4(text[2:]) >= 0 {
			return 6
		}
	}
	return 0
}

// hex4 reads four hexadecimal digits, -1 when they are not there.
func hex4(text string) rune {
	if len(text) < 4 {
		return -1
	}
	var r rune
	for i := range 4 {
		v := uri.Hex(text[i])
		if v > 15 {
			return -1
		}
		r = r<<4 | rune(v)
	}
	return r
}

// unquote decodes a scanned string without its quotes. Half of a surrogate
// pair becomes U+FFFD, as in encoding/json.
func unquote(text string) string {
	var b strings.Builder
	b.Grow(len(text)) // no escape is shorter than what it stands for
	for {
		n := strings.IndexByte(text, '\\')
		if n < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:n])
		r, used := unescape(text[n+1:])
		b.WriteRune(r)
		text = text[n+1+used:]
	}
}

// Unquote decodes a string that starts after its quote and has not been
// scanned. It returns where the string ends, after its quote. Whether the text
// is UTF-8 is for its reader to check.
func Unquote(text string) (decoded string, end int, ok bool) {
	var room [512]byte // a usual message
	dst := room[:]
	if len(text) > len(room) {
		dst = make([]byte, len(text)) // no escape is shorter than what it stands for
	}
	for n, i := 0, 0; ; {
		run := copy(dst[n:], text[i:Plain(text, i)])
		n, i = n+run, i+run
		if i == len(text) {
			return "", i, false
		}
		switch c := text[i]; {
		case c == '"':
			return string(dst[:n]), i + 1, true
		case c == '\\' && i+1 < len(text) && text[i+1] == '"': // nearly all of them
			dst[n] = '"'
			n, i = n+1, i+2
		case c < ' ', c == '\\' && escapeLength(text[i:]) == 0:
			return "", i, false
		case c == '\\':
			r, used := unescape(text[i+1:])
			n, i = n+utf8.EncodeRune(dst[n:], r), i+1+used
		default:
			dst[n] = c
			n, i = n+1, i+1
		}
	}
}

// unescape decodes the escape whose text follows a backslash. It returns how
// many bytes that is.
func unescape(text string) (r rune, used int) {
	switch c := text[0]; c {
	case 'b':
		return '\b', 1
	case 'f':
		return '\f', 1
	case 'n':
		return '\n', 1
	case 'r':
		return '\r', 1
	case 't':
		return '\t', 1
	case 'u':
		r, used = unquoteRune(text[1:])
		return r, 1 + used
	default: // the quote, the backslash and the slash stand for themselves
		return rune(c), 1
	}
}

// unquoteRune decodes what follows \u. It returns how many bytes it used.
func unquoteRune(text string) (r rune, used int) {
	r = hex4(text)
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(text) >= 10 && text[4] == '\\' && text[5] == 'u' {
		if pair := utf16.DecodeRune(r, hex4(text[6:])); pair != utf8.RuneError {
			return pair, 10
		}
	}
	return utf8.RuneError, 4
}
