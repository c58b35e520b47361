package session

import (
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// maxStaleURLs is how many stale widget URLs in a row a session takes. More
// come only from a backend whose clock is wrong.
const maxStaleURLs = 3

// URLExpires returns when the widget URL that waits for Start will be too old
// to be loaded; zero when none waits or its age does not matter. Start may
// come later all the same: it then asks for a fresh one.
func (s *Session) URLExpires() time.Time {
	if s.phase != created || s.restored || s.minted.IsZero() || s.cfg.Timeouts.URL <= 0 {
		return time.Time{}
	}
	return s.minted.Add(s.cfg.Timeouts.URL)
}

// received notes when the widget URL at hand was made, as far as anybody said.
// Nothing is made in the future: if it seems so, the other clock is ahead.
func (t *turn) received(at time.Time) {
	if at.IsZero() || at.After(t.now) {
		at = t.now
	}
	t.minted = at
}

// present loads the widget URL at hand, or asks for another one when it has
// expired: the provider would show an error page instead of a widget. The wall
// clock counts: the monotonic one stops while a device sleeps.
func (t *turn) present() {
	if t.cfg.Timeouts.URL <= 0 || t.now.Round(0).Sub(t.minted.Round(0)) < t.cfg.Timeouts.URL {
		t.load()
		return
	}
	t.stale++
	err := fault.New(fault.WidgetURLExpired, nil)
	if t.stale > maxStaleURLs {
		t.fail(err)
		return
	}
	t.active()
	t.phase = away
	t.do(Warn{Err: err})
	t.needURL(t.wantedFor)
}

// needURL asks for a fresh widget URL, unless one is on its way.
func (t *turn) needURL(member string) {
	if t.wanted {
		return
	}
	t.wanted, t.wantedFor = true, member
	t.do(NeedURL{MemberGUID: member})
}

// reopen takes a fresh widget URL, which may be of another origin.
func (t *turn) reopen(in FreshURL) {
	if t.phase != away || !t.wanted {
		t.refuse(fault.Newf(fault.InputInvalid, nil, "Nobody asked for a widget URL."))
		return
	}
	t.wanted = false
	if err := t.useReturn(in.Return); err != nil {
		t.fail(err)
		return
	}
	if err := t.useURL(in.URL); err != nil {
		t.fail(err)
		return
	}
	t.received(t.now.Add(-in.Age))
	t.present()
}

// useReturn takes another way back for the visits to come. Links of a visit that
// is under way keep the one that they were made for.
func (s *Session) useReturn(r Return) error {
	if len(r.Bases) == 0 {
		return nil
	}
	s.cfg.Return = r
	links, err := s.cfg.links()
	if err == nil {
		s.links = links
	}
	return err
}

// useURL makes the policy for a widget URL.
func (s *Session) useURL(url secret.String) error {
	s.cfg.WidgetURL = url
	policy, origin, err := s.cfg.policy(s.links)
	if err != nil {
		return err
	}
	s.policy, s.origin = policy, origin
	return nil
}
