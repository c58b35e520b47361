package event

import (
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
// A known event with missing or mistyped metadata is no
// error; it has Problems. The error is a *fault.Error: EventMalformed, or the
// code of a limit.
func (p *Parser) FromMessage(data string) (Event, error) {
	if len(data) > p.limits.Bytes {
		return Event{}, fault.New(fault.EventTooLarge, nil)
	}
	text, form, ok := unwrap(data)
	if !ok {
		return Event{}, refused(fault.EventMalformed)
	}
	var room [usualNodes]node
	doc := document{nodes: room[:]}
	if code := doc.scan(text, p.limits); code != "" {
		return Event{}, refused(code)
	}
	a := arrival{form: form}
	if err := p.envelope(&doc, &a); err != nil {
		return Event{}, err
	}
	if a.metadata != none {
		at := &doc.nodes[a.metadata]
		a.raw = text[at.start:at.end]
	}
	return p.event(&a, text, &doc), nil
}

// unwrap returns the JSON text of the message itself: data, or what the JSON
// string in data says. The limit of strings is not meant for that one, which
// is the message.
func unwrap(data string) (text string, form Form, ok bool) {
	data = trim(data)
	if len(data) == 0 || data[0] != '"' {
		return data, FormObject, true
	}
	text, end, ok := unquoteChecked(data[1:])
	return text, FormText, ok && end == len(data)-1
}
