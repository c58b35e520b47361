package journey

import (
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// follower hears what a session has to say, on the driver's goroutine, and moves
// the journey along. It never waits for the app's listener.
type follower struct{ j *Journey }

// Event follows a member that was connected. The user is in the widget when it
// speaks: it says nothing while it waits for somebody who is at a bank.
func (f *follower) Event(e event.Event) {
	j := f.j
	j.out.event(e)
	switch p := e.Payload().(type) {
	case event.MemberConnected:
		j.follow(session.Member{GUID: p.MemberGUID})
		return
	case event.UCWMemberConnected:
		j.follow(session.Member{Connection: p.Connection})
		return
	case event.SelectedInstitution:
		j.mu.Lock()
		j.chosen = p.Name
		j.mu.Unlock()
	}
	j.enterIf(Progress{Stage: Open}, Loading, AtBank)
}

// Warning passes on what was refused or went wrong while the session goes on.
func (f *follower) Warning(err error) { f.j.out.warn(err) }

// Navigation shows that a page that says nothing is there, and that its user is
// back in it. Pages that wait load themselves again; the user does so by a
// gesture.
func (f *follower) Navigation(r navigation.Request, d navigation.Decision) {
	j := f.j
	j.out.navigation(r, d)
	if j.cfg.Provider.Traits().Talks || d.Action != navigation.Allow {
		return
	}
	if r.UserGesture {
		j.enterIf(Progress{Stage: Open}, Loading, AtBank)
		return
	}
	j.enterIf(Progress{Stage: Open}, Loading)
}

func (f *follower) VisitBegun(address secret.String) {
	f.j.sent(true)
	f.j.enter(Progress{Stage: AtBank})
	f.j.out.visitBegun(address)
}

// VisitEnded brings the widget to the front: by a link the user is back, and
// where none leads back nobody else brings the user's attention to it.
func (f *follower) VisitEnded(returned bool) {
	j := f.j
	j.out.visitEnded(returned)
	if returned {
		j.sent(false)
		j.enterIf(Progress{Stage: Open, Returned: true}, AtBank)
	}
	if returned || !j.HasReturn() {
		j.withView(Window.Focus)
	}
}

// sent notes whether the user may be in the browser, on the way back.
func (j *Journey) sent(away bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.away = away
}

func (f *follower) Opened(address secret.String, err error) { f.j.out.opened(address, err) }

// Outcome waits for the data of the connected members. The stored session goes
// first: whatever happens from here on, it has ended.
func (f *follower) Outcome(o session.Outcome) {
	j := f.j
	if !j.ends(o) {
		return
	}
	defer close(j.settled)
	j.out.outcome(o)
	j.forget()
	for _, m := range o.Members {
		j.follow(m) // of one that no event told of
	}
	j.reading.Wait()
	j.report(o)
}

// ends takes the outcome, unless the view was given up.
func (j *Journey) ends(o session.Outcome) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.givenUp {
		return false
	}
	j.over, j.outcome = true, o
	return true
}
