package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// FromMessage reads an event that the widget posted. data is the JSON of what
// was posted: an object, or a JSON string when text was posted, which then
// must be the JSON of an object.
//
//	{"type":"mx/connect/loaded","mx":true,"metadata":{…}}             MX, version 4
//	{"type":"connect/loaded","metadata":{…}}                          UCW
//	{"type":"vcs/connect/loaded","metadata":{…}}                      older UCW
//	"{\"type\":\"load\",\"payload\":{…},\"moneyDesktop\":true}"       before version 4
//
// A known event with missing or mistyped metadata is not an error; it has
// Problems. The error is a *fault.Error: EventMalformed, or the code of a
// limit.
func (p *Parser) FromMessage(data string) (Event, error) {
	if len(data) > p.limits.Bytes {
		return Event{}, fault.New(fault.EventTooLarge, nil)
	}
	var room jsonscan.Room
	doc := jsonscan.In(&room)
	text, form, flaw := scanMessage(data, &doc, p.limits)
	if flaw != jsonscan.Fine {
		return Event{}, refused(flaw)
	}
	a := arrival{form: form}
	node, err := p.envelope(&doc, &a)
	if err != nil {
		return Event{}, err
	}
	if node != jsonscan.None {
		start, end := doc.Span(node)
		a.raw = text[start:end]
	}
	return p.event(&a, text, metadata{&doc, node}), nil
}

// scanMessage indexes the message itself: data, or what the JSON string in
// data says. The limit of strings is not meant for that one, which is the
// message.
func scanMessage(data string, doc *jsonscan.Document, limits jsonscan.Limits) (text string, form Form, flaw jsonscan.Flaw) {
	if text = jsonscan.Trim(data); text == "" || text[0] != '"' {
		return text, FormObject, doc.Scan(text, limits)
	}
	message, end, ok := jsonscan.Unquote(text[1:])
	if !ok || end != len(text)-1 {
		return "", FormText, jsonscan.Malformed
	}
	return message, FormText, doc.Scan(message, limits)
}

// envelope finds out which event a message is, and returns its metadata.
func (p *Parser) envelope(doc *jsonscan.Document, a *arrival) (jsonscan.Node, error) {
	if doc.Kind(jsonscan.Root) != jsonscan.Object {
		return jsonscan.None, malformed("it is not an object")
	}
	m := partsOf(doc)
	if m.kind < 0 || doc.Kind(m.kind) != jsonscan.String {
		return jsonscan.None, malformed("it has no type, or more than one")
	}
	if m.legacy {
		a.form = FormLegacy
	}
	name := cutPrefix(doc.Text(m.kind))
	if a.row = p.row(name); a.row == nil {
		if !canBeName(name) {
			return jsonscan.None, malformed("its type does not name an event")
		}
		a.name = strings.Clone(name)
	}
	return p.metadataOf(m), nil
}

// parts is where the parts of a message are; None stands for a part that it
// lacks. Of several equal keys the last one counts, except for the type.
type parts struct {
	kind              jsonscan.Node // the type, or several
	metadata, payload jsonscan.Node
	legacy            bool // moneyDesktop is true
}

// several stands for a part that a message has more than once.
const several jsonscan.Node = -2

// partsOf looks once at each member of the message's object.
func partsOf(doc *jsonscan.Document) parts {
	m := parts{kind: jsonscan.None, metadata: jsonscan.None, payload: jsonscan.None}
	end := doc.After(jsonscan.Root)
	for i := jsonscan.Root + 1; i < end; i = doc.After(i) {
		switch doc.Key(i) {
		case "type":
			if m.kind != jsonscan.None {
				m.kind = several
			} else {
				m.kind = i
			}
		case "metadata":
			m.metadata = unlessNull(doc, i)
		case "payload":
			m.payload = unlessNull(doc, i)
		case "moneyDesktop":
			m.legacy = doc.Kind(i) == jsonscan.True
		}
	}
	return m
}

func unlessNull(doc *jsonscan.Document, i jsonscan.Node) jsonscan.Node {
	if doc.Kind(i) == jsonscan.Null {
		return jsonscan.None
	}
	return i
}

// metadataOf returns the node that says more about the event, None when there
// is none. Nothing is lost: where a message has its fields elsewhere, they
// are taken from there.
func (p *Parser) metadataOf(m parts) jsonscan.Node {
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
		if uri.HasPrefix(name, prefix) {
			return name[len(prefix):]
		}
	}
	return name
}
