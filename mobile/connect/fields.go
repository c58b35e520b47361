package connect

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/event"
)

// Has reports whether the metadata has a value other than null at the path: a
// field's name, or names with dots between them, such as member.guid.
func (e *Event) Has(path string) bool {
	defer ignore()
	return e.at(path) != nil
}

// Text returns the text at the path, a number in its decimal form, and
// nothing for everything else. It may be secret.
func (e *Event) Text(path string) string {
	defer ignore()
	switch v := e.at(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// Number returns the number at the path, otherwise if there is none.
func (e *Event) Number(path string, otherwise float64) (n float64) {
	n = otherwise
	defer ignore()
	if v, ok := e.at(path).(json.Number); ok {
		if f, err := v.Float64(); err == nil {
			return f
		}
	}
	return otherwise
}

// Flag returns the truth value at the path, false if there is none.
func (e *Event) Flag(path string) bool {
	defer ignore()
	v, _ := e.at(path).(bool)
	return v
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

// at returns the value at a path of the metadata.
func (e *Event) at(path string) any {
	e.once.Do(func() { e.fields = decode(e.event.Metadata) })
	var value any = e.fields
	for name := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[name]
	}
	return value
}

// decode reads an object. Anything else has no fields.
func decode(metadata json.RawMessage) map[string]any {
	fields := map[string]any{}
	d := json.NewDecoder(strings.NewReader(string(metadata)))
	d.UseNumber()
	if d.Decode(&fields) != nil || fields == nil {
		return map[string]any{}
	}
	return fields
}
