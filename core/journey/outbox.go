package journey

import (
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// roomForCalls bounds the calls that a slow listener has not had yet. The
// session limits how fast a page can fill it. The result always finds room.
const roomForCalls = 8192

// outbox calls the app's listener, in order and on a goroutine of its own, so
// that a listener that blocks holds up nothing. Its goroutine lives while there
// is something to say.
type outbox struct {
	listener Listener

	mu    sync.Mutex
	calls []func(Listener)
	lost  bool
	busy  bool // a goroutine is at it
	over  bool // the last call is among them
}

func newOutbox(l Listener) *outbox { return &outbox{listener: l} }

// put adds a call, unless there is no room. After the last one there is none: an
// app may hand over a link as late as it likes.
func (o *outbox) put(call func(Listener)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.over:
	case len(o.calls) >= roomForCalls:
		o.lost = true
	default:
		o.add(call)
	}
}

// add adds a call. The lock is held.
func (o *outbox) add(call func(Listener)) {
	if o.lost {
		o.lost = false
		o.calls = append(o.calls, func(l Listener) { l.Warning(fault.New(fault.MessageFlood, nil)) })
	}
	o.calls = append(o.calls, call)
	if !o.busy {
		o.busy = true
		go o.serve()
	}
}

func (o *outbox) serve() {
	for {
		o.mu.Lock()
		if len(o.calls) == 0 {
			o.busy = false
			o.mu.Unlock()
			return
		}
		call := o.calls[0]
		o.calls = o.calls[1:]
		o.mu.Unlock()
		call(o.listener)
	}
}

// last makes a call the last one, waits for it, and reports whether the listener
// has had it in time.
func (o *outbox) last(call func(Listener), patience time.Duration) bool {
	heard := make(chan struct{})
	o.mu.Lock()
	o.add(func(l Listener) {
		defer close(heard)
		call(l)
	})
	o.over = true
	o.mu.Unlock()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-heard:
		return true
	case <-late.C:
		return false
	}
}

func (o *outbox) warn(err error)      { o.put(func(l Listener) { l.Warning(err) }) }
func (o *outbox) event(e event.Event) { o.put(func(l Listener) { l.Event(e) }) }
func (o *outbox) progress(p Progress) { o.put(func(l Listener) { l.Progress(p) }) }

// tell calls a listener that implements one of the further interfaces.
func tell[T any](o *outbox, call func(T)) {
	if further, ok := o.listener.(T); ok {
		o.put(func(Listener) { call(further) })
	}
}

func (o *outbox) navigation(r navigation.Request, d navigation.Decision) {
	tell(o, func(l driver.NavigationListener) { l.Navigation(r, d) })
}

func (o *outbox) visitBegun(address secret.String) {
	tell(o, func(l driver.VisitListener) { l.VisitBegun(address) })
}

func (o *outbox) visitEnded(returned bool) {
	tell(o, func(l driver.VisitListener) { l.VisitEnded(returned) })
}

func (o *outbox) opened(address secret.String, err error) {
	tell(o, func(l driver.OpenListener) { l.Opened(address, err) })
}

func (o *outbox) memberState(m provider.Member) {
	tell(o, func(l MemberListener) { l.MemberState(m) })
}

func (o *outbox) member(m Member) { tell(o, func(l MemberListener) { l.Member(m) }) }
func (o *outbox) outcome(end session.Outcome) {
	tell(o, func(l OutcomeListener) { l.Outcome(end) })
}
func (o *outbox) returned(err error) { tell(o, func(l ReturnListener) { l.Returned(err) }) }
