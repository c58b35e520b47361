package uri

import "strings"

// escapeLength is the length of an escape, such as %2f.
const escapeLength = len("%2f")

// Unescape decodes percent-encoding once (RFC 3986, section 2.1). With plus,
// + is a space, as a form encoder writes one. It is not ok, and the text is
// as it was, when an escape is broken.
func Unescape(s string, plus bool) (decoded string, ok bool) {
	rest := s
	if plus && strings.IndexByte(s, '+') >= 0 {
		rest = strings.ReplaceAll(s, "+", " ")
	}
	if strings.IndexByte(rest, '%') < 0 {
		return rest, true
	}
	var room [512]byte // usual metadata
	dst := room[:0]
	for rest != "" {
		run := rest
		if i := strings.IndexByte(rest, '%'); i >= 0 {
			run = rest[:i]
		}
		dst, rest = append(dst, run...), rest[len(run):]
		for ; rest != "" && rest[0] == '%'; rest = rest[escapeLength:] {
			c, ok := escaped(rest)
			if !ok {
				return s, false
			}
			dst = append(dst, c)
		}
	}
	return string(dst), true
}

// escaped decodes the escape at the start of s.
func escaped(s string) (c byte, ok bool) {
	if len(s) < escapeLength {
		return 0, false
	}
	high, low := Hex(s[1]), Hex(s[2])
	return high<<4 | low, high|low < 16
}

// IsEscaped reports whether each percent sign in s has its two digits.
func IsEscaped(s string) bool {
	for i := strings.IndexByte(s, '%'); i >= 0; i = strings.IndexByte(s, '%') {
		if _, ok := escaped(s[i:]); !ok {
			return false
		}
		s = s[i+escapeLength:]
	}
	return true
}
