package event

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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
		v := hexDigits[text[i]]
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
	dst := make([]byte, 0, len(text))
	for len(text) > 0 {
		n := strings.IndexByte(text, '\\')
		if n < 0 {
			dst = append(dst, text...)
			break
		}
		dst = append(dst, text[:n]...)
		dst, n = unescapeOne(dst, text, n)
		text = text[n:]
	}
	return frozen(dst)
}

// unquoteChecked decodes a string that starts after its quote and has not been
// scanned. It returns where the string ends, after its quote. Whether the text
// is UTF-8 is for its reader to check.
func unquoteChecked(text string) (decoded string, end int, ok bool) {
	dst := make([]byte, len(text)) // no escape is shorter than what it stands for
	n, i := 0, 0
	for {
		run := copyPlain(dst[n:], text[i:])
		n, i = n+run, i+run
		if i == len(text) {
			return "", i, false
		}
		switch c := text[i]; {
		case c == '"':
			return frozen(dst[:n]), i + 1, true
		case c == '\\' && i+1 < len(text) && text[i+1] == '"': // nearly all of them
			dst[n] = '"'
			n, i = n+1, i+2
		case c == '\\':
			if escapeLength(text[i:]) == 0 {
				return "", i, false
			}
			out, next := unescapeOne(dst[:n], text, i)
			n, i = len(out), next
		case c < ' ':
			return "", i, false
		default:
			dst[n] = c
			n, i = n+1, i+1
		}
	}
}

// unescapeOne decodes the escape at text[i] and returns where it ends.
func unescapeOne(dst []byte, text string, i int) ([]byte, int) {
	switch c := text[i+1]; c {
	case 'b':
		dst = append(dst, '\b')
	case 'f':
		dst = append(dst, '\f')
	case 'n':
		dst = append(dst, '\n')
	case 'r':
		dst = append(dst, '\r')
	case 't':
		dst = append(dst, '\t')
	case 'u':
		r, more := unquoteRune(text[i+2:])
		return utf8.AppendRune(dst, r), i + 2 + more
	default: // the quote, the backslash and the slash stand for themselves
		dst = append(dst, c)
	}
	return dst, i + 2
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
