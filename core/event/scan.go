package event

import "github.com/connecthost/connecthost/core/fault"

// space reports whether a byte is white space of JSON.
func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// trim drops the white space around text.
func trim(text string) string {
	for len(text) > 0 && space(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && space(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

// scanner reads JSON text (RFC 8259) once, from front to back, and fills a
// document. It does not recurse: where it is in the nesting is kept in the
// parents of the nodes. It stops at the first limit or mistake, so that its
// memory is bounded by the limits and not by the text.
type scanner struct {
	doc    *document
	text   string
	limits Limits
	pos    int
	depth  int
	count  int   // of the nodes so far
	parent int32 // the open object or array
	fresh  bool  // it was opened just now: no comma is due

	key, keyEnd int32 // of the next value
	keyEscaped  bool

	code fault.Code // why it stopped; empty when all is well
}

// usualNodes is room for a usual event. Whoever scans keeps such room on its
// stack; a document without room makes some.
const usualNodes = 16

// scan indexes text in the room of d.nodes. It returns an empty code, one of the limit codes, or EventMalformed when text
// is not valid JSON in valid UTF-8.
func (d *document) scan(text string, limits Limits) fault.Code {
	d.text, d.mayRepeat = text, false
	if len(text) > limits.Bytes {
		return fault.EventTooLarge
	}
	s := scanner{doc: d, text: text, limits: limits, parent: none, key: none}
	for s.value() && s.advance() {
	}
	d.nodes = d.nodes[:s.count]
	return s.code
}

// stop ends the scan. It returns false for its callers to pass on.
func (s *scanner) stop(code fault.Code) bool {
	s.code = code
	return false
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) && s.text[s.pos] > ' ' {
		return s.text[s.pos]
	}
	return s.skip()
}

// skip is peek where there may be white space.
func (s *scanner) skip() byte {
	for ; s.pos < len(s.text); s.pos++ {
		if c := s.text[s.pos]; !space(c) {
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

// add appends the node of the value that ends here. It does not use append,
// with which the compiler would move the room to the heap.
func (s *scanner) add(k kind, start int, escaped bool) bool {
	if s.count > s.limits.Keys {
		return s.stop(fault.EventTooManyKeys)
	}
	if s.count == len(s.doc.nodes) {
		s.doc.grow()
	}
	// Field by field: the compiler would build a literal elsewhere first.
	n := &s.doc.nodes[s.count]
	n.start, n.end = int32(start), int32(s.pos)
	n.key, n.keyEnd, n.keyEscaped = s.key, s.keyEnd, s.keyEscaped
	s.count++
	n.parent, n.next = s.parent, int32(s.count)
	n.kind, n.escaped, n.lengths = k, escaped, 0
	return true
}

// grow makes more room for nodes.
func (d *document) grow() {
	nodes := make([]node, max(usualNodes, 2*len(d.nodes)))
	copy(nodes, d.nodes)
	d.nodes = nodes
}

func (s *scanner) open(k kind) bool {
	if s.depth++; s.depth > s.limits.Depth {
		return s.stop(fault.EventTooDeep)
	}
	s.pos++
	if !s.add(k, s.pos-1, false) {
		return false
	}
	s.parent = int32(s.count - 1)
	s.fresh = true
	return true
}

func (s *scanner) close() {
	s.pos++
	s.depth--
	n := &s.doc.nodes[s.parent]
	n.end, n.next = int32(s.pos), int32(s.count)
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
	s.noteLength()
	if s.peek() != ':' {
		return s.stop(fault.EventMalformed)
	}
	s.pos++
	return true
}

// noteLength tells the document when the key may have been in the object
// before: when one of about its length was there, or when it has escapes.
func (s *scanner) noteLength() {
	object := &s.doc.nodes[s.parent]
	bit := uint32(1) << (uint32(s.keyEnd-s.key) % 32)
	if object.lengths&bit != 0 || s.keyEscaped {
		s.doc.mayRepeat = true
	}
	object.lengths |= bit
}
