package client

import (
	"context"
	"net/http"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// Report tells the broker how the app's own session ended, and returns the
// outcome as the broker keeps it. Where the widget describes connections in the
// place of naming members, the member that this Client kept last for the session
// (provider.ConnectionKeeper) stands for one that the outcome does not name.
//
// Reporting the same outcome again is not an error. fault.SessionEnded means
// that the session has another one, fault.ProviderNotFound that the provider
// does not know the member as one of this user.
func (c *Client) Report(ctx context.Context, id string, o provider.Outcome) (Outcome, error) {
	if err := checkID(id); err != nil {
		return Outcome{}, err
	}
	out := Outcome{Result: session.Result(o.Result), MemberGUID: o.MemberGUID, Reason: o.Reason}
	if out.Result == session.Connected && out.MemberGUID == "" {
		out.MemberGUID = c.kept.of(id)
	}
	if out.Result == session.Connected && out.MemberGUID == "" {
		return Outcome{}, fault.Newf(fault.ProviderInputInvalid, nil, "A connected outcome has a member: keep the connection first if the widget described one.")
	}
	k := call{method: http.MethodPost, path: "/sessions/{id}/outcome", id: id, body: out, repeat: true}
	var s Session
	err := c.do(ctx, k, &s)
	if fault.CodeOf(err) == fault.SessionEnded {
		return c.same(ctx, id, out, err)
	}
	if err == nil && s.Outcome == nil {
		err = k.badAnswer(0, "a session without an outcome")
	}
	if err != nil {
		return Outcome{}, err
	}
	c.kept.forget(id)
	return *s.Outcome, nil
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
	c.kept.keep(id, kept.MemberGUID)
	return kept.MemberGUID, nil
}

// memory has the members that were kept, by session, until their outcome is
// reported. It is safe for concurrent use; the zero value is empty.
type memory struct {
	mu      sync.Mutex
	members map[string]string
}

func (m *memory) keep(session, member string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.members == nil {
		m.members = map[string]string{}
	}
	m.members[session] = member
}

func (m *memory) of(session string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.members[session]
}

func (m *memory) forget(session string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.members, session)
}
