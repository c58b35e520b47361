package journey

import (
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// Listener hears what happens on a journey. All its methods, those of the
// further interfaces included, are called in order on one goroutine of the
// journey. A listener that blocks delays only itself, and in the end the result
// by Config.ListenerPatience.
//
// It may implement the further interfaces of package driver (NavigationListener,
// VisitListener, OpenListener) and those below.
type Listener interface {
	// Progress says where the journey stands.
	Progress(Progress)
	// Event hands over what the widget said.
	Event(event.Event)
	// Warning tells of something refused or odd; the journey goes on.
	// fault.From gives the code.
	Warning(error)
	// Result is the end, with the error that Run returns. It comes exactly once,
	// and is the last call.
	Result(Result, error)
}

// MemberListener may be implemented by a Listener that wants to see how the
// provider gets on.
type MemberListener interface {
	// MemberState is a state of a member that the journey waits for, whenever it
	// changes.
	MemberState(provider.Member)
	// Member is a connected member whose data was read, or could not be.
	Member(Member)
}

// OutcomeListener may be implemented by a Listener that wants to know at once that
// the session has ended, when the data of its members may still be on the way.
type OutcomeListener interface {
	Outcome(session.Outcome)
}

// ReturnListener may be implemented by a Listener that wants to know what became
// of return links.
type ReturnListener interface {
	// Returned says whether the session believed a link; err is nil when it did.
	Returned(err error)
}

// Funcs are functions as a Listener. Each of them may be nil.
type Funcs struct {
	OnProgress func(Progress)
	OnEvent    func(event.Event)
	OnWarning  func(error)
	OnResult   func(Result, error)
}

// Progress calls OnProgress.
func (f Funcs) Progress(p Progress) {
	if f.OnProgress != nil {
		f.OnProgress(p)
	}
}

// Event calls OnEvent.
func (f Funcs) Event(e event.Event) {
	if f.OnEvent != nil {
		f.OnEvent(e)
	}
}

// Warning calls OnWarning.
func (f Funcs) Warning(err error) {
	if f.OnWarning != nil {
		f.OnWarning(err)
	}
}

// Result calls OnResult.
func (f Funcs) Result(r Result, err error) {
	if f.OnResult != nil {
		f.OnResult(r, err)
	}
}
