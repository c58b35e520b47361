package connect

import (
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

// Problem says what went wrong. All its fields are safe to show and to log;
// docs/errors.md lists the codes.
type Problem struct {
	Code      string // stable, such as return_forged
	Stage     string // config, navigation, event, oauth, session, …
	Retryable bool   // the same call may succeed later
	Message   string // for the user
	Advice    string // for the app's developer

	cause error
}

// Detail returns the cause for the developer's log; empty when there is none.
func (p *Problem) Detail() string {
	defer ignore()
	if p.cause == nil {
		return ""
	}
	return p.cause.Error()
}

// DescribeError turns the text of an error that this package threw into the
// Problem that it was made of. A text from elsewhere gives the code "other"
// and is not repeated: nobody knows what is in it.
func DescribeError(text string) (p *Problem) {
	defer catch(&p)
	code, message, ok := strings.Cut(text, ": ")
	if err := fault.New(fault.Code(code), nil); ok && err.Code == fault.Code(code) {
		err.Message = message
		return problem(err)
	}
	return problem(fault.New(fault.Other, nil))
}

// problem returns nil for nil.
func problem(err *fault.Error) *Problem {
	if err == nil {
		return nil
	}
	return &Problem{
		Code: string(err.Code), Stage: string(err.Stage), Retryable: err.Retryable,
		Message: err.Message, Advice: fault.Advice(err.Code), cause: err.Cause,
	}
}
