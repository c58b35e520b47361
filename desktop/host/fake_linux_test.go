//go:build cgo

package host

import (
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// fakeMachine answers inputs with what a test laid down for their type. It
// relies on its driver for serialisation, so that the race detector sees a
// driver that fails to.
type fakeMachine struct {
	inputs   []session.Input
	answers  func(session.Input) session.Answer
	deadline time.Time
}

func (m *fakeMachine) Step(_ time.Time, in session.Input) session.Answer {
	m.inputs = append(m.inputs, in)
	var a session.Answer
	if m.answers != nil {
		a = m.answers(in)
	}
	switch in.(type) {
	case session.Start:
		a.Effects = append([]session.Effect{session.Load{URL: secret.New(widgetURL), Origin: "https://widget.example"}}, a.Effects...)
	case session.Close, session.Dismiss:
		a.Effects = append(a.Effects, session.CloseView{}, session.End{Outcome: session.Outcome{Result: session.Exited}})
	}
	return a
}

func (m *fakeMachine) Deadline() time.Time { return m.deadline }

func (m *fakeMachine) Snapshot(session.Sealer) ([]byte, error) { return nil, nil }

// listener keeps what it hears, as one line of words.
type listener struct {
	mu       sync.Mutex
	log      []string
	outcomes []session.Outcome
	warnings []error
	hold     chan struct{} // when set, the first call waits for it
}

func (l *listener) add(line string) {
	if l.hold != nil {
		<-l.hold
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log = append(l.log, line)
}

func (l *listener) Event(e event.Event) { l.add("event " + string(e.Name)) }

func (l *listener) Warning(err error) {
	l.mu.Lock()
	l.warnings = append(l.warnings, err)
	l.mu.Unlock()
	l.add("warning " + string(fault.CodeOf(err)))
}

func (l *listener) Outcome(o session.Outcome) {
	l.mu.Lock()
	l.outcomes = append(l.outcomes, o)
	l.mu.Unlock()
	l.add("outcome " + string(o.Result))
}
