package broker

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/connecthost/connecthost/core/fault"
)

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
	answer(w, http.StatusOK, s.view())
	return nil
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

// claimURL gives out the widget URL of a session that was made with
// claim_later, to the first who asks.
func (b *Broker) claimURL(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Status == Ended {
		return fault.New(fault.SessionEnded, nil)
	}
	sealed, err := b.o.Store.ClaimURL(r.Context(), s.ID)
	if errors.Is(err, ErrNotFound) {
		return refuse(http.StatusGone, fault.BrokerURLClaimed, nil)
	}
	if err != nil {
		return err
	}
	url, err := b.unseal(sealed, "url "+s.ID)
	if err != nil {
		return err
	}
	s, err = b.o.Store.Change(r.Context(), s.ID, func(s *Session) error {
		if s.Status == Created {
			s.Status = Open
		}
		return nil
	})
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, created{view: s.at(b.o.Now()).view(), WidgetURL: url})
	return nil
}
