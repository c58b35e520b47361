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
	"fmt"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Journey is a journey under way. Its methods may be called from any
// goroutine, and only Wait blocks, and those that say so.
type Journey struct {
	cfg     Config
	out     *outbox
	ctx     context.Context // of everything that the journey asks for
	cancel  context.CancelFunc
	hidden  hidden
	settled chan struct{} // closed when the outcome was heard, and its members are read
	done    chan struct{} // closed when the result is there

	id      string        // of the session
	scheme  string        // of the widget's events
	note    note          // what has to be known again after a restart
	bases   []string      // of the way back
	link    secret.String // that brings the user back, with its nonce; zero without one
	reading sync.WaitGroup
	writing chan struct{} // holds one while the store is written

	way  Way           // nil without one
	late chan struct{} // gets the first link after the end

	mu        sync.Mutex
	view      Window // nil until there is one
	closing   bool   // the view is to close as soon as it is there
	givenUp   bool   // the view did not open in time: what it says does not count
	hasReturn bool   // there is a way back
	over      bool   // the session has ended
	away      bool   // the user may be in the browser, on the way back
	forgotten bool   // nothing is kept of the session any more
	outcome   session.Outcome
	stage     Stage
	chosen    string           // name of the institution, as the widget says
	followed  []session.Member // that were connected
	fetched   []string         // names of members whose data was asked for
	read      []Member         // in the order in which they were connected
	result    Result
	err       error
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
	j := &Journey{cfg: cfg, out: newOutbox(listener), settled: make(chan struct{}), done: make(chan struct{}), writing: make(chan struct{}, 1), late: make(chan struct{}, 1)}
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
		j.finish(j.unseen(err))
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

// closeWay stops waiting for return links.
func (j *Journey) closeWay() {
	if j.way == nil {
		return
	}
	if err := j.way.Close(); err != nil {
		j.cfg.Logger.Warn("a way back could not be closed", "cause", j.Mask(err.Error()))
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
	link.Done = j.judged(link.Done)
	view := j.shown()
	if view == nil {
		err := fault.New(fault.ReturnUnexpected, nil)
		j.out.warn(err)
		link.Done(err)
		return err
	}
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
func (j *Journey) HasReturn() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.hasReturn
}

// Format prints where the journey stands, and nothing of what it knows.
func (j *Journey) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "[journey, %s]", j.Stage()) }

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

// hidden are the secrets that a journey has seen. It is safe for concurrent use.
type hidden struct {
	mu       sync.Mutex
	tokens   []string
	redactor secret.Redactor
}

// hide keeps the tokens of an address out of what is shown from now on.
func (h *hidden) hide(address secret.String) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens = append(h.tokens, secret.TokensOf(address.Reveal())...)
	h.redactor = secret.NewRedactor(h.tokens...)
}

func (h *hidden) mask(text string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.redactor.Text(text)
}
