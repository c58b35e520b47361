package jsonscan

import "unicode/utf8"

// quoted reads a string and reports whether it has escapes.
func (s *scanner) quoted() (escaped, ok bool) {
	start := s.pos + 1
	end := Plain(s.text, start)
	if end < len(s.text) && s.text[end] == '"' && end-start <= s.limits.String {
		s.pos = end + 1
		return false, true
	}
	return s.oddlyQuoted(start, end)
}

// oddlyQuoted reads on in a string that is not plain up to its end.
func (s *scanner) oddlyQuoted(start, i int) (escaped, ok bool) {
	ascii := true
	for ; ; i = Plain(s.text, i) {
		if i-start > s.limits.String {
			return false, s.stop(TooLong)
		}
		if i == len(s.text) {
			return false, s.stop(Malformed)
		}
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			if !ascii && !utf8.ValidString(s.text[start:i]) {
				return false, s.stop(Malformed)
			}
			return escaped, true
		case c == '\\':
			n := escapeLength(s.text[i:])
			if n == 0 {
				return false, s.stop(Malformed)
			}
			escaped = true
			i += n
		case c < ' ':
			return false, s.stop(Malformed)
		default:
			ascii = false
			i++
		}
	}
}

func (s *scanner) literal(word string, k Kind) bool {
	start := s.pos
	if len(s.text)-start < len(word) || s.text[start:start+len(word)] != word {
		return s.stop(Malformed)
	}
	s.pos += len(word)
	return s.add(k, start, false)
}

// number reads -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?.
func (s *scanner) number() bool {
	s.accept('-', '-')
	leadingZero := s.accept('0', '0')
	ok := leadingZero || s.digits()
	if s.accept('.', '.') {
		ok = ok && s.digits()
	}
	if s.accept('e', 'E') {
		s.accept('+', '-')
		ok = ok && s.digits()
	}
	if !ok {
		return s.stop(Malformed)
	}
	return true
}

func (s *scanner) accept(a, b byte) bool {
	if s.pos < len(s.text) && (s.text[s.pos] == a || s.text[s.pos] == b) {
		s.pos++
		return true
	}
	return false
}

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}
