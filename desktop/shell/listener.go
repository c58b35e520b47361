package shell

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// A presenter hears all that a journey has to say, on one goroutine. The journey
// may speak before its starter has it, so the presenter waits for that first: it
// needs the journey to mask what it shows.

const atTheBank = "Finish at your bank, in the browser. The widget then goes on by itself."

// Progress shows where the journey stands.
func (p *presenter) Progress(step journey.Progress) {
	<-p.ready
	switch step.Stage {
	case journey.Minting:
		if step.Resumed {
			p.say(Requesting, "Going on where you left off…")
		}
	case journey.Loading:
		p.opened = true
		message := "Opening the widget…"
		if step.Again {
			message = "Opening the widget once more…"
		}
		p.say(Loading, message)
	case journey.Open:
		p.say(Open, inTheWidget(step))
	case journey.AtBank:
		p.say(Bank, atTheBank)
	case journey.Checking:
		p.opened = true
		p.board.move(func(s State) (State, bool) {
			return State{Phase: Checking, Message: "Asking the provider what became of your visit to the bank…", Notice: s.Notice}, true
		})
	case journey.Reading:
		p.say(Checking, "Connected. Waiting for the accounts…")
	}
}

// inTheWidget says what the user is to do in the widget's window.
func inTheWidget(step journey.Progress) string {
	switch {
	case step.Returned:
		return "You are back from your bank. Continue in the widget's window."
	case step.Read == nil:
		return "Continue in the widget's window."
	case step.Read.AccountsUnknown:
		return "Connected. Finish in the widget's window."
	default:
		return "The accounts are here. Finish in the widget's window."
	}
}

// Event shows what the widget said.
func (p *presenter) Event(e event.Event) {
	<-p.ready
	data, name := p.masked(e, string(e.Masked())), p.masked(e, string(e.Name))
	p.cfg.Journal.event(p.millis(), e, name, data)
	p.log.Info("event", "event", p.masked(e, e.String()))
	p.add(Entry{Kind: KindEvent, Type: string(e.Name), Detail: summary(e), Data: json.RawMessage(data)})
}

// masked masks the address at the bank too: anybody who has it can take the
// user's place there. Only its own event is searched for the parts of it,
// which can be ordinary words.
func (p *presenter) masked(e event.Event, text string) string {
	text = p.mask(text)
	if r, ok := e.Payload().(event.OAuthRequested); ok {
		return secret.NewRedactor(secret.TokensOf(r.URL.Reveal())...).Text(text)
	}
	return text
}

// Warning shows what was refused or went wrong while the journey goes on.
func (p *presenter) Warning(err error) {
	<-p.ready
	p.warn(err)
}

// Navigation shows what the view loaded, and where a page that sends no events
// led.
func (p *presenter) Navigation(r navigation.Request, d navigation.Decision) {
	switch d.Action {
	case navigation.Allow:
		p.note(Entry{Kind: KindNavigation, Type: "load", Detail: "in the widget: " + secret.Origin(r.URL.Reveal())})
	case navigation.Return:
		if !p.talks {
			p.note(Entry{Kind: KindNavigation, Type: "return", Detail: "the page led back to the app"})
		}
	}
}

// VisitBegun and VisitEnded show the user's time at a bank's own site.
func (p *presenter) VisitBegun(secret.String) { p.visited = true }

func (p *presenter) VisitEnded(returned bool) {
	if !returned && !p.trip.HasReturn() {
		p.note(Entry{Kind: KindNavigation, Type: "front", Detail: "the widget has heard of the bank; its window came to the front"})
	}
}

// Opened shows what was opened in the browser; a failure is a warning already.
func (p *presenter) Opened(address secret.String, err error) {
	if err != nil {
		return
	}
	detail := "opened in the browser: "
	if address.Reveal() == p.last {
		detail = "opened once more: "
	}
	p.last = address.Reveal()
	p.note(Entry{Kind: KindNavigation, Type: "external", Detail: detail + secret.Origin(address.Reveal())})
}

// Returned shows what the session made of a return link.
func (p *presenter) Returned(err error) {
	if err != nil {
		p.notice("A return link was refused. ", err)
		return
	}
	p.note(Entry{Kind: KindNavigation, Type: "return", Detail: "back from the bank"})
}

// MemberState shows how the provider gets on.
func (p *presenter) MemberState(m provider.Member) {
	detail := m.Status
	if m.Aggregating {
		detail += ", being aggregated"
	}
	p.note(Entry{Kind: KindStatus, Type: "member", Detail: detail})
}

// Member shows a connected member with its accounts.
func (p *presenter) Member(m journey.Member) {
	if m.Err != nil {
		return // the warning says it
	}
	c := connection(m)
	p.board.put(c)
	detail := count(len(c.Accounts), "account") + " read from " + c.Institution
	if c.AccountsUnknown {
		detail = "the provider cannot be asked for those of " + c.Institution
	}
	p.note(Entry{Kind: KindStatus, Type: "accounts", Detail: detail})
}

// Outcome brings the shell to the front when a session ends that sent its user
// to the bank: the browser was used later than the shell, and would be what the
// widget's window leaves behind. A user who cancels is in the shell already, and
// a session that expires calls nobody.
func (p *presenter) Outcome(o session.Outcome) {
	if p.visited && o.Reason.By != session.ByApp && (o.Result == session.Connected || o.Result == session.Exited) {
		p.cfg.front()
	}
}

// Result shows the end.
func (p *presenter) Result(r journey.Result, err error) {
	if r.Outcome.Result == session.Exited && !p.opened {
		p.say(Idle, "Cancelled.")
		p.cfg.Journal.outcome(r)
		return
	}
	p.note(Entry{Kind: KindOutcome, Type: string(r.Outcome.Result), Detail: outcomeText(r), Code: reasonCode(r.Outcome)})
	p.board.setState(finalState(r))
	p.cfg.Journal.outcome(r)
}
