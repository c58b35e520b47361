package shell

import (
	"context"
	"encoding/json"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// listener hears what a session has to say, on the window's goroutine.
type listener struct {
	*journey
	ctx context.Context // of the journey: a listener lives no longer
}

// Event shows an event, and follows a member that was connected.
func (l *listener) Event(e event.Event) {
	masked := l.maskedWith(e)
	l.cfg.Journal.event(l.millis(), e, masked)
	l.log.Info("event", "event", masked.Text(e.String()))
	l.add(Entry{Kind: KindEvent, Type: string(e.Name), Detail: summary(e), Data: json.RawMessage(masked.Text(string(e.Masked())))})
	switch p := e.Payload().(type) {
	case event.OAuthRequested:
		l.arrived()
		if l.visit.ask(p.URL) {
			l.say(Bank, atTheBank)
		}
	case event.MemberConnected:
		l.settled()
		l.follow(l.ctx, p.MemberGUID)
	case event.UCWMemberConnected:
		l.settled()
		l.follow(l.ctx, l.memberOf(session.Member{Connection: p.Connection}))
	case event.OAuthError:
		l.settled()
		l.arrived()
	case event.SelectedInstitution:
		l.choose(p.Name)
		l.arrived()
	default:
		l.arrived()
	}
}

// maskedWith masks the address at the bank too: whoever has it can take the
// user's place there. Only its own event is searched for the parts of it, which
// can be ordinary words.
func (l *listener) maskedWith(e event.Event) secret.Redactor {
	p, ok := e.Payload().(event.OAuthRequested)
	if !ok {
		return l.masked()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return secret.NewRedactor(append(secret.TokensOf(p.URL.Reveal()), l.secrets...)...)
}

// arrived notes that the user is in the widget: it speaks, and it says no
// more while it waits for somebody who is at a bank.
func (l *listener) arrived() {
	l.board.move(func(s State) (State, bool) {
		return inTheWidget(), s.Phase == Loading || s.Phase == Bank
	})
}

func inTheWidget() State { return State{Phase: Open, Message: "Continue in the widget's window."} }

// Warning shows what was refused or went wrong while the session goes on.
func (l *listener) Warning(err *fault.Error) { l.warn(err) }

// Navigation shows what the view loaded.
func (l *listener) Navigation(r navigation.Request, d navigation.Decision) {
	l.navigated(d, r.URL)
	if l.cfg.Dialect == event.Fino {
		l.wentTo(r, d)
	}
}

// Outcome waits for the data of the connected members and shows the end.
func (l *listener) Outcome(o session.Outcome) {
	l.ended.Store(true)
	l.back.close()
	l.comeBack(o)
	if err := l.keeper.forget(); err != nil {
		l.warn(fault.From(err))
	}
	for _, m := range o.Members {
		l.follow(l.ctx, l.memberOf(m)) // of one that no event told of
	}
	l.reading.Wait()
	l.mu.Lock()
	total, err := &l.total, l.err // nobody reads any more
	if l.unread {
		total = nil
	}
	l.mu.Unlock()
	l.note(Entry{Kind: KindOutcome, Type: string(o.Result), Detail: outcomeText(o, total), Code: reasonCode(o)})
	l.board.setState(finalState(o, total, err))
	l.cfg.Journal.outcome(o, total, err)
}
