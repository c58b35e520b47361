package connect

import (
	"github.com/connecthost/connecthost/core/session"
)

// The results of a session: Outcome.Result.
const (
	ResultConnected = string(session.Connected) // at least one member was connected
	ResultExited    = string(session.Exited)    // the user or the app closed the widget before
	ResultFailed    = string(session.Failed)    // the widget could not be used
	ResultExpired   = string(session.Expired)   // time ran out
)

// Outcome is the single end of a session.
type Outcome struct{ outcome session.Outcome }

// Result is one of ResultConnected, ResultExited and so on.
func (o *Outcome) Result() string {
	defer ignore()
	return string(o.outcome.Result)
}

// MemberCount is how many members were connected; 0 unless connected.
func (o *Outcome) MemberCount() int32 {
	defer ignore()
	return int32(len(o.outcome.Members))
}

// Member returns a connected member, counted from 0 in the order in which
// they were connected; null when there is none of that number.
func (o *Outcome) Member(index int32) *Member {
	defer ignore()
	if index < 0 || int(index) >= len(o.outcome.Members) {
		return nil
	}
	return &Member{member: o.outcome.Members[index]}
}

// Problem says why a session failed or expired; null otherwise.
func (o *Outcome) Problem() (p *Problem) {
	defer catch(&p)
	return problem(o.outcome.Err)
}

// Reason says why a session connected nothing, and what to do about it.
func (o *Outcome) Reason() *Reason {
	defer ignore()
	return &Reason{reason: o.outcome.Reason}
}

// Member is a connection that the session produced.
type Member struct{ member session.Member }

// GUID is the provider's identifier of the member. UCW has none and leaves it
// empty.
func (m *Member) GUID() string {
	defer ignore()
	return m.member.GUID
}

// ConnectionID is UCW's identifier of the connection. It may be an access
// token: give it to your backend and nobody else. Empty for other providers.
func (m *Member) ConnectionID() string {
	defer ignore()
	return m.member.Connection.ConnectionID.Reveal()
}

// Aggregator is the one that UCW made the connection with, such as mx.
func (m *Member) Aggregator() string {
	defer ignore()
	return m.member.Connection.Aggregator
}

// AggregatorUserID is the user's identifier with that aggregator.
func (m *Member) AggregatorUserID() string {
	defer ignore()
	return m.member.Connection.AggregatorUserID
}

// UCPInstitutionID is UCW's identifier of the institution.
func (m *Member) UCPInstitutionID() string {
	defer ignore()
	return m.member.Connection.UCPInstitutionID
}

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
