package event

import "strings"

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
	if a.row = p.spec(name); a.row != nil {
		return nil
	}
	if !canBeName(name) {
		return malformed("its type names no event")
	}
	a.name = strings.Clone(name)
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
		switch d.key(n) {
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
	case second == none && (p.dialect == Fino || p.dialect == Custom): // the shape of their messages is not known
		return 0
	}
	return second
}

// messageName returns the type of a message without its prefix.
func (d *document) messageName(i int32) (string, bool) {
	if i < 0 || d.nodes[i].kind != kindString {
		return "", false
	}
	return cutPrefix(d.stringOf(i)), true
}

// canBeName reports whether text may name an event that nobody knows.
func canBeName(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == 0x7f {
			return false
		}
	}
	return len(text) > 0 && len(text) <= maxName
}

// cutPrefix drops one "mx/" or "vcs/", in any case.
func cutPrefix(name string) string {
	for _, prefix := range [...]string{"mx/", "vcs/"} {
		if len(name) >= len(prefix) && folds(name[:len(prefix)], prefix) {
			return name[len(prefix):]
		}
	}
	return name
}

// folds reports whether text is word but for the case of ASCII letters. word
// is in lower case and as long as text.
func folds(text, word string) bool {
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
