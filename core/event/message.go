package event

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/jsonscan"
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
	var room jsonscan.Room
	doc := jsonscan.In(&room)
	text, form, flaw := scanMessage(data, &doc, jsonscan.Limits(p.limits))
	if flaw != jsonscan.Fine {
		return Event{}, refused(flaw)
	}
	a := arrival{form: form}
	if err := p.envelope(&doc, &a); err != nil {
		return Event{}, err
	}
	if a.metadata != jsonscan.None {
		start, end := doc.Span(a.metadata)
		a.raw = text[start:end]
	}
	return p.event(&a, text, &doc), nil
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
