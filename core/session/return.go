package session

import (
	"math"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

// never is a time span that no session outlives.
const never = time.Duration(math.MaxInt64)

// visitBank opens the bank's own page outside and waits for the user's
// return. A second request replaces the first: the user tried again.
func (t *turn) visitBank(p event.OAuthRequested) error {
	open, err := t.policy.Declared(p.URL.Reveal())
	if err != nil {
		return err
	}
	ttl := t.cfg.Timeouts.OAuth
	if ttl < 0 {
		ttl = never
	}
	t.attempt, err = oauth.NewAttempt(t.now, oauth.Config{
		Session:   t.cfg.ID,
		Provider:  t.cfg.Dialect.String(),
		Member:    p.MemberGUID,
		ReturnURL: t.cfg.Return.URL,
		Nonce:     t.cfg.Return.Nonce,
		TTL:       ttl,
	})
	if err != nil {
		return err
	}
	t.do(Persist{})
	if t.openedJustNow(open) {
		return nil
	}
	if err := t.openOutside(open); err != nil {
		return err
	}
	return nil
}

// returned takes a link that brought the user back and reports whether it was
// believed. The widget is told, and goes on by itself.
func (t *turn) returned(raw string) bool {
	if t.attempt == nil {
		t.refuse(fault.New(fault.ReturnUnexpected, nil))
		return false
	}
	result, err := t.attempt.Accept(t.now, raw)
	if err != nil {
		t.refuse(fault.From(err))
		return false
	}
	t.active()
	t.do(Persist{})
	if t.phase == away || t.phase == created {
		t.returnedAlone(result)
		return true
	}
	if result.Success {
		t.do(Post{Data: event.EncodeOAuthSuccess(result.MemberGUID)})
		return true
	}
	t.do(Post{Data: event.EncodeOAuthError()})
	t.do(Warn{Err: fault.New(fault.OAuthFailed, nil)})
	return true
}
