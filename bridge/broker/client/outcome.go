package client

import (
	"context"
	"net/http"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// Report tells the broker how the app's own session ended, and returns the
// outcome as the broker keeps it. A broker keeps one member: of several it is
// told the first. A member that the widget described by a connection is kept
// there before.
//
// Reporting the same outcome again is not an error. fault.SessionEnded means
// that the session has another one, fault.ProviderNotFound that the provider
// does not know the member as one of this user.
func (c *Client) Report(ctx context.Context, id string, o session.Outcome) (Outcome, error) {
	if err := checkID(id); err != nil {
		return Outcome{}, err
	}
	out, err := c.outcome(ctx, id, o)
	if err != nil {
		return Outcome{}, err
	}
	k := call{method: http.MethodPost, path: "/sessions/{id}/outcome", id: id, body: out, repeat: true}
	var s Session
	err = c.do(ctx, k, &s)
	if fault.CodeOf(err) == fault.SessionEnded {
		return c.same(ctx, id, out, err)
	}
	if err == nil && s.Outcome == nil {
		err = k.badAnswer(0, "a session without an outcome")
	}
	if err != nil {
		return Outcome{}, err
	}
	return *s.Outcome, nil
}

// outcome puts the outcome of a session into the broker's words.
func (c *Client) outcome(ctx context.Context, id string, o session.Outcome) (Outcome, error) {
	if o.Result != session.Connected {
		return Outcome{Result: o.Result, Reason: o.Reason.Code}, nil
	}
	if len(o.Members) == 0 {
		return Outcome{}, fault.Newf(fault.ProviderInputInvalid, nil, "A connected outcome has a member.")
	}
	out := Outcome{Result: o.Result, MemberGUID: o.Members[0].GUID}
	if out.MemberGUID != "" {
		return out, nil
	}
	var err error
	out.MemberGUID, err = c.keep(ctx, id, o.Members[0].Connection)
	return out, err
}

// same looks whether a session that has ended has the outcome that was to be
// reported: the answer to an earlier report may have been lost.
func (c *Client) same(ctx context.Context, id string, want Outcome, ended error) (Outcome, error) {
	s, err := c.Session(ctx, id)
	if err != nil {
		return Outcome{}, err
	}
	if s.Outcome == nil {
		return Outcome{}, ended
	}
	got := *s.Outcome
	if got.Result != want.Result || got.MemberGUID != want.MemberGUID || got.Reason != want.Reason {
		return Outcome{}, ended
	}
	return got, nil
}

// connection is a connection in the broker's words.
type connection struct {
	UCPInstitutionID string `json:"ucp_institution_id,omitempty"`
	ConnectionID     string `json:"connection_id"`
	AggregatorUserID string `json:"aggregator_user_id,omitempty"`
	Aggregator       string `json:"aggregator,omitempty"`
}

// keep hands a connection to the broker's provider, which returns its name.
// Keeping it again gives the same name, so the call may be repeated.
func (c *Client) keep(ctx context.Context, id string, given event.Connection) (string, error) {
	k := call{method: http.MethodPost, path: "/sessions/{id}/connections", id: id, repeat: true, body: connection{
		given.UCPInstitutionID, given.ConnectionID.Reveal(), given.AggregatorUserID, given.Aggregator,
	}}
	var kept struct {
		MemberGUID string `json:"member_guid"`
	}
	if err := c.do(ctx, k, &kept); err != nil {
		return "", err
	}
	if kept.MemberGUID == "" {
		return "", k.badAnswer(0, "a connection without a name")
	}
	return kept.MemberGUID, nil
}
