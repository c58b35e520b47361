package connect

import "github.com/connecthost/connecthost/core/session"

// Reason says why a session connected nothing. Anything that a widget tells
// about troubles is a page's claim: it is good for choosing what to say to the
// user, and proves nothing. For a connected session only By is set.
type Reason struct{ reason session.Reason }

// Level says whose matter it is: user, app, institution, member, oauth,
// configuration, timeout, provider, widget or session.
func (r *Reason) Level() string {
	defer ignore()
	return string(r.reason.Level)
}

// Code is stable, such as CodeMemberCredentialsRefused; docs/errors.md lists them.
func (r *Reason) Code() string {
	defer ignore()
	return string(r.reason.Code)
}

// Retryable reports whether connecting may work later.
func (r *Reason) Retryable() bool {
	defer ignore()
	return r.reason.Retryable
}

// Advice says what the app or its developer should do.
func (r *Reason) Advice() string {
	defer ignore()
	return r.reason.Advice
}

// By is who closed the widget: user or app; empty when it ended by itself.
func (r *Reason) By() string {
	defer ignore()
	return string(r.reason.By)
}

// MemberGUID is the member that it is about, to open the widget for; empty
// when there is none, and with UCW.
func (r *Reason) MemberGUID() string {
	defer ignore()
	return r.reason.MemberGUID
}

// Detail is the provider's own code, such as the number of a connection
// status; empty when there is none.
func (r *Reason) Detail() string {
	defer ignore()
	return r.reason.Detail
}
