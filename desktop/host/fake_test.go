package host

import (
	"context"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const widgetURL = "https://widget.example/connect/token-token-token"

// fakeMachine answers inputs with what a test laid down for their type. It
// relies on its driver for serialisation, so that the race detector sees a
// driver that fails to.
type fakeMachine struct {
	inputs   []session.Input
	times    []time.Time
	answers  func(session.Input) session.Answer
	deadline time.Time
	ended    bool
}

func (m *fakeMachine) Step(at time.Time, in session.Input) session.Answer {
	m.inputs = append(m.inputs, in)
	m.times = append(m.times, at)
	var a session.Answer
	if m.answers != nil {
		a = m.answers(in)
	}
	switch in.(type) {
	case session.Start:
		a.Effects = append([]session.Effect{session.Load{URL: secret.New(widgetURL)}}, a.Effects...)
	case session.Close, session.Dismiss:
		a.Effects = append(a.Effects, session.CloseView{}, session.End{Outcome: session.Outcome{Result: session.Exited}})
	}
	for _, e := range a.Effects {
		if _, ok := e.(session.End); ok {
			m.ended = true
		}
	}
	return a
}

func (m *fakeMachine) Deadline() time.Time { return m.deadline }
func (m *fakeMachine) Ended() bool         { return m.ended }

// on answers inputs of one type with effects.
func on[T session.Input](effects ...session.Effect) func(session.Input) session.Answer {
	return func(in session.Input) session.Answer {
		if _, ok := in.(T); ok {
			return session.Answer{Effects: effects}
		}
		return session.Answer{}
	}
}

// fakeEngine notes what it is told. Like a real one, it reports its end from
// a thread of its own.
type fakeEngine struct {
	mu       sync.Mutex
	handler  handler
	calls    []string
	script   string
	closed   bool
	immortal bool // never reports its end
}

func (e *fakeEngine) make(_ context.Context, _ look, h handler) (engine, error) {
	e.handler = h
	return e, nil
}

func (e *fakeEngine) note(call string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls = append(e.calls, call)
}

func (e *fakeEngine) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.calls...)
}

func (e *fakeEngine) load(url, script string) {
	e.note("load " + url)
	e.script = script
}

func (e *fakeEngine) eval(code string) { e.note("eval " + code) }
func (e *fakeEngine) focus()           { e.note("focus") }

func (e *fakeEngine) close() {
	e.note("close")
	e.mu.Lock()
	first := !e.closed
	e.closed = true
	e.mu.Unlock()
	if first && !e.immortal {
		go e.handler.destroyed()
	}
}

// listener keeps what it hears, as one line of words.
type listener struct {
	mu       sync.Mutex
	log      []string
	outcomes []session.Outcome
	warnings []*fault.Error
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

func (l *listener) Warning(err *fault.Error) {
	l.mu.Lock()
	l.warnings = append(l.warnings, err)
	l.mu.Unlock()
	l.add("warning " + string(err.Code))
}

func (l *listener) Outcome(o session.Outcome) {
	l.mu.Lock()
	l.outcomes = append(l.outcomes, o)
	l.mu.Unlock()
	l.add("outcome " + string(o.Result))
}

func (l *listener) heard() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.log...)
}

// watcher is a listener that wants to see navigations too.
type watcher struct{ listener }

func (w *watcher) Navigation(r navigation.Request, d navigation.Decision) {
	w.add("navigation " + r.URL)
}

func emit(name event.Name) session.Effect { return session.Emit{Event: event.Event{Name: name}} }
