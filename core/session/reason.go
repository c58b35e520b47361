package session

import (
	"slices"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

// Actor is who closed a widget.
type Actor string

// The actors. A session that ended by itself has none.
const (
	ByUser Actor = "user" // Dismiss, the widget's last button, or Back on its first screen
	ByApp  Actor = "app"  // Close
)

// Reason says why a session connected nothing, and what to do about it.
//
// For Failed and Expired it repeats the outcome's error. For Exited it is the
// last trouble that the user had in the widget and that nothing has settled
// since, such as refused credentials; without any it is user_exited or
// app_closed. Anything that the widget tells about troubles is a page's claim:
// it is good for choosing what to say to the user, and proves nothing.
//
// For Connected only By is set.
type Reason struct {
	Level     fault.Level // whose matter it is
	Code      fault.Code  // stable; docs/errors.md lists them
	Retryable bool        // connecting may work later
	Advice    string      // what an app or its developer should do
	By        Actor       // who closed the widget
	// MemberGUID is the member that it is about, to open the widget for. It is
	// empty when there is none, and when it can be an access token
	// (Traits.MemberSecret).
	MemberGUID string
	// Detail is the provider's own code: the number of a connection status,
	// the reason of an OAuth failure, or the code of invalid data. Empty when
	// there is none.
	Detail string
}

// setback is what stands in the way of the user, as far as is known. It is the
// reason if the session ends now.
type setback struct {
	code   fault.Code
	member string
	detail string
}

// reason makes the outcome's reason of an error, or of the setback without one.
func (s *Session) reason(err error, by Actor) Reason {
	t := s.setback
	switch {
	case err != nil:
		t = setback{code: fault.CodeOf(err)}
	case t.code != "":
	case by == ByApp:
		t.code = fault.AppClosed
	default:
		t.code = fault.UserExited
	}
	e := fault.New(t.code, nil)
	if err != nil {
		e = fault.From(err)
	}
	return Reason{
		Level: e.Level(), Code: e.Code, Retryable: e.Retryable, Advice: fault.Advice(e.Code),
		By: by, MemberGUID: t.member, Detail: t.detail,
	}
}

// maxDetail bounds what is kept of a page's text, in bytes.
const maxDetail = 32

// learnSetback notes the setback that an event reports, or that it is over.
// Only the outcome's Reason depends on it.
func (t *turn) learnSetback(e event.Event) {
	switch p := e.Payload().(type) {
	case event.MemberConnected, event.UCWMemberConnected, event.EnterCredentials, event.UpdateCredentials, event.SubmitMFA:
		t.setback = setback{}
	case event.MemberStatusUpdate:
		t.status(p.MemberGUID, p.ConnectionStatus)
	case event.UCWMemberStatusUpdate:
		t.status("", p.ConnectionStatus)
	case event.MemberError:
		t.status(p.MemberGUID, p.ConnectionStatus)
	case event.MemberErrorPrimaryAction:
		t.status(p.MemberGUID, p.ConnectionStatus)
	case event.CreateMemberError:
		t.note(fault.InstitutionRefused, "", p.InstitutionCode)
	case event.InvalidData:
		t.note(fault.MemberDataInvalid, p.MemberGUID, p.Code)
	case event.OAuthError:
		t.refusedAccess(p.MemberGUID, oauth.ErrorReason(p.Reason))
	case event.MicrodepositsErrorPrimaryAction:
		t.note(fault.MicrodepositRefused, "", p.Status)
	case event.StepChange:
		t.stepped(p.Current)
	}
}

// stepped takes the two steps that show a setback that no event reports.
// Widgets rename steps now and then; the reason is then less exact.
func (t *turn) stepped(to string) {
	switch to {
	case "timeOut": // connecting takes longer than a minute
		t.note(fault.MemberDelayed, t.setback.member, "")
	case "institutionStatusDetails": // the institution is blocked or down
		t.note(fault.InstitutionUnavailable, "", "")
	}
}

// status notes what a connection_status means.
func (t *turn) status(member string, n int) {
	code := statusCode(n)
	if code == "" {
		t.setback = setback{}
		return
	}
	t.note(code, member, strconv.Itoa(n))
}

// refusedAccess notes why a bank did not grant access. Reasons that are not
// known are left out: they are text of a page or of a link.
func (t *turn) refusedAccess(member string, r oauth.ErrorReason) {
	if !r.Known() {
		r = ""
	}
	t.note(r.Code(), member, string(r))
}

func (t *turn) note(code fault.Code, member, detail string) {
	if t.cfg.Traits.MemberSecret {
		member = ""
	}
	if !isDetail(detail) {
		detail = ""
	}
	t.setback = setback{code: code, member: strings.Clone(member), detail: strings.Clone(detail)}
}

// isDetail reports whether a provider's code looks like one.
func isDetail(s string) bool {
	if len(s) > maxDetail {
		return false
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

// statusCode says what a member's connection_status means to an app; "" when
// the provider is at work or the member is connected. The numbers are those of
// MX and UCW; others count as a failure.
func statusCode(status int) fault.Code {
	switch status {
	case 0, 6, 8, 15, 18: // CREATED, CONNECTED, RECONNECTED, UPDATED, RESUMED
		return ""
	case 1, 2: // PREVENTED, DENIED
		return fault.MemberCredentialsRefused
	case 3, 17, 20: // CHALLENGED, IMPORTED, IMPAIRED
		return fault.MemberNeedsUser
	case 4, 19: // REJECTED, EXPIRED
		return fault.MemberChallengeFailed
	case 5: // LOCKED
		return fault.MemberLocked
	case 7: // IMPEDED
		return fault.MemberImpeded
	case 9, 10, 13: // DEGRADED, DISCONNECTED, DELAYED
		return fault.InstitutionUnavailable
	case 11: // DISCONTINUED
		return fault.InstitutionDiscontinued
	case 12: // CLOSED
		return fault.MemberClosed
	case 16: // DISABLED
		return fault.MemberDisabled
	case 21: // PENDING
		return fault.OAuthUnfinished
	default: // 14, FAILED, and what is not known
		return fault.MemberFailed
	}
}

// finish ends the session in the regular way: connected when it produced a
// member, exited when it did not.
func (t *turn) finish(by Actor) { t.end(Exited, nil, by) }

// fail ends the session because the widget cannot be used.
func (t *turn) fail(err error) {
	if err == nil {
		err = fault.New(fault.WidgetLoadFailed, nil)
	}
	t.answer.Err = err
	t.end(Failed, err, "")
}

// end closes the view and hands out the one outcome. Members that were
// connected stay connected, whatever happens to the page afterwards: the
// error is then a warning.
func (t *turn) end(result Result, err error, by Actor) {
	t.endVisit()
	t.phase = ended
	outcome := Outcome{Result: result, Err: err, Reason: t.reason(err, by)}
	if len(t.members) > 0 {
		if err != nil {
			t.do(Warn{Err: err})
		}
		outcome = Outcome{Result: Connected, Members: append([]Member(nil), t.members...), Reason: Reason{By: by}}
	}
	t.persistEnd()
	t.do(CloseView{})
	t.do(End{Outcome: outcome})
}

// persistEnd has the end saved if anything was saved before: a session
// restored from the older state would come to a second outcome.
func (t *turn) persistEnd() {
	written := t.restored || t.attempt != nil || len(t.members) > 0
	if written && !slices.Contains(t.answer.Effects, Effect(Persist{})) {
		t.do(Persist{})
	}
}
