package jsonscan

import "math"

// Limits bound what scanning may cost. They are checked on the way, so that
// the memory of a scan is bounded by the limits and not by the text.
type Limits struct {
	Bytes  int // the whole text; at most 1<<30, which keeps offsets within 32 bits
	Depth  int // nested objects and arrays
	Keys   int // object members and array elements in total
	String int // bytes of one string or key as written
}

// Unlimited is for text that was within limits before. Read-only.
var Unlimited = Limits{Bytes: 1 << 30, Depth: math.MaxInt32, Keys: math.MaxInt32, String: 1 << 30}

// Flaw says why a text was refused.
type Flaw uint8

// The flaws.
const (
	Fine      Flaw = iota // none: the text was read
	Malformed             // not JSON, or not UTF-8
	TooLarge              // Limits.Bytes
	TooDeep               // Limits.Depth
	TooMany               // Limits.Keys
	TooLong               // Limits.String
)

// space reports whether a byte is white space of JSON.
func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Trim drops the white space around text.
func Trim(text string) string {
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
// parents of the nodes. It stops at the first limit or mistake.
type scanner struct {
	doc    *Document
	text   string
	limits Limits
	pos    int
	depth  int
	count  int  // of the nodes so far
	parent Node // the open object or array
	fresh  bool // it was opened just now: no comma is due

	key, keyEnd int32 // of the next value
	keyEscaped  bool

	flaw Flaw // why it stopped
}

// Scan indexes text, which must be valid JSON in valid UTF-8. A document can
// scan several texts, one after the other; after a flaw it must not be asked
// for anything.
func (d *Document) Scan(text string, limits Limits) Flaw {
	d.text, d.mayRepeat, d.nodes = text, false, d.nodes[:cap(d.nodes)]
	if len(text) > limits.Bytes {
		return TooLarge
	}
	s := scanner{doc: d, text: text, limits: limits, parent: None, key: -1}
	for s.value() && s.advance() {
	}
	d.nodes = d.nodes[:s.count]
	return s.flaw
}

// stop ends the scan. It returns false for its callers to pass on.
func (s *scanner) stop(flaw Flaw) bool {
	s.flaw = flaw
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
		return s.open(Object)
	case '[':
		return s.open(Array)
	case '"':
		start := s.pos
		escaped, ok := s.quoted()
		return ok && s.add(String, start, escaped)
	case 't':
		return s.literal("true", True)
	case 'f':
		return s.literal("false", False)
	case 'n':
		return s.literal("null", Null)
	}
	start := s.pos
	return s.number() && s.add(Number, start, false)
}

// add appends the node of the value that ends here. It does not use append,
// with which the compiler would move the room to the heap.
func (s *scanner) add(k Kind, start int, escaped bool) bool {
	if s.count > s.limits.Keys {
		return s.stop(TooMany)
	}
	if s.count == len(s.doc.nodes) {
		s.doc.grow()
	}
	// Field by field: the compiler would build a literal elsewhere first.
	n := &s.doc.nodes[s.count]
	n.start, n.end = int32(start), int32(s.pos)
	n.key, n.keyEnd, n.keyEscaped = s.key, s.keyEnd, s.keyEscaped
	s.count++
	n.parent, n.after = s.parent, Node(s.count)
	n.kind, n.escaped, n.lengths = k, escaped, 0
	return true
}

// grow makes more room for nodes.
func (d *Document) grow() {
	nodes := make([]entry, max(len(Room{}), 2*len(d.nodes)))
	copy(nodes, d.nodes)
	d.nodes = nodes
}

func (s *scanner) open(k Kind) bool {
	if s.depth++; s.depth > s.limits.Depth {
		return s.stop(TooDeep)
	}
	s.pos++
	if !s.add(k, s.pos-1, false) {
		return false
	}
	s.parent = Node(s.count - 1)
	s.fresh = true
	return true
}

func (s *scanner) close() {
	s.pos++
	s.depth--
	n := &s.doc.nodes[s.parent]
	n.end, n.after = int32(s.pos), Node(s.count)
	s.parent = n.parent
	s.fresh = false
}

// advance goes on to the next value: it closes what ends here, and reads the
// comma and the key. It returns false at the end of the text.
func (s *scanner) advance() bool {
	for s.parent != None {
		c, k := s.peek(), s.doc.nodes[s.parent].kind
		if c == '}' && k == Object || c == ']' && k == Array {
			s.close()
			continue
		}
		if !s.fresh {
			if c != ',' {
				return s.stop(Malformed)
			}
			s.pos++
		}
		s.fresh = false
		if k == Object {
			return s.name()
		}
		s.key, s.keyEnd, s.keyEscaped = -1, -1, false
		return true
	}
	if s.peek(); s.pos != len(s.text) {
		return s.stop(Malformed)
	}
	return false
}

// name reads a key and its colon.
func (s *scanner) name() bool {
	if s.peek() != '"' {
		return s.stop(Malformed)
	}
	s.key = int32(s.pos + 1)
	escaped, ok := s.quoted()
	if !ok {
		return false
	}
	s.keyEnd, s.keyEscaped = int32(s.pos-1), escaped
	s.noteLength()
	if s.peek() != ':' {
		return s.stop(Malformed)
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
