package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
)

// envelope finds the name and the metadata in a message.
func (p *Parser) envelope(doc *jsonscan.Document, a *arrival) error {
	if doc.Kind(jsonscan.Root) != jsonscan.Object {
		return malformed("it is not an object")
	}
	m := messageIn(doc)
	name, ok := messageName(doc, m.kind)
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

// message is where the parts of a message are; jsonscan.None stands for what it lacks.
// Of several equal keys the last one counts, but for the type.
type message struct {
	kind              jsonscan.Node // the type, or several
	metadata, payload jsonscan.Node
	legacy            bool // moneyDesktop is true
}

// several stands for a part that a message has more than once.
const several jsonscan.Node = -2

// message looks once at each member of the message's object.
func messageIn(d *jsonscan.Document) message {
	m := message{kind: jsonscan.None, metadata: jsonscan.None, payload: jsonscan.None}
	end := d.After(jsonscan.Root)
	for i := jsonscan.Root + 1; i < end; i = d.After(i) {
		switch d.Key(i) {
		case "type":
			if m.kind != jsonscan.None {
				m.kind = several
			} else {
				m.kind = i
			}
		case "metadata":
			m.metadata = unlessNull(d, i)
		case "payload":
			m.payload = unlessNull(d, i)
		case "moneyDesktop":
			m.legacy = d.Kind(i) == jsonscan.True
		}
	}
	return m
}

func unlessNull(d *jsonscan.Document, i jsonscan.Node) jsonscan.Node {
	if d.Kind(i) == jsonscan.Null {
		return jsonscan.None
	}
	return i
}

// metadataOf returns the node that says more about the event, jsonscan.None when there
// is none. Nothing is lost: where a message has its fields elsewhere, they
// are taken from there.
func (p *Parser) metadataOf(m message) jsonscan.Node {
	first, second := m.metadata, m.payload
	if m.legacy {
		first, second = second, first
	}
	switch {
	case first != jsonscan.None:
		return first
	case second == jsonscan.None && (p.dialect == Fino || p.dialect == Custom): // the shape of their messages is not known
		return jsonscan.Root
	}
	return second
}

// messageName returns the type of a message without its prefix.
func messageName(d *jsonscan.Document, i jsonscan.Node) (string, bool) {
	if i < 0 || d.Kind(i) != jsonscan.String {
		return "", false
	}
	return cutPrefix(d.Text(i)), true
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
