package session

import (
	"math"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// A visit begins with the widget's oauthRequested. With the trait
// VisitByNavigation it begins with a navigation of the main frame to another
// site too, for hosted pages that send the user to the bank by redirecting
// (fino's redirected SCA). The bank's site opens outside and a return link is
// awaited. That navigation needs a sign of the user: a gesture, or a Touch
// within the last seconds, because a page that redirects has often lost the
// gesture on its way. The page may also navigate to the return link itself,
// when it is done and the user never left.

const (
	// never is a time span that no session outlives.
	never = time.Duration(math.MaxInt64)
	// touchCounts is how long a Touch stands for the gesture of a navigation.
	touchCounts = 5 * time.Second
)

// visitBank opens the bank's own page outside and waits for the user's
// return. A second request replaces the first: the user tried again.
func (t *turn) visitBank(p event.OAuthRequested) error {
	open, err := t.policy.Declared(p.URL)
	if err != nil {
		return err
	}
	if err := t.await(p.MemberGUID); err != nil {
		return err
	}
	justOpened := t.openedJustNow(open)
	if !justOpened && !t.outside.take(t.now) {
		return fault.New(fault.ExternalRateLimited, nil)
	}
	t.beginVisit(open)
	if !justOpened {
		t.open(open)
	}
	return nil
}

func (t *turn) beginVisit(address secret.String) {
	t.visiting = true
	t.do(VisitBegun{URL: address})
}

// endVisit ends the visit that is under way, if there is one, without a link.
func (t *turn) endVisit() {
	if t.visiting {
		t.visiting = false
		t.do(VisitEnded{})
	}
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
		Session:    t.cfg.ID,
		Provider:   t.cfg.Traits.Provider,
		Member:     member,
		ReturnURLs: t.cfg.Return.Bases,
		Nonce:      t.cfg.Return.Nonce,
		TTL:        ttl,
		Replaces:   t.attempt,
		Silent:     t.cfg.Traits.Return == traits.ReturnSilent,
	})
}

// isVisit reports whether a navigation that leaves the view is a visit to a
// bank: a new window is a link to something else.
func (t *turn) isVisit(r navigation.Request, open secret.String) bool {
	if !t.cfg.Traits.VisitByNavigation || r.NewWindow || !strings.HasPrefix(open.Reveal(), "http") {
		return false
	}
	_, err := t.policy.Declared(open)
	return err == nil
}

// withTouch counts a recent Touch as the gesture of a navigation that may be
// a visit.
func (t *turn) withTouch(r navigation.Request) navigation.Request {
	if t.cfg.Traits.VisitByNavigation && !r.NewWindow && !t.touchedAt.IsZero() && t.now.Sub(t.touchedAt) < touchCounts {
		r.UserGesture = true
	}
	return r
}

// returned takes a link that brought the user back and reports whether it was
// believed. The widget is told, and goes on by itself. inView is set when the
// widget's own page navigated to the link.
func (t *turn) returned(link secret.String, inView bool) bool {
	attempt, err := t.expected(inView)
	if err != nil {
		t.refuse(err)
		return false
	}
	result, err := attempt.Accept(t.now, link.Reveal())
	if err != nil {
		t.refuse(err)
		return false
	}
	begun := t.attempt != nil // by a visit, and not by a page that never left the view
	t.attempt = attempt
	t.active()
	t.do(Persist{})
	if begun {
		t.visiting = false
		t.do(VisitEnded{Returned: true})
	}
	t.outcomeOfVisit(result)
	if t.phase == away || t.phase == created || !t.cfg.Traits.Talks {
		t.returnedAlone(result)
		return true
	}
	if result.Success {
		t.post(event.EncodeOAuthSuccess(result.MemberGUID))
	} else if !result.Unknown {
		t.post(event.EncodeOAuthError())
	}
	t.warnOf(result)
	return true
}

// expected returns the attempt that a link may belong to. A hosted page that
// never left the view ends with its return link too.
func (t *turn) expected(inView bool) (*oauth.Attempt, error) {
	if inView && t.cfg.Traits.VisitByNavigation && (t.attempt == nil || !t.attempt.Pending(t.now)) {
		return t.newAttempt("")
	}
	if t.attempt == nil {
		return nil, fault.New(fault.ReturnUnexpected, nil)
	}
	return t.attempt, nil
}

// warnOf tells the app what the effects of a believed link do not show: that
// the bank refused, and that the link may come from anybody. Nothing counts as
// connected on its word: the widget, or without one the provider, confirms it.
func (t *turn) warnOf(r oauth.Result) {
	if !r.Success && !r.Unknown {
		t.do(Warn{Err: fault.New(r.Reason.Code(), nil)})
	}
	if !r.Authenticated {
		t.do(Warn{Err: fault.New(fault.ReturnUnauthenticated, nil)})
	}
}

// outcomeOfVisit keeps what a link says for the reason of the outcome.
func (t *turn) outcomeOfVisit(r oauth.Result) {
	member := r.MemberGUID
	if member == "" {
		member = t.attempt.Member()
	}
	switch {
	case r.Success:
		t.note(fault.MemberNotReady, member, "")
	case r.Unknown:
		t.note(fault.MemberUnknown, member, "")
	default:
		t.refusedAccess(member, r.Reason)
	}
}

// unfinished notes that the user has left for the bank.
func (t *turn) unfinished(member string) { t.note(fault.OAuthUnfinished, member, "") }
