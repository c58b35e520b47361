package shell

import (
	"context"
	"fmt"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// listener hears what a session has to say, on the window's goroutine.
type listener struct {
	*journey
	ctx context.Context // of the journey: a listener lives no longer
}

// Event shows an event, and follows a member that was connected.
func (l *listener) Event(e event.Event) {
	l.cfg.Journal.event(l.millis(), e, l.masked)
	l.log.Info("event", "event", l.masked.Text(e.String()))
	l.add(Entry{Kind: KindEvent, Type: string(e.Name), Detail: summary(e), Data: e.Masked()})
	if l.board.phase() == Loading {
		l.say(Open, "Continue in the widget's window.")
	}
	if p, ok := e.Payload().(event.MemberConnected); ok {
		l.members.Go(func() { l.follow(l.ctx, p.MemberGUID) })
	}
}

// Warning shows what was refused or went wrong while the session goes on.
func (l *listener) Warning(err *fault.Error) { l.warn(err) }

// Navigation shows what left the widget's view.
func (l *listener) Navigation(r navigation.Request, d navigation.Decision) { l.navigated(r, d) }

// Outcome waits for the data of the connected members and shows the end.
func (l *listener) Outcome(o session.Outcome) {
	l.ended.Store(true)
	l.members.Wait()
	l.mu.Lock()
	total, err := l.total, l.err
	l.mu.Unlock()
	l.note(Entry{Kind: KindOutcome, Type: string(o.Result), Detail: outcomeText(o, total)})
	l.board.setState(finalState(o, total, err))
	l.cfg.Journal.outcome(o, total, err)
}

func finalState(o session.Outcome, accounts int, err *fault.Error) State {
	if err == nil {
		err = o.Err
	}
	switch {
	case err != nil:
		return State{Phase: Failed, Message: err.Message, Error: trouble(err)}
	case o.Result == session.Connected:
		return State{Phase: Done, Message: outcomeText(o, accounts)}
	default:
		return State{Phase: Idle, Message: outcomeText(o, accounts)}
	}
}

func outcomeText(o session.Outcome, accounts int) string {
	switch o.Result {
	case session.Connected:
		return fmt.Sprintf("Connected: %s, %s.", count(len(o.Members), "member"), count(accounts, "account"))
	case session.Exited:
		return "The widget was closed before an account was connected."
	default:
		return o.Err.Message
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// summary says in one line what an event is about.
func summary(e event.Event) string {
	if !e.Known {
		return "unknown event, delivered as it came"
	}
	if !e.Valid() {
		return "a field is missing or of the wrong type: " + e.Problems[0].Field
	}
	switch p := e.Payload().(type) {
	case event.Loaded:
		return "starts at " + p.InitialStep
	case event.StepChange:
		return p.Previous + " → " + p.Current
	case event.InstitutionSearch:
		return "“" + p.Query + "”"
	case event.SelectedInstitution:
		return p.Name
	case event.MemberStatusUpdate:
		return fmt.Sprintf("%s: status %d", p.MemberGUID, p.ConnectionStatus)
	case event.MemberConnected:
		return p.MemberGUID
	}
	return ""
}
