package uri

import "strings"

// Unescape decodes percent-encoding once (RFC 3986, section 2.1). It is not
// ok, and the text is as it was, when an escape is broken.
//
// With plus, + is a space, as a form encoder writes one.
func Unescape(s string, plus bool) (decoded string, ok bool) {
	rest := s
	if plus && strings.IndexByte(s, '+') >= 0 {
		rest = strings.ReplaceAll(s, "+", " ")
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			b.WriteString(rest)
			return b.String(), true
		}
		c, ok := escape(rest[i:])
		if !ok {
			return s, false
		}
		b.WriteString(rest[:i])
		b.WriteByte(c)
		rest = rest[i+len("%00"):]
	}
}

// escape decodes the escape at the start of s.
func escape(s string) (c byte, ok bool) {
	if len(s) < len("%00") {
		return 0, false
	}
	high, low := Hex(s[1]), Hex(s[2])
	return high<<4 | low, high|low < 16
}
