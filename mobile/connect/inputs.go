package connect

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// The states of a member, as a provider reports them: MemberChecked.
const (
	MemberUnknown   = int32(session.MemberUnknown)   // the provider cannot be asked, or does not know it
	MemberWaiting   = int32(session.MemberWaiting)   // it is at work, or the user is still at the bank
	MemberConnected = int32(session.MemberConnected) // it is connected
	MemberNeedsUser = int32(session.MemberNeedsUser) // the user has to do something in the widget
	MemberNone      = int32(session.MemberNone)      // the user made none; only when guid was empty
)

// Start loads the widget or, in a restored session, asks what became of the
// user's visit to the bank.
func (s *Session) Start() (p *Problem) {
	defer catch(&p)
	return s.step(session.Start{})
}

// Navigate decides a navigation of the view. flags are MainFrame, SubFrame
// and so on, added up.
func (s *Session) Navigate(url string, flags int32) (d *Decision) {
	defer catchDecision(&d)
	r, refused := request(url, flags)
	if refused != nil {
		return blocked(refused)
	}
	answer, err := s.take(session.Navigate{Request: r})
	if err != nil {
		return blocked(err)
	}
	if answer.Decision.Err == nil {
		answer.Decision.Err = answer.Err
	}
	return &Decision{answer.Decision}
}

// Message takes a message that reached the view's top page: the sender's
// origin, whether another window than the page's own sent it, and its data as
// JSON (a JSON string when the page posted text).
func (s *Session) Message(origin string, fromSubFrame bool, data string) (p *Problem) {
	defer catch(&p)
	return s.step(session.Message{Origin: origin, SubFrame: fromSubFrame, Data: data})
}

// ReturnLink takes the link with which the system brought the user back. The
// answer is null when the link was believed.
func (s *Session) ReturnLink(url string) (p *Problem) {
	defer catch(&p)
	return s.step(session.ReturnLink{URL: secret.New(url)})
}

// PageLoaded says that the view finished loading a page in its main frame.
func (s *Session) PageLoaded() (p *Problem) {
	defer catch(&p)
	return s.step(session.PageLoaded{})
}

// PageFailed says that the main frame could not be loaded, or that there is
// no fresh widget URL. The session fails.
func (s *Session) PageFailed() (p *Problem) {
	defer catch(&p)
	return s.step(session.PageFailed{Err: fault.New(fault.WidgetLoadFailed, nil)})
}

// Crashed says that the view's web process is gone.
func (s *Session) Crashed() (p *Problem) {
	defer catch(&p)
	return s.step(session.Crashed{})
}

// Back asks the widget to go back by one screen. At its first screen the
// widget closes.
func (s *Session) Back() (p *Problem) {
	defer catch(&p)
	return s.step(session.Back{})
}

// Reload shows the widget once more, from its start, with a fresh URL.
func (s *Session) Reload() (p *Problem) {
	defer catch(&p)
	return s.step(session.Reload{})
}

// FreshURL answers Host.NeedURL. ageMillis is how long ago the provider made
// it, 0 when it comes straight from there.
func (s *Session) FreshURL(url string, ageMillis int64) (p *Problem) {
	defer catch(&p)
	return s.step(session.FreshURL{URL: secret.New(url), Age: max(0, millis(ageMillis))})
}

// MemberChecked answers Host.CheckMember with its guid. state is MemberUnknown
// and so on. found is the member that was found when guid was empty: the
// question was then for whichever is new.
func (s *Session) MemberChecked(guid, found string, state int32) (p *Problem) {
	defer catch(&p)
	if state < MemberUnknown || state > MemberNone {
		return problem(fault.Newf(fault.InputInvalid, nil, "The state of the member must be MemberUnknown, MemberWaiting, MemberConnected, MemberNeedsUser or MemberNone."))
	}
	return s.step(session.MemberChecked{GUID: guid, Found: found, State: session.MemberState(state)})
}

// Touch says that the user did something in the view.
func (s *Session) Touch() (p *Problem) {
	defer catch(&p)
	return s.step(session.Touch{})
}

// Tick lets time pass. Call it when MillisUntilTick is over, and when the app
// comes to the front.
func (s *Session) Tick() (p *Problem) {
	defer catch(&p)
	return s.step(session.Tick{})
}

// Dismiss says that the user closed the widget.
func (s *Session) Dismiss() (p *Problem) {
	defer catch(&p)
	return s.step(session.Dismiss{})
}

// Close ends the session because the app wants it to, hands over what is left,
// and lets go of the host. A host that holds its session, as an activity or a
// view controller does, is never freed without it: call it when the view goes
// away for good. It may be called more than once.
func (s *Session) Close() (p *Problem) {
	defer catch(&p)
	if s.Ended() {
		return nil
	}
	return s.step(session.Close{})
}
