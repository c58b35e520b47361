package event

import "encoding/binary"

// unescape decodes percent-encoding. It is not ok, and the text is as it was,
// when an escape is broken.
//
// With plus, + is a space: encodeURIComponent never leaves a plus as it is,
// so one that comes was made by a form encoder. The version 3 form uses
// encodeURI, which does leave it.
func unescape(s string, plus bool) (decoded string, ok bool) {
	text := make([]byte, len(s))
	n := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '%':
			if text[n], ok = decodeEscape(s[i:]); !ok {
				return s, false
			}
			n, i = n+1, i+3
		case c == '+' && plus:
			text[n] = ' '
			n, i = n+1, i+1
		default:
			text[n] = c
			run := max(1, copyUnescaped(text[n:], s[i:], plus))
			n, i = n+run, i+run
		}
	}
	return frozen(text[:n]), true
}

// copyUnescaped copies whole words up to the first byte that may stand for
// another, and returns how many bytes that were. dst is as long as s or longer.
func copyUnescaped(dst []byte, s string, plus bool) (n int) {
	second := uint64('%')
	if plus {
		second = '+'
	}
	for from := []byte(s); len(from)-n >= word; n += word {
		w := binary.LittleEndian.Uint64(from[n:])
		binary.LittleEndian.PutUint64(dst[n:], w)
		marks := ((w ^ '%'*eachOne) - eachOne) | ((w ^ second*eachOne) - eachOne)
		if marks &= eachTop; marks != 0 {
			return n + first(marks)
		}
	}
	return n
}

// decodeEscape decodes the escape at the start of s.
func decodeEscape(s string) (c byte, ok bool) {
	if len(s) < 3 {
		return 0, false
	}
	high, low := hexDigits[s[1]], hexDigits[s[2]]
	return high<<4 | low, high|low <= 15
}
