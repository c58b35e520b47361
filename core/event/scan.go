package event

import (
	"unicode/utf8"

	"github.com/connecthost/connecthost/core/fault"
)

// jsonSpace is the white space of JSON.
const jsonSpace = " \t\r\n"

// scanner reads JSON text (RFC 8259) once, from front to back, and fills a
// document. It does not recurse: where it is in the nesting is kept in the
// parents of the nodes. It stops at the first limit or mistake, so that its
// memory is bounded by the limits and not by the text.
type scanner struct {
	doc    *document
	text   []byte
	limits Limits
	pos    int
	depth  int
	parent int32 // the open object or array
	fresh  bool  // it was opened just now: no comma is due

	key, keyEnd int32 // of the next value
	keyEscaped  bool

	code fault.Code // why it stopped; empty when all is well
}

// scan indexes text, which must stay as it is. It returns an empty code, one
// of the limit codes, or EventMalformed when text is not valid JSON in valid
// UTF-8.
func (d *document) scan(text []byte, limits Limits) fault.Code {
	d.text = text
	if d.nodes = d.nodes[:0]; d.nodes == nil {
		d.nodes = d.first[:0]
	}
	if len(text) > limits.Bytes {
		return fault.EventTooLarge
	}
	s := scanner{doc: d, text: text, limits: limits, parent: none, key: none}
	for s.value() && s.advance() {
	}
	return s.code
}

// stop ends the scan. It returns false for its callers to pass on.
func (s *scanner) stop(code fault.Code) bool {
	s.code = code
	return false
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// value reads a scalar, or the opening of an object or array.
func (s *scanner) value() bool {
	switch c := s.peek(); c {
	case '{':
		return s.open(kindObject)
	case '[':
		return s.open(kindArray)
	case '"':
		start := s.pos
		escaped, ok := s.quoted()
		return ok && s.add(kindString, start, escaped)
	case 't':
		return s.literal("true", kindTrue)
	case 'f':
		return s.literal("false", kindFalse)
	case 'n':
		return s.literal("null", kindNull)
	}
	start := s.pos
	return s.number() && s.add(kindNumber, start, false)
}

// add appends the node of the value that ends here.
func (s *scanner) add(k kind, start int, escaped bool) bool {
	d := s.doc
	if len(d.nodes) > s.limits.Keys {
		return s.stop(fault.EventTooManyKeys)
	}
	d.nodes = append(d.nodes, node{
		start: int32(start), end: int32(s.pos),
		key: s.key, keyEnd: s.keyEnd, keyEscaped: s.keyEscaped,
		parent: s.parent, next: int32(len(d.nodes) + 1),
		kind: k, escaped: escaped,
	})
	return true
}

func (s *scanner) open(k kind) bool {
	if s.depth++; s.depth > s.limits.Depth {
		return s.stop(fault.EventTooDeep)
	}
	s.pos++
	if !s.add(k, s.pos-1, false) {
		return false
	}
	s.parent = int32(len(s.doc.nodes) - 1)
	s.fresh = true
	return true
}

func (s *scanner) close() {
	s.pos++
	s.depth--
	n := &s.doc.nodes[s.parent]
	n.end, n.next = int32(s.pos), int32(len(s.doc.nodes))
	s.parent = n.parent
	s.fresh = false
}

// advance goes on to the next value: it closes what ends here, and reads the
// comma and the key. It returns false at the end of the text.
func (s *scanner) advance() bool {
	for s.parent != none {
		c, k := s.peek(), s.doc.nodes[s.parent].kind
		if c == '}' && k == kindObject || c == ']' && k == kindArray {
			s.close()
			continue
		}
		if !s.fresh {
			if c != ',' {
				return s.stop(fault.EventMalformed)
			}
			s.pos++
		}
		s.fresh = false
		if k == kindObject {
			return s.name()
		}
		s.key, s.keyEnd, s.keyEscaped = none, none, false
		return true
	}
	if s.peek(); s.pos != len(s.text) {
		return s.stop(fault.EventMalformed)
	}
	return false
}

// name reads a key and its colon.
func (s *scanner) name() bool {
	if s.peek() != '"' {
		return s.stop(fault.EventMalformed)
	}
	s.key = int32(s.pos + 1)
	escaped, ok := s.quoted()
	if !ok {
		return false
	}
	s.keyEnd, s.keyEscaped = int32(s.pos-1), escaped
	if s.peek() != ':' {
		return s.stop(fault.EventMalformed)
	}
	s.pos++
	return true
}

// quoted reads a string and reports whether it has escapes.
func (s *scanner) quoted() (escaped, ok bool) {
	start := s.pos + 1
	ascii := true
	i := start
	for {
		i += plain(s.text[i:])
		if i-start > s.limits.String {
			return false, s.stop(fault.EventStringTooLong)
		}
		if i == len(s.text) {
			return false, s.stop(fault.EventMalformed)
		}
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			if !ascii && !utf8.Valid(s.text[start:i]) {
				return false, s.stop(fault.EventMalformed)
			}
			return escaped, true
		case c == '\\':
			n := escapeLength(s.text[i:])
			if n == 0 {
				return false, s.stop(fault.EventMalformed)
			}
			escaped = true
			i += n
		case c < ' ':
			return false, s.stop(fault.EventMalformed)
		default:
			ascii = false
			i++
		}
	}
}

func (s *scanner) literal(word string, k kind) bool {
	start := s.pos
	if len(s.text)-start < len(word) || string(s.text[start:start+len(word)]) != word {
		return s.stop(fault.EventMalformed)
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
		return s.stop(fault.EventMalformed)
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
