package session

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// recover starts a restored session. Its page is gone with its process, and
// its widget URL was good for one use: the provider is asked what became of
// the member whose bank the user was visiting.
func (t *turn) recover() {
	t.active()
	t.phase = away
	switch {
	case t.cfg.Dialect == event.UCW:
		t.do(Warn{Err: fault.New(fault.MemberUnknown, nil)})
		t.do(NeedURL{})
	case t.attempt != nil && t.attempt.Member() != "":
		t.check(t.attempt.Member())
	default:
		t.do(NeedURL{})
	}
}

// returnedAlone takes a believed return link while there is no widget to tell.
func (t *turn) returnedAlone(r oauth.Result) {
	t.phase = away
	if r.Success {
		t.check(r.MemberGUID)
		return
	}
	t.do(Warn{Err: fault.New(fault.OAuthFailed, nil)})
	t.do(NeedURL{MemberGUID: t.attempt.Member()})
}

func (t *turn) check(guid string) {
	t.checking[guid] = struct{}{}
	t.do(CheckMember{GUID: guid})
}

// memberChecked takes what the provider says of a member. It counts only
// while there is no widget, and only for a member that was asked about.
func (t *turn) memberChecked(m MemberChecked) {
	if _, asked := t.checking[m.GUID]; !asked || t.phase != away {
		t.refuse(fault.Newf(fault.InputInvalid, nil, "Nobody asked about this member."))
		return
	}
	if m.State == MemberWaiting {
		return
	}
	delete(t.checking, m.GUID)
	switch m.State {
	case MemberConnected:
		if member := (Member{GUID: m.GUID}); !t.knows(member) {
			t.connected(member)
		}
		if t.phase != ended {
			t.finish()
		}
	case MemberNeedsUser:
		t.do(NeedURL{MemberGUID: m.GUID})
	default:
		t.do(Warn{Err: fault.New(fault.MemberUnknown, nil)})
		t.do(NeedURL{})
	}
}

// reload gives the widget's page up and asks for a fresh URL.
func (t *turn) reload() {
	if t.phase != loading && t.phase != open {
		t.refuse(noWidget())
		return
	}
	t.active()
	t.phase = away
	t.loadBy, t.backBy = time.Time{}, time.Time{}
	t.do(NeedURL{})
}

// reopen loads a fresh widget URL, which may be of another origin.
func (t *turn) reopen(url secret.String) {
	if t.phase != away {
		t.refuse(fault.Newf(fault.InputInvalid, nil, "Nobody asked for a widget URL."))
		return
	}
	if err := t.useURL(url); err != nil {
		t.fail(fault.From(err))
		return
	}
	t.load()
}
