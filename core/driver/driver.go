// Package driver feeds one session and carries out its effects, for any view:
// a native window, a page over a websocket, a test's fake. It keeps the
// session's time, asks the provider what the session wants to know, writes the
// session down before its user can be gone, opens the browser, and hands the
// app its events and the one outcome.
//
// A Driver knows no engine, and nothing about widgets: what to do is the
// session's decision. A view reports what happens in it and does what it is
// told.
package driver

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const (
	// pause is the shortest time between two ticks, so that a deadline that
	// does not move cannot keep a processor busy.
	pause = 50 * time.Millisecond
	// farewell bounds each of the waits after the outcome: for the view to be
	// gone, since a UI thread that has stopped cannot destroy it any more, and
	// for the functions of the app that are still at work.
	farewell = 5 * time.Second
)

// View is what shows the widget. Its methods may be called from any goroutine.
// They only order the work and return at once: they never call the Driver that
// called them.
type View interface {
	// Load shows a page. origin is its origin: the only one whose messages the
	// view hands over.
	Load(url secret.String, origin string)
	// Post posts a message to the page, for that origin only.
	Post(data json.RawMessage, origin string)
	// Focus brings the view to the front.
	Focus()
	// Close takes the view away. The view reports it with Driver.Gone; calls of
	// any method after Close do nothing.
	Close()
}

// Driver drives one session. Its methods may be called from any goroutine,
// also on a UI thread: they wait for nothing except, where they say so, for a
// snapshot to be written.
type Driver struct {
	opts     Options
	open     context.Context // for openers: a browser may still open when the session is over
	shut     context.CancelFunc
	asking   context.Context // for questions to the provider: ends with the session
	stop     context.CancelFunc
	mail     *mailbox
	saver    *saver
	gone     chan struct{} // closed when the view is gone
	goneOnce sync.Once
	done     chan struct{}
	work     sync.WaitGroup // every function of the app that this driver runs
	unwatch  func() bool    // stops waiting for the caller's context

	mu    sync.Mutex // the one lock round the session; it orders the effects too
	view  View       // nil before Start
	timer *time.Timer
	visit secret.String // the bank's page of the visit that is under way
	ended bool          // the outcome is in the mailbox
}

// New returns a driver that has not started. When ctx ends, so does the
// session, as with Close. Error: config_invalid for unusable options.
func New(ctx context.Context, o Options) (*Driver, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	d := &Driver{opts: o, mail: newMailbox(o.Listener), saver: newSaver(o.Save), gone: make(chan struct{}), done: make(chan struct{})}
	d.asking, d.stop = context.WithCancel(ctx)
	d.open, d.shut = context.WithCancel(context.WithoutCancel(ctx))
	return d, nil
}

// Abandon releases a driver that will not be started, because its view could
// not be made. Its listener hears nothing.
func (d *Driver) Abandon() {
	d.stop()
	d.shut()
}

// Start begins the session in a view, once. Anything that the view reported
// before that, such as the focus that a new window gets, was not for the
// session.
func (d *Driver) Start(v View) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.view = v
	d.timer = time.AfterFunc(time.Hour, d.tick)
	d.timer.Stop()
	d.work.Go(func() { d.saver.serve(d.warn) })
	go d.deliver() // its owner is Done
	d.unwatch = context.AfterFunc(d.asking, func() { d.finish(session.Close{}) })
	if link := d.opts.Link; !link.URL.IsZero() {
		verdict := d.take(session.ReturnLink{URL: link.URL}).Err
		d.work.Go(func() { d.answer(link, verdict) })
	}
	d.take(session.Start{})
	select {
	case <-d.gone: // destroyed already
		d.take(session.Dismiss{})
		d.end(session.Outcome{Result: session.Exited})
	default:
	}
}

// Format prints nothing of the session, nor of the view.
func (d *Driver) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[driver]") }

// Done is closed when the listener has had the outcome, the view is gone, and
// no function of the app is at work for this driver any more. For views and
// functions that do not come to an end, it waits five seconds each.
func (d *Driver) Done() <-chan struct{} { return d.done }

// deliver serves the listener until the outcome, then waits for the rest.
func (d *Driver) deliver() {
	defer close(d.done)
	d.mail.serve(d.saver.flush)
	d.unwatch()
	d.saver.close()
	if !waitFor(d.gone) {
		d.opts.Logger.Warn("the widget's view was not destroyed in time")
	}
	idle := make(chan struct{})
	go func() { d.work.Wait(); close(idle) }()
	if waitFor(idle) {
		d.shut()
		return
	}
	d.shut() // openers that heed their context end now
	if !waitFor(idle) {
		d.opts.Logger.Warn("a function of the app does not return although its context has ended")
	}
}

func waitFor(c <-chan struct{}) bool {
	late := time.NewTimer(farewell)
	defer late.Stop()
	select {
	case <-c:
		return true
	case <-late.C:
		return false
	}
}

// step feeds one input.
func (d *Driver) step(in session.Input) session.Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.take(in)
}

// finish feeds an input that ends the session, and sees to it that it does.
func (d *Driver) finish(in session.Input) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.take(in)
	d.end(session.Outcome{Result: session.Exited})
}

// take feeds one input with the lock held. Before the start and after the end
// it blocks.
func (d *Driver) take(in session.Input) session.Answer {
	if d.view == nil || d.ended {
		return session.Answer{Err: fault.New(fault.SessionEnded, nil)}
	}
	answer := d.opts.Session.Step(d.opts.Now(), in)
	if answer.Err != nil {
		d.opts.Logger.Debug("input refused", "error", detailed{answer.Err})
	}
	for _, e := range answer.Effects {
		d.carryOut(e)
	}
	d.arm()
	return answer
}

// arm sets the timer to the session's deadline.
func (d *Driver) arm() {
	at := d.opts.Session.Deadline()
	if d.ended || at.IsZero() {
		d.timer.Stop()
		return
	}
	d.timer.Reset(max(at.Sub(d.opts.Now()), pause))
}

func (d *Driver) tick() { d.step(session.Tick{}) }

func (d *Driver) warn(err error) { d.mail.put(letter{warning: err}) }
