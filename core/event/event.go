// Package event reads what a widget says. Each wire form has one parser, the
// catalogue says what is known about each event, and everything else is
// delivered raw: nothing that a widget says is lost.
package event

import (
	"github.com/connecthost/connecthost/core/fault"
)

// Dialect is the set of payload shapes that a provider's widget uses.
type Dialect uint8

// The dialects. MX is also the one of the open connect UI. Custom has no rows
// in the catalogue: it is for widgets whose events are all of their own, which
// Config.Own lists.
const (
	MX Dialect = iota
	UCW
	Fino
	Custom
)

// Form is the wire form in which an event arrived.
type Form uint8

// The wire forms. FromURL and FromMessage have an example of each.
const (
	FormURL     Form = iota + 1 // scheme://connect/loaded?metadata={…}
	FormFlatURL                 // mx://connect/loaded?a=b, user interface messages before version 4
	FormAtrium                  // atrium://memberAdded/MBR-…
	FormObject                  // {"type":"mx/connect/loaded","metadata":{…}}, posted as an object
	FormText                    // the same, posted as JSON text
	FormLegacy                  // {"type":…,"payload":{…},"moneyDesktop":true} as JSON text
)

// Problem says what is wrong with one field of a known event.
type Problem struct {
	Field string `json:"field"` // dotted path; empty for the metadata as a whole
	Want  string `json:"want"`
	Got   string `json:"got"`
}

// Event is one thing that the widget said. Its strings share the memory of the
// message: to keep one for long, keep a copy (strings.Clone).
type Event struct {
	Name     Name
	Own      Name      // what the widget called it, when it is one of Config.Own; empty otherwise
	Known    bool      // in the catalogue for this dialect, or one of Config.Own
	Terminal bool      // decides the outcome; never set when there are problems
	Form     Form      // how it came
	Metadata string    // as received, always valid JSON; {} when there was none
	Problems []Problem // empty when the event is valid
	payload  any
	row      *row // of a known event; nil otherwise
	private  bool // member identifiers may be secrets
}

// Valid reports whether all fields are there and of the right type. Unknown
// events have nothing to be measured by and are valid.
func (e Event) Valid() bool { return len(e.Problems) == 0 }

// Payload returns the typed payload of a known, valid event, such as a
// MemberConnected, and nil otherwise. An event that only the app understands
// has none: use Lookup.
func (e Event) Payload() any { return e.payload }

// As returns the payload as a T. It is not ok when the event is invalid,
// unknown, or another event than the one that T belongs to.
//
//	if m, ok := event.As[event.MemberConnected](e); ok { … m.MemberGUID … }
func As[T any](e Event) (payload T, ok bool) {
	payload, ok = e.payload.(T)
	return payload, ok
}

// Err returns nil for a valid event, and an error with the code EventInvalid
// that names the first problem otherwise. It holds no value of the event.
func (e Event) Err() error {
	if e.Valid() {
		return nil
	}
	p := e.Problems[0]
	field := "the metadata"
	if p.Field != "" {
		field = p.Field
	}
	return fault.Newf(fault.EventInvalid, nil, "The event %s is not valid: %s must be %s, but is %s.", e.Name, field, p.Want, p.Got)
}

var (
	dialectNames = [...]string{MX: "mx", UCW: "ucw", Fino: "fino", Custom: "custom"}
	formNames    = [...]string{FormURL: "url", FormFlatURL: "flat_url", FormAtrium: "atrium", FormObject: "object", FormText: "text", FormLegacy: "legacy"}
)

// String returns the dialect's name in lower case, "" for an unknown one.
func (d Dialect) String() string {
	if int(d) < len(dialectNames) {
		return dialectNames[d]
	}
	return ""
}

// String returns a short name of the form, "" for an unknown one.
func (f Form) String() string {
	if int(f) < len(formNames) {
		return formNames[f]
	}
	return ""
}
