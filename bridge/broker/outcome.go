package broker

import (
	"context"
	"errors"
	"net/http"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/body"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// report is the body of POST /sessions/{id}/outcome.
type report struct {
	Result     Result     `json:"result"`
	MemberGUID string     `json:"member_guid"`
	Reason     fault.Code `json:"reason"`
}

// parseOutcome reads the body of POST /sessions/{id}/outcome.
func parseOutcome(text []byte) (report, error) {
	var o report
	if err := body.Parse(text, &o); err != nil {
		return o, err
	}
	switch o.Result {
	case Connected:
		if !identifier.MatchString(o.MemberGUID) || o.Reason != "" {
			return o, answer.Invalid("A result of connected needs a member, and takes no reason.")
		}
	case Exited, Failed, Expired:
		if o.MemberGUID != "" {
			return o, answer.Invalid("A result other than connected takes no member.")
		}
		if o.Reason != "" && fault.New(o.Reason, nil).Code != o.Reason {
			return o, answer.Contradictory("The reason is not one of the codes.")
		}
	default:
		return o, answer.Invalid("The result is unknown.")
	}
	return o, nil
}

// reportOutcome takes the outcome that the app's own session ended with. The
// provider is asked whether it knows the member as one of this user.
func (b *Broker) reportOutcome(w http.ResponseWriter, r *http.Request, user string) error {
	text, err := body.JSON(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	said, err := parseOutcome(text)
	if err != nil {
		return err
	}
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Status == Ended {
		return fault.New(fault.SessionEnded, nil)
	}
	out := Outcome{Result: said.Result, MemberGUID: said.MemberGUID, Reason: said.Reason}
	if said.Result == Connected {
		if out.Verified, err = b.knows(r.Context(), s, said.MemberGUID); err != nil {
			return err
		}
	}
	if err := b.finish(r.Context(), s.ID, out); err != nil {
		return err
	}
	return b.readSession(w, r, user)
}

// deleteSession ends a session that the app gave up. One that has an outcome
// keeps it: deleting again changes nothing.
func (b *Broker) deleteSession(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	err = b.finish(r.Context(), s.ID, Outcome{Result: Exited, Reason: fault.AppClosed})
	if err != nil && fault.CodeOf(err) != fault.SessionEnded {
		return err
	}
	// Nobody may use the widget URL of a session that is over.
	if _, err := b.o.Store.ClaimURL(r.Context(), s.ID); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// knows asks the provider for a member of the session's user. A provider that
// cannot be asked about members verifies nothing; one that does not know this
// one refuses.
func (b *Broker) knows(ctx context.Context, s Session, member string) (bool, error) {
	reader, ok := b.mounts[s.Provider].Provider.(provider.MemberReader)
	if !ok {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, b.o.CallTTL)
	defer cancel()
	_, err := reader.MemberState(ctx, s.ProviderUser, member)
	if fault.CodeOf(err) == fault.MemberUnknown {
		return false, nil
	}
	if err != nil {
		return false, fault.From(err)
	}
	return true, nil
}

// Finish gives a session its outcome, for an app's backend that learns it by
// other means, such as a webhook. Errors: ErrNotFound, fault.SessionEnded when
// there is an outcome, and the store's.
func (b *Broker) Finish(ctx context.Context, id string, o Outcome) error {
	return b.finish(ctx, id, o)
}

func (b *Broker) finish(ctx context.Context, id string, o Outcome) error {
	s, err := b.o.Store.Change(ctx, id, func(s *Session) error { return s.end(b.o.Now(), o) })
	if err == nil {
		b.metrics.Outcomes.WithLabelValues(s.Provider, string(o.Result)).Inc()
	}
	return err
}

// Session reads a session, whose it may be, for an app's backend. Error:
// ErrNotFound, and the store's.
func (b *Broker) Session(ctx context.Context, id string) (Session, error) {
	s, err := b.o.Store.Session(ctx, id)
	return s.at(b.o.Now()), err
}
