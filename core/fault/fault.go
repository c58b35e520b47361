// Package fault names every way in which Connecthost can fail.
//
// An error carries a stable code, the stage it happened in, whether trying
// again can help, a message that is safe to show to a user, and the cause for
// the developer. The message and the cause are different values on purpose:
// Error prints the message only, so an error that reaches a screen or a page
// never takes a token or a vendor's body with it.
package fault

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Stage says which part of a session a failure belongs to.
type Stage string

// The stages, in the order in which a session passes through them.
const (
	StageConfig     Stage = "config"     // settings of the app or a program's flags
	StageProvider   Stage = "provider"   // an HTTP call to the provider's API
	StageWidget     Stage = "widget"     // the widget's page and the view that shows it
	StageNavigation Stage = "navigation" // where the page wants to go
	StageEvent      Stage = "event"      // what the page says
	StageOAuth      Stage = "oauth"      // the trip to the bank and back
	StageSession    Stage = "session"    // the session as a whole
	StageSandbox    Stage = "sandbox"    // the sandbox
	StageBroker     Stage = "broker"     // the backend handler between an app and the provider
)

// Code identifies one kind of failure for good: codes are part of the API and
// are never reused with another meaning.
type Code string

// Error is a failure. Use New or Newf to make one, so that its stage, its
// retry advice and its message come from the catalogue.
type Error struct {
	Code      Code
	Stage     Stage
	Retryable bool   // the same call may succeed later
	Message   string // safe to show
	Status    int    // HTTP status of a provider's answer, 0 when there was none
	Cause     error  // for the developer; nil when there is none
}

// New makes the error of the given code with the message of the catalogue.
// A code that the catalogue lacks becomes Other.
func New(code Code, cause error) *Error {
	k := lookup(code)
	return &Error{Code: k.Code, Stage: k.Stage, Retryable: k.Retryable, Message: k.Message, Cause: cause}
}

// Newf is New with a message of its own, which must be safe to show.
func Newf(code Code, cause error, format string, args ...any) *Error {
	e := New(code, cause)
	e.Message = fmt.Sprintf(format, args...)
	return e
}

// Error returns the code and the safe message, never the cause.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether target is an error of the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Format prints Error, and with %+v all that is known, the cause included:
// whoever sets it sees to it that it holds no secret.
func (e *Error) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('+') {
		_, _ = io.WriteString(f, e.detail())
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), e.Error())
}

func (e *Error) detail() string {
	text := e.Error() + " (stage " + string(e.Stage)
	if e.Retryable {
		text += ", retryable"
	}
	if e.Status != 0 {
		text += ", status " + strconv.Itoa(e.Status)
	}
	if e.Cause != nil {
		text += ", cause: " + e.Cause.Error()
	}
	return text + ")"
}

// From returns err as an Error: itself when it is one or wraps one, Other
// with err as its cause when it is not, nil when err is nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Other, err)
}

// CodeOf returns the code of err, Other for an error of another kind, and ""
// for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return From(err).Code
}
