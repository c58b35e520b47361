package session

import "github.com/connecthost/connecthost/core/fault"

// Actor is who closed a widget.
type Actor string

// The actors. A session that ended by itself has none.
const (
	ByUser Actor = "user" // Dismiss, the widget's last button, or Back on its first screen
	ByApp  Actor = "app"  // Close
)

// Reason says why a session connected nothing, and what to do about it.
//
// For Failed and Expired it repeats the outcome's error. For Exited it is the
// last trouble that the user had in the widget and that nothing has settled
// since, such as refused credentials; without any it is user_exited or
// app_closed. Anything that the widget tells about troubles is a page's claim:
// it is good for choosing what to say to the user, and proves nothing.
//
// For Connected only By is set.
type Reason struct {
	Level     fault.Level // whose matter it is
	Code      fault.Code  // stable; docs/errors.md lists them
	Retryable bool        // connecting may work later
	Advice    string      // what an app or its developer should do
	By        Actor       // who closed the widget
	// MemberGUID is the member that it is about, to open the widget for. It is
	// empty when there is none, and when it can be an access token
	// (Traits.MemberSecret).
	MemberGUID string
	// Detail is the provider's own code: the number of a connection status,
	// the reason of an OAuth failure, or the code of invalid data. Empty when
	// there is none.
	Detail string
}

// setback is what stands in the way of the user, as far as is known. It is the
// reason if the session ends now.
type setback struct {
	code   fault.Code
	member string
	detail string
}

// reason makes the outcome's reason of an error, or of the setback without one.
func (s *Session) reason(err error, by Actor) Reason {
	t := s.setback
	switch {
	case err != nil:
		t = setback{code: fault.CodeOf(err)}
	case t.code != "":
	case by == ByApp:
		t.code = fault.AppClosed
	default:
		t.code = fault.UserExited
	}
	e := fault.New(t.code, nil)
	if err != nil {
		e = fault.From(err)
	}
	return Reason{
		Level: e.Level(), Code: e.Code, Retryable: e.Retryable, Advice: fault.Advice(e.Code),
		By: by, MemberGUID: t.member, Detail: t.detail,
	}
}
