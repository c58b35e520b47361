package session

import (
	"math"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
)

// VisitMode says what begins a visit to a bank's own site.
type VisitMode uint8

// The modes.
const (
	// VisitByDialect is VisitByNavigation for fino and VisitByEvent for the
	// others. It is the default.
	VisitByDialect VisitMode = iota
	// VisitByEvent takes the widget's oauthRequested only.
	VisitByEvent
	// VisitByNavigation also takes a navigation of the main frame to another
	// site, for hosted pages that send the user to the bank by redirecting
	// (fino's redirected SCA). The bank's site opens outside and a return link
	// is awaited. That navigation needs a sign of the user: a gesture, or a
	// Touch within the last seconds, because a page that redirects has often
	// lost the gesture on its way. The page may also navigate to the return
	// link itself, when it is done and the user never left.
	//
	// What fino's return links say is not documented: links without a status
	// are accepted, and the provider is asked what became of the connection.
	VisitByNavigation
)

const (
	// never is a time span that no session outlives.
	never = time.Duration(math.MaxInt64)
	// touchCounts is how long a Touch stands for the gesture of a navigation.
	touchCounts = 5 * time.Second
)

func (s *Session) visitsByNavigation() bool {
	return s.cfg.Visits == VisitByNavigation || s.cfg.Visits == VisitByDialect && s.cfg.Dialect == event.Fino
}

// visitBank opens the bank's own page outside and waits for the user's
// return. A second request replaces the first: the user tried again.
func (t *turn) visitBank(p event.OAuthRequested) error {
	open, err := t.policy.Declared(p.URL.Reveal())
	if err != nil {
		return err
	}
	if err := t.await(p.MemberGUID); err != nil {
		return err
	}
	if t.openedJustNow(open) {
		return nil
	}
	if !t.outside.take(t.now) {
		return fault.New(fault.ExternalRateLimited, nil)
	}
	t.open(open)
	return nil
}

// await begins an attempt for a member, "" when none is named.
func (t *turn) await(member string) error {
	member = strings.Clone(member)
	attempt, err := t.newAttempt(member)
	if err != nil {
		return err
	}
	t.attempt = attempt
	t.unfinished(member)
	t.do(Persist{})
	return nil
}

func (t *turn) newAttempt(member string) (*oauth.Attempt, error) {
	ttl := t.cfg.Timeouts.OAuth
	if ttl < 0 {
		ttl = never
	}
	return oauth.NewAttempt(t.now, oauth.Config{
		Session:   t.cfg.ID,
		Provider:  t.cfg.Dialect.String(),
		Member:    member,
		ReturnURL: t.cfg.Return.URL,
		Nonce:     t.cfg.Return.Nonce,
		TTL:       ttl,
		Replaces:  t.attempt,
		Silent:    t.visitsByNavigation(),
	})
}

// isVisit reports whether a navigation that leaves the view is a visit to a
// bank: a new window is a link to something else.
func (t *turn) isVisit(r navigation.Request, open string) bool {
	if !t.visitsByNavigation() || r.NewWindow || !strings.HasPrefix(open, "http") {
		return false
	}
	_, err := t.policy.Declared(open)
	return err == nil
}

// withTouch counts a recent Touch as the gesture of a navigation that may be
// a visit.
func (t *turn) withTouch(r navigation.Request) navigation.Request {
	if t.visitsByNavigation() && !r.NewWindow && !t.touchedAt.IsZero() && t.now.Sub(t.touchedAt) < touchCounts {
		r.UserGesture = true
	}
	return r
}
