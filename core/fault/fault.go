// Package fault names every way in which Connecthost can fail.
//
// An error carries a stable code, the stage it happened in, whether trying
// again can help, a message for the user, a detail for the developer, and the
// cause. They are different values on purpose. The message is always the
// catalogue's, in words for somebody who only wanted to connect an account. The
// detail says what exactly is wrong, in the words of the API. Both are safe to
// show and to log; the cause may not be, so Error leaves it out: an error that
// reaches a screen or a page never takes a token or a vendor's body with it.
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
// message and whether it is retryable come from the catalogue.
type Error struct {
	Code      Code
	Stage     Stage
	Retryable bool   // the same call may succeed later
	Message   string // for the user: the catalogue's sentence about the code
	Detail    string // for the developer: what exactly is wrong and what to do; often empty
	Status    int    // HTTP status of a provider's answer, 0 when there was none
	Cause     error  // for the developer; nil when there is none
}

// New makes the error of the given code with the message of the catalogue and
// without a detail. A code that the catalogue lacks becomes Other.
func New(code Code, cause error) *Error {
	k := lookup(code)
	return &Error{Code: k.Code, Stage: k.Stage, Retryable: k.Retryable, Message: k.Message, Cause: cause}
}

// Newf is New with a detail, which fmt.Sprintf makes and which must be safe to
// show and to log: no token, no address with one, no vendor's words.
func Newf(code Code, cause error, format string, args ...any) *Error {
	e := New(code, cause)
	e.Detail = fmt.Sprintf(format, args...)
	return e
}

// Explain returns the most exact sentence for a developer that there is: the
// detail, or the message of an error without one.
func (e *Error) Explain() string {
	if e.Detail != "" {
		return e.Detail
	}
	return e.Message
}

// Error returns the code and what Explain says, for developers and their logs,
// and never the cause. A user reads Message.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Explain() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether target is an error of the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Format prints Error, and with %+v all that is known, the cause included: code
// that sets a cause sees to it that it holds no secret.
func (e *Error) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('+') {
		_, _ = io.WriteString(f, e.everything())
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), e.Error())
}

func (e *Error) everything() string {
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
