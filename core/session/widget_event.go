package session

import (
	"cmp"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
)

// event takes an event of the widget: it goes to the app, and a few of them
// move the session. An event with problems is delivered and moves nothing. A
// member that is connected already is not delivered again: vendors promise
// the event once and do not keep that promise.
func (t *turn) event(e event.Event) error {
	if !e.Terminal && !t.messages.take(t.now) {
		return fault.New(fault.MessageFlood, nil)
	}
	t.alive()
	member, ok := connectedMember(e)
	switch {
	case ok && t.knows(member):
		return nil
	case ok && len(t.members) == maxMembers:
		return fault.New(fault.MessageFlood, nil)
	}
	t.do(Emit{Event: e})
	if !e.Valid() {
		t.answer.Err = invalid(e)
		return nil
	}
	t.learnSetback(e)
	if ok {
		t.connected(member)
		return nil
	}
	if err := t.move(e); err != nil {
		t.refuse(fault.From(err))
	}
	return nil
}

// alive notes that the widget is there and in use.
func (t *turn) alive() {
	t.active()
	t.loadBy = time.Time{}
	if t.phase == loading {
		t.phase = open
	}
}

// move does what an event asks for.
func (t *turn) move(e event.Event) error {
	switch p := e.Payload().(type) {
	case event.Load:
		t.introduce()
	case event.ConnectedPrimaryAction:
		if t.cfg.End == EndOnPrimaryAction {
			t.finish(ByUser)
		}
	case event.Navigation:
		t.wentBack(p.DidGoBack)
	case event.OAuthError:
		t.endVisit()
	case event.OAuthRequested:
		return t.visitBank(p)
	}
	return nil
}

func (t *turn) connected(m Member) {
	t.members = append(t.members, m)
	t.do(Persist{})
	t.endVisit()
	if t.cfg.End == EndOnFirstMember {
		t.finish("")
	}
}

func invalid(e event.Event) *fault.Error {
	p := e.Problems[0]
	return fault.Newf(fault.EventInvalid, nil, "The event %s has a field that is not as it should be: %q should be %s and is %s.",
		e.Name, cmp.Or(p.Field, "metadata"), p.Want, p.Got)
}

// introduce tells a widget that has just loaded who hosts it.
func (t *turn) introduce() {
	if t.cfg.SDK.Name != "" {
		t.post(event.EncodeSDKInfo(t.cfg.SDK.Name, t.cfg.SDK.Version))
	}
}

// message takes a postMessage. Only the widget's own page may speak: the
// origin must be the widget's, and the sender the page's own window.
func (t *turn) message(m Message) {
	if t.phase == created || t.phase == away {
		t.refuse(noWidget())
		return
	}
	if m.Origin != t.origin || m.SubFrame {
		t.refuse(fault.New(fault.MessageOriginRefused, nil))
		return
	}
	e, err := t.parser.FromMessage(m.Data)
	if err == nil {
		err = t.event(e)
	}
	if err != nil {
		t.refuse(err)
	}
}

// goBack asks the widget to go back by one screen.
func (t *turn) goBack() {
	if t.phase != open {
		t.refuse(noWidget())
		return
	}
	t.active()
	if t.cfg.Timeouts.Back > 0 {
		t.backBy = t.now.Add(t.cfg.Timeouts.Back)
	}
	t.post(event.EncodeNavigateBack())
}

// wentBack takes the widget's answer. A widget that is at its first screen
// says that it did not go back, and expects its host to close it. An answer
// that nobody asked for changes nothing.
func (t *turn) wentBack(did bool) {
	asked := !t.backBy.IsZero()
	t.backBy = time.Time{}
	if asked && !did {
		t.finish(ByUser)
	}
}
