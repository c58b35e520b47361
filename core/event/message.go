package event

import (
	"bytes"

	"github.com/connecthost/connecthost/core/fault"
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
// data is not kept. A known event with missing or mistyped metadata is no
// error; it has Problems. The error is a *fault.Error: EventMalformed, or the
// code of a limit.
func (p *Parser) FromMessage(data []byte) (Event, error) {
	if len(data) > p.limits.Bytes {
		return Event{}, fault.New(fault.EventTooLarge, nil)
	}
	doc := p.document()
	defer p.release(doc)
	text, form, ok := doc.unwrap(data)
	if !ok {
		return Event{}, refused(fault.EventMalformed)
	}
	if code := doc.scan(text, p.limits); code != "" {
		return Event{}, refused(code)
	}
	a, err := p.envelope(doc, form)
	if err != nil {
		return Event{}, err
	}
	if a.metadata != none {
		a.raw = bytes.Clone(doc.raw(a.metadata))
	}
	return p.event(a), nil
}

// unwrap returns the JSON text of the message itself: data, or what the JSON
// string in data says. The limit of strings is not meant for that one, which
// is the message.
func (d *document) unwrap(data []byte) (text []byte, form Form, ok bool) {
	data = bytes.Trim(data, jsonSpace)
	if len(data) == 0 || data[0] != '"' {
		return data, FormObject, true
	}
	end := 0
	d.buffer, end, ok = unquoteChecked(d.buffer[:0], data[1:])
	return d.buffer, FormText, ok && end == len(data)-1
}

// envelope finds the name and the metadata in a message.
func (p *Parser) envelope(doc *document, form Form) (arrival, error) {
	if doc.nodes[0].kind != kindObject {
		return arrival{}, malformed("it is not an object")
	}
	name, ok := messageName(doc)
	if !ok {
		return arrival{}, malformed("it has no type, or more than one, or one that names no event")
	}
	a := arrival{form: form, spec: spec(p, name), doc: doc}
	if a.spec == nil {
		a.name = string(name)
	}
	if i := doc.child(0, "moneyDesktop"); i != none && doc.nodes[i].kind == kindTrue {
		a.form = FormLegacy
	}
	a.metadata = p.metadataOf(doc, a.form)
	return a, nil
}

// metadataOf returns the node that says more about the event, none when there
// is none. Nothing is lost: where a message has its fields elsewhere, they
// are taken from there.
func (p *Parser) metadataOf(doc *document, form Form) int32 {
	keys := [...]string{"metadata", "payload"}
	if form == FormLegacy {
		keys[0], keys[1] = keys[1], keys[0]
	}
	for _, key := range keys {
		if i := doc.child(0, key); i != none && doc.nodes[i].kind != kindNull {
			return i
		}
	}
	if p.dialect == Fino { // the shape of its messages is not public
		return 0
	}
	return none
}

// messageName returns the type of a message without its prefix.
func messageName(doc *document) ([]byte, bool) {
	i, only := doc.onlyChild(0, "type")
	if !only || doc.nodes[i].kind != kindString {
		return nil, false
	}
	n := doc.nodes[i]
	name := doc.text[n.start+1 : n.end-1]
	if n.escaped {
		name = unquote(nil, name)
	}
	name = cutPrefix(name)
	if len(name) == 0 || len(name) > maxName {
		return nil, false
	}
	for _, c := range name {
		if c < ' ' || c == 0x7f {
			return nil, false
		}
	}
	return name, true
}

// cutPrefix drops one "mx/" or "vcs/", in any case.
func cutPrefix(name []byte) []byte {
	for _, prefix := range [...]string{"mx/", "vcs/"} {
		if len(name) >= len(prefix) && lower(string(name[:len(prefix)])) == prefix {
			return name[len(prefix):]
		}
	}
	return name
}
