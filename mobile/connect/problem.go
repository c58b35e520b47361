package connect

import (
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

// Problem says what went wrong: Message to the user, Detail and Advice to the
// app's developer. All of it is safe to log; docs/errors.md lists the codes.
type Problem struct{ err *fault.Error }

// Code is stable, such as CodeReturnForged.
func (p *Problem) Code() string {
	defer ignore()
	return string(p.err.Code)
}

// Stage is the part of a session that it belongs to: config, widget,
// navigation, event, oauth or session.
func (p *Problem) Stage() string {
	defer ignore()
	return string(p.err.Stage)
}

// Retryable reports whether the same call may succeed later.
func (p *Problem) Retryable() bool {
	defer ignore()
	return p.err.Retryable
}

// Message is for the user, in English: one sentence about the code.
func (p *Problem) Message() string {
	defer ignore()
	return p.err.Message
}

// Advice says what the app's developer should do.
func (p *Problem) Advice() string {
	defer ignore()
	return fault.Advice(p.err.Code)
}

// Detail says what exactly is wrong, for the developer's log: the argument or
// the setting that cannot be used, and the cause. It is empty when the code says
// it all.
func (p *Problem) Detail() string {
	defer ignore()
	detail, cause := p.err.Detail, p.err.Cause
	switch {
	case cause == nil:
		return detail
	case detail == "":
		return cause.Error()
	}
	return detail + " Cause: " + cause.Error()
}

// DescribeError turns the text of an error that this package threw into the
// Problem that it was made of, without its cause, which the text does not have.
// A text from elsewhere gives the code "other" and is not repeated: nobody knows
// what is in it.
func DescribeError(text string) (p *Problem) {
	defer catch(&p)
	code, said, ok := strings.Cut(text, ": ")
	if err := fault.New(fault.Code(code), nil); ok && err.Code == fault.Code(code) {
		if said != err.Message {
			err.Detail = said
		}
		return problem(err)
	}
	return problem(fault.New(fault.Other, nil))
}

// problem returns nil for nil.
func problem(err error) *Problem {
	if err == nil {
		return nil
	}
	return &Problem{fault.From(err)}
}
