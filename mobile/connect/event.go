package connect

import "github.com/connecthost/connecthost/core/event"

// Event is something that the widget said. docs/events.md lists the known
// ones with their fields. Its methods are cheap enough for every event, but
// each call crosses the border: ask for what you need.
type Event struct{ event event.Event }

// Name is the canonical name, such as EventMemberConnected. An unknown event
// keeps the name that it came with.
func (e *Event) Name() string {
	defer ignore()
	return string(e.event.Name)
}

// Known reports whether the catalogue has the event.
func (e *Event) Known() bool {
	defer ignore()
	return e.event.Known
}

// Valid reports whether all fields are there and of the right type. An event
// that is not valid moves nothing in the session. Unknown events are valid.
func (e *Event) Valid() bool {
	defer ignore()
	return e.event.Valid()
}

// Terminal reports whether the event decides the outcome.
func (e *Event) Terminal() bool {
	defer ignore()
	return e.event.Terminal
}

// Form is the wire form in which the event came: url, object, text, and so on.
func (e *Event) Form() string {
	defer ignore()
	return e.event.Form.String()
}

// Problem says what is wrong with an event that is not valid; null otherwise.
func (e *Event) Problem() (p *Problem) {
	defer catch(&p)
	return problem(e.event.Err())
}

// ProblemsJSON is everything that is wrong with the event, as a JSON array of
// {"field","want","got"}.
func (e *Event) ProblemsJSON() string {
	defer ignore()
	return string(e.event.ProblemsJSON())
}

// MetadataJSON is what the widget said, as received. It may hold secrets.
func (e *Event) MetadataJSON() string {
	defer ignore()
	return e.event.Metadata
}

// MaskedJSON is the event for logs and screens: name, what is known of it,
// and its metadata with secrets replaced by a mask.
func (e *Event) MaskedJSON() string {
	defer ignore()
	text, _ := e.event.MarshalJSON()
	return string(text)
}
