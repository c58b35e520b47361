package event

// envelope finds the name and the metadata in a message.
func (p *Parser) envelope(doc *document, a *arrival) error {
	if doc.nodes[0].kind != kindObject {
		return malformed("it is not an object")
	}
	m := doc.message()
	name, ok := doc.messageName(m.kind)
	if !ok {
		return malformed("it has no type, or more than one")
	}
	if m.legacy {
		a.form = FormLegacy
	}
	a.metadata = p.metadataOf(m)
	if a.row = spec(p, name); a.row != nil {
		return nil
	}
	if !canBeName(name) {
		return malformed("its type names no event")
	}
	a.name = string(name)
	return nil
}

// message is where the parts of a message are; none stands for what it lacks.
// Of several equal keys the last one counts, but for the type.
type message struct {
	kind              int32 // the type, or several
	metadata, payload int32
	legacy            bool // moneyDesktop is true
}

// several stands for a part that a message has more than once.
const several int32 = -2

// message looks once at each member of the message's object.
func (d *document) message() message {
	m := message{kind: none, metadata: none, payload: none}
	end := d.nodes[0].next
	for i := int32(1); i < end; i = d.nodes[i].next {
		n := &d.nodes[i]
		switch string(d.key(n)) {
		case "type":
			if m.kind != none {
				m.kind = several
			} else {
				m.kind = i
			}
		case "metadata":
			m.metadata = d.unlessNull(i)
		case "payload":
			m.payload = d.unlessNull(i)
		case "moneyDesktop":
			m.legacy = n.kind == kindTrue
		}
	}
	return m
}

func (d *document) unlessNull(i int32) int32 {
	if d.nodes[i].kind == kindNull {
		return none
	}
	return i
}

// metadataOf returns the node that says more about the event, none when there
// is none. Nothing is lost: where a message has its fields elsewhere, they
// are taken from there.
func (p *Parser) metadataOf(m message) int32 {
	first, second := m.metadata, m.payload
	if m.legacy {
		first, second = second, first
	}
	switch {
	case first != none:
		return first
	case second == none && p.dialect == Fino: // the shape of its messages is not public
		return 0
	}
	return second
}

// messageName returns the type of a message without its prefix.
func (d *document) messageName(i int32) ([]byte, bool) {
	if i < 0 || d.nodes[i].kind != kindString {
		return nil, false
	}
	n := &d.nodes[i]
	name := d.text[n.start+1 : n.end-1]
	if n.escaped {
		name = unquote(nil, name)
	}
	return cutPrefix(name), true
}

// canBeName reports whether text may name an event that nobody knows.
func canBeName(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return len(text) > 0 && len(text) <= maxName
}

// cutPrefix drops one "mx/" or "vcs/", in any case.
func cutPrefix(name []byte) []byte {
	for _, prefix := range [...]string{"mx/", "vcs/"} {
		if len(name) >= len(prefix) && folds(name[:len(prefix)], prefix) {
			return name[len(prefix):]
		}
	}
	return name
}

// folds reports whether text is word but for the case of ASCII letters. word
// is in lower case and as long as text.
func folds(text []byte, word string) bool {
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
