package session

import (
	"slices"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/traits"
)

// recover starts a restored session. Its page is gone with its process, and
// its widget URL was good for one use: the provider is asked what became of
// the member whose bank the user was visiting.
func (t *turn) recover() {
	t.active()
	t.phase = away
	switch {
	case t.cfg.Traits.Ask == traits.AskNever:
		t.unknown()
	case len(t.checking) > 0: // a return link was there already
		for _, guid := range t.checking {
			t.do(CheckMember{GUID: guid})
		}
	case t.attempt != nil && (t.attempt.Member() != "" || !t.cfg.Traits.NamesMember):
		t.check(t.attempt.Member())
	default:
		t.needURL("")
	}
}

// returnedAlone takes a believed return link while there is no widget to tell,
// or one that would not listen. A refusal is believed only from a link that
// carried the nonce.
func (t *turn) returnedAlone(r oauth.Result) {
	t.giveUp()
	t.warnOf(r)
	switch {
	case t.cfg.Traits.Ask == traits.AskNever:
		t.unknown()
	case r.Success || r.Unknown:
		t.check(r.MemberGUID)
	case !r.Authenticated && t.attempt.Member() != "":
		t.check(t.attempt.Member())
	default:
		t.needURL(t.attempt.Member())
	}
}

// unknown reopens the widget because nobody can be asked.
func (t *turn) unknown() {
	t.do(Warn{Err: fault.New(fault.MemberUnknown, nil)})
	t.needURL("")
}

// giveUp forgets the widget's page: its words no longer count.
func (t *turn) giveUp() {
	t.phase = away
	t.loadBy, t.backBy = time.Time{}, time.Time{}
}

func (t *turn) check(guid string) {
	if !slices.Contains(t.checking, guid) {
		t.checking = append(t.checking, guid)
	}
	t.do(CheckMember{GUID: guid})
}

// memberChecked takes what the provider says about a member. It counts only
// while there is no widget, and only for a member that was asked about.
func (t *turn) memberChecked(m MemberChecked) {
	asked := slices.Index(t.checking, m.GUID)
	if asked < 0 || t.phase != away {
		t.refuse(fault.Newf(fault.InputInvalid, nil, "Nobody asked about this member."))
		return
	}
	if m.State == MemberWaiting {
		return
	}
	t.checking = slices.Delete(t.checking, asked, asked+1)
	if m.State == MemberConnected || m.State == MemberNeedsUser {
		t.endVisit()
	}
	member := m.GUID
	if member == "" {
		member = m.Found
	}
	switch {
	case m.State == MemberConnected && member != "":
		t.confirmed(Member{GUID: member})
	case m.State == MemberNeedsUser:
		t.note(fault.MemberNeedsUser, member, "")
		t.needURL(member)
	case m.State == MemberNone && m.GUID == "":
		t.nothingMade()
	default:
		t.unknown()
	}
}

// nothingMade ends the session of a user who came back without having
// connected anything: hosted pages lead back on "cancel" too. Only a link with
// the nonce says that the user is back; without one the widget opens again.
func (t *turn) nothingMade() {
	if t.attempt == nil || !t.attempt.Returned() {
		t.needURL("")
		return
	}
	if t.setback.code == fault.MemberUnknown {
		t.setback = setback{} // it is known now
	}
	t.finish(ByUser)
}

// confirmed ends a session whose member the provider knows as connected.
func (t *turn) confirmed(m Member) {
	if !t.knows(m) {
		t.connected(m)
	}
	if t.phase != ended {
		t.finish("")
	}
}

// reload gives the widget's page up and asks for a fresh URL.
func (t *turn) reload() {
	if t.phase != loading && t.phase != open {
		t.refuse(noWidget())
		return
	}
	t.active()
	t.giveUp()
	t.needURL("")
}
