package broker

import (
	"context"
	"net/http"

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
func parseOutcome(body []byte) (report, error) {
	var o report
	if err := parse(body, &o); err != nil {
		return o, err
	}
	switch o.Result {
	case Connected:
		if !identifier.MatchString(o.MemberGUID) || o.Reason != "" {
			return o, invalid("What is connected has a member and no reason.")
		}
	case Exited, Failed, Expired:
		if o.MemberGUID != "" {
			return o, invalid("What is not connected has no member.")
		}
		if o.Reason != "" && fault.New(o.Reason, nil).Code != o.Reason {
			return o, contradictory("The reason is none of the codes.")
		}
	default:
		return o, invalid("The result is unknown.")
	}
	return o, nil
}

// reportOutcome takes the outcome that the app's own session ended with. The
// provider is asked whether it knows the member as one of this user.
func (b *Broker) reportOutcome(w http.ResponseWriter, r *http.Request, user string) error {
	body, err := readBody(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	said, err := parseOutcome(body)
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
		b.metrics.outcomes.WithLabelValues(s.Provider, string(o.Result)).Inc()
	}
	return err
}

// Session reads a session, whose it may be, for an app's backend. Error:
// ErrNotFound, and the store's.
func (b *Broker) Session(ctx context.Context, id string) (Session, error) {
	s, err := b.o.Store.Session(ctx, id)
	return s.at(b.o.Now()), err
}
