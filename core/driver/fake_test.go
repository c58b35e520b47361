package driver

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const (
	widgetURL    = "https://widget.example/connect/token-token-token"
	widgetOrigin = "https://widget.example"
)

// fakeMachine answers inputs with what a test laid down for their type. It
// relies on its driver for serialisation, so that the race detector sees a
// driver that fails to.
type fakeMachine struct {
	inputs   []session.Input
	times    []time.Time
	answers  func(session.Input) session.Answer
	deadline time.Time
	ended    bool
	sealed   []string // what Snapshot returns, one after the other
	unsealed error
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
		a.Effects = append([]session.Effect{session.Load{URL: secret.New(widgetURL), Origin: widgetOrigin}}, a.Effects...)
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

func (m *fakeMachine) Snapshot(session.Sealer) ([]byte, error) {
	if m.unsealed != nil {
		return nil, m.unsealed
	}
	data := fmt.Sprintf("snapshot after %d inputs", len(m.inputs))
	m.sealed = append(m.sealed, data)
	return []byte(data), nil
}

// on answers inputs of one type with effects.
func on[T session.Input](effects ...session.Effect) func(session.Input) session.Answer {
	return func(in session.Input) session.Answer {
		if _, ok := in.(T); ok {
			return session.Answer{Effects: effects}
		}
		return session.Answer{}
	}
}

// fakeView notes what it is told. Like a real one, it reports its end from a
// thread of its own.
type fakeView struct {
	mu       sync.Mutex
	driver   *Driver
	calls    []string
	closed   bool
	immortal bool // never reports its end
}

func (v *fakeView) note(call string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.calls = append(v.calls, call)
}

func (v *fakeView) heard() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string(nil), v.calls...)
}

func (v *fakeView) Load(url secret.String, origin string) {
	v.note("load " + url.Reveal() + " of " + origin)
}

func (v *fakeView) Post(data json.RawMessage, origin string) {
	v.note("post " + string(data) + " to " + origin)
}

func (v *fakeView) Focus() { v.note("focus") }

func (v *fakeView) Close() {
	v.note("close")
	v.mu.Lock()
	first := !v.closed
	v.closed = true
	v.mu.Unlock()
	if first && !v.immortal {
		go v.driver.Gone()
	}
}

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

func (l *listener) heard() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.log...)
}

// watcher is a listener that wants to see everything.
type watcher struct{ listener }

func (w *watcher) VisitBegun(address secret.String) { w.add("at " + address.Reveal()) }
func (w *watcher) VisitEnded(returned bool)         { w.add(fmt.Sprintf("back, returned %t", returned)) }

func (w *watcher) Opened(address secret.String, err error) {
	w.add(fmt.Sprintf("opened %s, failed %t", address.Reveal(), err != nil))
}

func (w *watcher) Navigation(r navigation.Request, d navigation.Decision) {
	w.add("navigation " + r.URL.Reveal())
}

func emit(name event.Name) session.Effect { return session.Emit{Event: event.Event{Name: name}} }
