package session

import (
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

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
