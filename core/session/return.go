package session

import (
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

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
