package connect

import (
	"strconv"

	"github.com/connecthost/connecthost/core/event"
)

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

// Has reports whether the metadata has a value other than null at the path: a
// field's name, or names with dots between them, such as member.guid.
func (e *Event) Has(path string) bool {
	defer ignore()
	_, ok := e.event.Lookup(path)
	return ok
}

// Text returns the text at the path, a number in its decimal form, and
// nothing for everything else. It may be secret.
func (e *Event) Text(path string) string {
	defer ignore()
	v, _ := e.event.Lookup(path)
	return v.Text()
}

// Number returns the number at the path, otherwise if there is none.
func (e *Event) Number(path string, otherwise float64) (n float64) {
	n = otherwise
	defer ignore()
	v, _ := e.event.Lookup(path)
	if found, ok := v.Number(); ok {
		return found
	}
	return otherwise
}

// Flag returns the truth value at the path, false if there is none.
func (e *Event) Flag(path string) bool {
	defer ignore()
	v, _ := e.event.Lookup(path)
	flag, _ := v.Bool()
	return flag
}

// UserGUID is the user in MX's terms; empty when the widget does not say.
func (e *Event) UserGUID() string {
	defer ignore()
	return e.Text("user_guid")
}

// SessionGUID is the widget's session in MX's terms.
func (e *Event) SessionGUID() string {
	defer ignore()
	return e.Text("session_guid")
}

// MemberGUID is the member that the event is about, wherever the event has
// it; empty when it is about none. With UCW it may be an access token.
func (e *Event) MemberGUID() string {
	defer ignore()
	return e.first("member_guid", "member.guid")
}

// ConnectionStatus is the member's status in MX's numbering, -1 when the event
// has none.
func (e *Event) ConnectionStatus() int32 {
	defer ignore()
	text := e.first("connection_status", "member.connection_status", "connectionStatus")
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return int32(n)
	}
	return -1
}

// InstitutionGUID is the institution that the event is about.
func (e *Event) InstitutionGUID() string {
	defer ignore()
	if e.event.Name == event.ConnectSelectedInstitution {
		return e.Text("guid")
	}
	return e.first("institution.guid", "institution_guid", "ucpInstitutionId")
}

// InstitutionCode is the same by its code.
func (e *Event) InstitutionCode() string {
	defer ignore()
	if e.event.Name == event.ConnectSelectedInstitution {
		return e.Text("code")
	}
	return e.first("institution.code", "institution_code")
}

// ErrorReason is why the login at a bank failed, such as DENIED.
func (e *Event) ErrorReason() string {
	defer ignore()
	return e.Text("error_reason")
}

// ConnectionID is UCW's identifier of a connection. It may be an access token.
func (e *Event) ConnectionID() string {
	defer ignore()
	return e.Text("connectionId")
}

// first returns the text at the first path that has one.
func (e *Event) first(paths ...string) string {
	for _, p := range paths {
		if text := e.Text(p); text != "" {
			return text
		}
	}
	return ""
}
