package world

import "fmt"

// Reason says why the world refused something.
type Reason int

// The reasons.
const (
	NotFound Reason = iota + 1 // no such thing, or it is another user's
	Conflict                   // it exists already, or it is running already
	Invalid                    // the input makes no sense
	Down                       // the institution does not answer; whoever asked waits first
)

// Error is a refusal. Its message is safe to show.
type Error struct {
	Reason  Reason
	Message string
	GUID    string // of what is there already, for a Conflict; else ""
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func notFound(what string) *Error {
	return &Error{Reason: NotFound, Message: "There is no such " + what + "."}
}

func conflict(guid, message string) *Error {
	return &Error{Reason: Conflict, Message: message, GUID: guid}
}

func invalid(format string, args ...any) *Error {
	return &Error{Reason: Invalid, Message: fmt.Sprintf(format, args...)}
}
