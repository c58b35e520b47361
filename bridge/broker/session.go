package broker

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/fault"
)

// Status is how far a session has come.
type Status string

// The statuses, in their order.
const (
	Created  Status = "created"  // the widget URL waits to be claimed
	Open     Status = "open"     // the widget URL was given out
	Returned Status = "returned" // the user came back from a bank
	Ended    Status = "ended"    // there is an outcome
)

// Result is how a session ended.
type Result string

// The results.
const (
	Connected Result = "connected"
	Exited    Result = "exited"
	Failed    Result = "failed"
	Expired   Result = "expired"
)

// Outcome is the end of a session.
type Outcome struct {
	Result     Result     `json:"result"`
	MemberGUID string     `json:"member_guid,omitempty"`
	Reason     fault.Code `json:"reason,omitempty"` // when nothing was connected
	// Verified is set when the provider was asked and knows the member as one
	// of this user. Without it the outcome is what the app said.
	Verified bool `json:"verified"`
}

// Visit is what the return link of a bank's site said. It carried the nonce of
// the session.
type Visit struct {
	Success    bool      `json:"success"`
	Unknown    bool      `json:"unknown,omitzero"` // the link said nothing of the result
	MemberGUID string    `json:"member_guid,omitempty"`
	Reason     string    `json:"error_reason,omitempty"` // in the provider's words
	At         time.Time `json:"at"`
}

// ReturnKind says where a bank's site sends the user back to.
type ReturnKind string

// The kinds of return.
const (
	ReturnLanding  ReturnKind = "landing"  // the broker's page, or the app that claims its address
	ReturnApp      ReturnKind = "app"      // the app's own link
	ReturnLoopback ReturnKind = "loopback" // an address that the app listens on
	ReturnProvider ReturnKind = "provider" // the provider's default, without a nonce
)

// Session is what the broker keeps of a session.
type Session struct {
	ID           string     `json:"id"`
	User         string     `json:"user"` // whose it is, in the words of Options.Authenticate
	Provider     string     `json:"provider"`
	ProviderUser string     `json:"provider_user,omitempty"` // in the provider's words
	Status       Status     `json:"status"`
	ReturnKind   ReturnKind `json:"return_kind"`
	ReturnBase   string     `json:"return_base,omitempty"`
	SealedNonce  []byte     `json:"sealed_nonce,omitempty"`
	Visit        Visit      `json:"visit,omitzero"`
	Outcome      Outcome    `json:"outcome,omitzero"`
	Created      time.Time  `json:"created"`
	Expires      time.Time  `json:"expires"`
	Version      int64      `json:"version"` // starts at one
}

// at returns the session as it is at the given time: one that ran out of time
// has ended.
func (s Session) at(now time.Time) Session {
	if s.Status != Ended && !now.Before(s.Expires) {
		s.Status = Ended
		s.Outcome = Outcome{Result: Expired, Reason: fault.SessionExpired}
		s.Version++
	}
	return s
}

// end gives the session its outcome at the given time. Error:
// fault.SessionEnded when it has one.
func (s *Session) end(now time.Time, o Outcome) error {
	if s.at(now).Status == Ended {
		return fault.New(fault.SessionEnded, nil)
	}
	s.Status, s.Outcome = Ended, o
	return nil
}

// view is a session as its user sees it.
type view struct {
	ID       string    `json:"id"`
	Provider string    `json:"provider"`
	Status   Status    `json:"status"`
	Visit    *Visit    `json:"visit,omitempty"`
	Outcome  *Outcome  `json:"outcome,omitempty"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"`
	Version  int64     `json:"version"`
}

func (s Session) view() view {
	v := view{
		ID: s.ID, Provider: s.Provider, Status: s.Status,
		Created: s.Created, Expires: s.Expires, Version: s.Version,
	}
	if !s.Visit.At.IsZero() {
		v.Visit = &s.Visit
	}
	if s.Status == Ended {
		v.Outcome = &s.Outcome
	}
	return v
}

var sessionID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// owned reads a session of a user. Somebody else's is not found.
func (b *Broker) owned(ctx context.Context, user, id string) (Session, error) {
	if !sessionID.MatchString(id) {
		return Session{}, ErrNotFound
	}
	s, err := b.o.Store.Session(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if s.User != user {
		return Session{}, ErrNotFound
	}
	return s.at(b.o.Now()), nil
}

// readSession answers with the session's state.
func (b *Broker) readSession(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	answer.JSON(w, http.StatusOK, s.view())
	return nil
}
