// Package journey conducts one try to connect an account, for any shell: it
// asks a provider for a widget URL, prepares the way back from a bank, opens a
// view that obeys the session, follows the user to the bank and back, keeps the
// sealed session over the end of the process, asks for the member, reads its
// data, and ends once.
//
// It knows no window, no toolkit and no server. A View, a Return and a Store
// are small interfaces; desktop/host, desktop/link and desktop/vault implement
// them for a desktop.
//
// Run is all that most programs need:
//
//	result, err := journey.Run(ctx, journey.Config{
//		Provider: p, User: "u-1", View: host.Views(host.Look{}), Return: link.Loopback(), Store: v,
//	}, listener)
//
// A program that has a Store begins with Resume, which goes on with what an
// earlier process left.
package journey

import (
	"context"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Journey is a journey under way. Its methods may be called from any
// goroutine, and only Wait blocks, and those that say so.
type Journey struct {
	cfg    Config
	out    *outbox
	ctx    context.Context // of everything that the journey asks for
	cancel context.CancelFunc
	hidden hidden
	done   chan struct{} // closed when the result is there

	id      string        // of the session
	scheme  string        // of the widget's events
	note    note          // what has to be known again after a restart
	bases   []string      // of the way back
	link    secret.String // that brings the user back, with its nonce; zero without one
	reading sync.WaitGroup

	mu       sync.Mutex
	view     Window        // nil until there is one
	way      Way           // nil without one
	over     bool          // the session has ended
	away     bool          // the user may be in the browser, on the way back
	late     chan struct{} // gets the first link after the end
	outcome  session.Outcome
	stage    Stage
	chosen   string // name of the institution, as the widget says
	followed map[string]bool
	read     []Member // in the order in which they were connected
	result   Result
	err      error
}

// Run takes a user through a new journey and returns how it ended. It forgets
// whatever earlier processes left of the user's journeys: call Resume first.
// listener may be nil. When ctx ends, the widget is closed and the result is
// session.Exited.
//
// The error is nil for a journey that ended as connected or exited. Otherwise
// it says why, with a code: config_invalid for settings that do not fit
// together, a provider_ code when no widget URL could be had,
// engine_unavailable when no view opened, the session's own for one that failed
// or expired, and listener_blocked when the listener did not return; the Result
// is complete even then.
func Run(ctx context.Context, cfg Config, listener Listener) (Result, error) {
	j, err := Start(ctx, cfg, listener)
	if err != nil {
		return Result{Outcome: failed(err)}, err
	}
	return j.Wait()
}

// Start is Run for callers that go on meanwhile. Error: config_invalid.
func Start(ctx context.Context, cfg Config, listener Listener) (*Journey, error) {
	j, err := newJourney(ctx, cfg, listener)
	if err != nil {
		return nil, err
	}
	j.cfg.forgetAll()
	go j.run(j.open) // Wait is its owner
	return j, nil
}

func newJourney(ctx context.Context, cfg Config, listener Listener) (*Journey, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	if listener == nil {
		listener = Funcs{}
	}
	j := &Journey{cfg: cfg, out: newOutbox(listener), done: make(chan struct{}), late: make(chan struct{}, 1), followed: map[string]bool{}}
	j.ctx, j.cancel = context.WithCancel(ctx)
	return j, nil
}

// Wait returns the result when the journey has ended, the members' data is
// there, and the listener has heard of it.
func (j *Journey) Wait() (Result, error) {
	<-j.done
	return j.result, j.err
}

// Done is closed when Wait would return.
func (j *Journey) Done() <-chan struct{} { return j.done }

// run goes from the view, which open makes, to the result.
func (j *Journey) run(open func() (Window, error)) {
	defer j.cancel()
	view, err := open()
	if err != nil {
		j.closeWay()
		j.finish(j.notOpened(err))
		close(j.done)
		return
	}
	var links sync.WaitGroup
	if j.way != nil {
		links.Go(func() { j.takeLinks(j.way) })
	}
	<-view.Done()
	j.finish(j.outcome)
	j.linger()
	j.closeWay()
	links.Wait()
	close(j.done)
}

// lateLink is how long a user is awaited whose member is connected already: the
// provider may know before the bank's page has led back, and the browser must not
// end at an address that is not there any more.
const lateLink = 2 * time.Second

// linger keeps the way back open for a browser that is on its way.
func (j *Journey) linger() {
	j.mu.Lock()
	expected := j.away && j.way != nil && j.outcome.Result == session.Connected
	j.mu.Unlock()
	if !expected {
		return
	}
	t := time.NewTimer(lateLink)
	defer t.Stop()
	select {
	case <-j.late:
	case <-t.C:
	case <-j.ctx.Done():
	}
}

// closeWay stops waiting for return links.
func (j *Journey) closeWay() {
	if j.way == nil {
		return
	}
	if err := j.way.Close(); err != nil {
		j.cfg.Logger.Warn("a way back could not be closed", "cause", err)
	}
}

// notOpened is the outcome of a journey that never had a view.
func (j *Journey) notOpened(err error) session.Outcome {
	if j.ctx.Err() != nil { // nobody waits for a view that was cancelled
		return session.Outcome{Result: session.Exited, Reason: session.Reason{By: session.ByApp, Code: fault.AppClosed}}
	}
	j.out.warn(err)
	return failed(err)
}

func failed(err error) session.Outcome {
	e := fault.From(err)
	return session.Outcome{Result: session.Failed, Err: err, Reason: session.Reason{
		Code: e.Code, Level: e.Level(), Retryable: e.Retryable, Advice: fault.Advice(e.Code),
	}}
}

// finish ends the journey with an outcome and the members' data.
func (j *Journey) finish(o session.Outcome) {
	j.mu.Lock()
	j.result = Result{Outcome: o, Members: j.read}
	j.mu.Unlock()
	j.err = o.Err
	j.enter(Progress{Stage: Done})
	if !j.out.finish(j.result, j.err, j.cfg.ListenerPatience) {
		j.err = fault.New(fault.ListenerBlocked, nil)
	}
}

// takeLinks hands the links of a way to the session.
func (j *Journey) takeLinks(way Way) {
	for link := range way.Links() {
		_ = j.Return(link) // its sender and the listener are told
	}
}

// Return hands over a link with which the system brought the user back. The
// session alone decides whether to believe it; the error says why it did not,
// with one of the return_ codes or session_ended, and its Message may be shown
// to the sender of the link. It waits until a link that counts is written
// down.
func (j *Journey) Return(link Link) error {
	view := j.shown()
	if view == nil {
		err := fault.New(fault.ReturnUnexpected, nil)
		j.out.warn(err)
		j.out.returned(err)
		if link.Done != nil {
			link.Done(err)
		}
		return err
	}
	link.Done = j.judged(link.Done)
	return view.Return(link)
}

// judged passes on what became of a link. One that comes after the end has had
// its effect by other means: only its sender is told.
func (j *Journey) judged(answer func(error)) func(error) {
	return func(err error) {
		if j.SessionEnded() && fault.CodeOf(err) == fault.SessionEnded {
			select {
			case j.late <- struct{}{}:
			default:
			}
		} else {
			j.out.returned(err)
		}
		if answer != nil {
			answer(err)
		}
	}
}

// Cancel closes the widget, or gives up asking for one. When the session has
// ended already, it gives up waiting for the members' data.
func (j *Journey) Cancel() {
	j.mu.Lock()
	view, over := j.view, j.over
	j.mu.Unlock()
	if view == nil || over {
		j.cancel()
		return
	}
	view.Close()
}

// Back asks the widget to go back by one screen.
func (j *Journey) Back() { j.withView(Window.Back) }

// Reload opens the widget once more, from its start.
func (j *Journey) Reload() { j.withView(Window.Reload) }

// Focus brings the widget to the front, and reports whether there is one.
func (j *Journey) Focus() bool {
	j.withView(Window.Focus)
	return j.Shown()
}

// OpenAgain opens the bank's page once more, for a user who lost it, and reports
// whether the user is at a bank at all.
func (j *Journey) OpenAgain() (again bool) {
	j.withView(func(w Window) { again = w.OpenAgain() })
	return again
}

// Stage is where the journey stands.
func (j *Journey) Stage() Stage {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.stage
}

// Shown reports whether there is a view.
func (j *Journey) Shown() bool { return j.shown() != nil }

// SessionEnded reports whether the outcome is out; the data of its members may
// still be on the way.
func (j *Journey) SessionEnded() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.over
}

// HasReturn reports whether the user can come back by a return link.
func (j *Journey) HasReturn() bool { return !j.link.IsZero() }

// Mask returns a text without the secrets that this journey knows: the tokens
// of its widget URLs and of its return link. Use it for everything that a
// program shows or writes down.
func (j *Journey) Mask(text string) string { return j.hidden.mask(text) }

func (j *Journey) shown() Window {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.view
}

func (j *Journey) withView(f func(Window)) {
	if view := j.shown(); view != nil {
		f(view)
	}
}

// show opens the view of a session, which first judges the link if there is
// one.
func (j *Journey) show(machine driver.Machine, link Link) (Window, error) {
	o := driver.Options{
		Session: machine, Listener: &follower{j}, Link: link,
		Opener: j.cfg.Opener, Renew: j.renew, Check: j.check,
		Logger: j.cfg.Logger, Now: j.cfg.Now,
	}
	if store := j.cfg.Store; store != nil {
		o.Sealer = store.Sealer()
		o.Save = func(snapshot []byte) error { return store.Save(j.id, snapshot) }
	}
	if !link.URL.IsZero() {
		o.Link.Done = j.judged(link.Done)
	}
	view, err := j.openView(o)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	j.view = view
	j.mu.Unlock()
	return view, nil
}

// openView gives a view that never opens up: its user would wait for ever.
func (j *Journey) openView(o driver.Options) (Window, error) {
	type opened struct {
		view Window
		err  error
	}
	ctx, giveUp := context.WithCancel(j.ctx)
	context.AfterFunc(j.ctx, giveUp)
	made := make(chan opened, 1)
	go func() {
		view, err := j.cfg.View.Open(ctx, o)
		made <- opened{view, err}
	}()
	late := time.NewTimer(j.cfg.ViewPatience)
	defer late.Stop()
	select {
	case m := <-made:
		return m.view, m.err
	case <-late.C:
		giveUp() // one that opens later closes at once
		return nil, fault.Newf(fault.EngineUnavailable, nil, "The view did not open within %s: look at what its Open waits for.", j.cfg.ViewPatience)
	}
}

// sleep waits, unless the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
