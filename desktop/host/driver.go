package host

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const (
	// pause is the shortest time between two ticks, so that a deadline that
	// does not move cannot keep a processor busy.
	pause = 50 * time.Millisecond
	// farewell is how long Done waits for the window to be gone: a UI thread
	// that has stopped cannot destroy it any more.
	farewell = 5 * time.Second
)

// driver feeds a session and carries out its effects. It knows no engine and
// nothing about widgets.
type driver struct {
	opts    Options
	ctx     context.Context // for openers; outlives the session
	asking  context.Context // for questions to the provider; ends with the session
	stop    context.CancelFunc
	mail    *mailbox
	gone    chan struct{} // closed when the window is gone
	done    chan struct{}
	goneOne sync.Once
	unwatch func() bool // stops waiting for the caller's context

	mu     sync.Mutex // serialises the session and orders its effects
	engine engine
	timer  *time.Timer
	origin string // of the widget
	ended  bool   // the outcome is in the mailbox
}

func newDriver(ctx context.Context, o Options) *driver {
	asking, stop := context.WithCancel(ctx)
	return &driver{
		opts: o,
		ctx:  context.WithoutCancel(ctx), asking: asking, stop: stop,
		mail: newMailbox(o.Listener),
		gone: make(chan struct{}),
		done: make(chan struct{}),
	}
}

// attach makes the window and starts the session. What the engine reports
// before that, such as the focus that a new window gets, is not for the
// session.
func (d *driver) attach(ctx context.Context, make maker, l look) error {
	e, err := make(ctx, l, d)
	if err != nil {
		d.stop()
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.engine = e
	d.timer = time.AfterFunc(time.Hour, d.tick)
	d.timer.Stop()
	go d.deliver()
	d.unwatch = context.AfterFunc(ctx, func() { d.finish(session.Close{}) })
	if d.opts.Link != "" {
		d.take(session.ReturnLink{URL: d.opts.Link})
	}
	d.take(session.Start{})
	select {
	case <-d.gone: // destroyed already
		d.take(session.Dismiss{})
		d.end(session.Outcome{Result: session.Exited})
	default:
	}
	return nil
}

// deliver serves the listener until the outcome, then waits for the window.
func (d *driver) deliver() {
	defer close(d.done)
	d.mail.serve()
	d.unwatch()
	late := time.NewTimer(farewell)
	defer late.Stop()
	select {
	case <-d.gone:
	case <-late.C:
		d.opts.Logger.Warn("the widget's window was not destroyed in time")
	}
}

// step feeds one input.
func (d *driver) step(in session.Input) session.Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.take(in)
}

// finish feeds an input that ends the session, and sees to it that it does.
func (d *driver) finish(in session.Input) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.take(in)
	d.end(session.Outcome{Result: session.Exited})
}

// take feeds one input with the lock held. Before the start and after the end
// it blocks.
func (d *driver) take(in session.Input) session.Answer {
	if d.engine == nil || d.ended {
		return session.Answer{Err: fault.New(fault.SessionEnded, nil)}
	}
	answer := d.opts.Session.Step(d.opts.Now(), in)
	if answer.Err != nil {
		d.opts.Logger.Debug("input refused", slog.String("error", fmt.Sprintf("%+v", answer.Err)))
	}
	for _, e := range answer.Effects {
		d.carryOut(e)
	}
	d.arm()
	return answer
}

func (d *driver) carryOut(e session.Effect) {
	if d.ended {
		return
	}
	switch e := e.(type) {
	case session.Load:
		d.load(e.URL)
	case session.NeedURL:
		go d.renew(e.MemberGUID)
	case session.CheckMember:
		go d.check(e.GUID)
	case session.Persist:
		if d.opts.Persist != nil {
			go d.opts.Persist()
		}
	case session.Emit:
		d.mail.put(letter{event: &e.Event})
	case session.OpenExternal:
		go d.openOutside(e.URL)
	case session.Post:
		d.engine.eval(page.PostScript(e.Data, d.origin))
	case session.Warn:
		d.warn(e.Err)
	case session.CloseView:
		d.engine.close()
	case session.End:
		d.end(e.Outcome)
	default:
		d.opts.Logger.Error("unknown effect")
	}
}

func (d *driver) load(url secret.String) {
	at, err := navigation.Read(url.Reveal())
	if err != nil {
		d.warn(fault.From(err))
		return
	}
	d.origin = at.Origin()
	d.engine.load(url.Reveal(), page.Script(page.Options{Origins: []string{d.origin}}))
}

// end hands out the first outcome that it gets, and closes the window.
func (d *driver) end(o session.Outcome) {
	if d.engine == nil || d.ended {
		return
	}
	d.ended = true
	d.stop()
	d.timer.Stop()
	d.engine.close()
	d.mail.seal(o)
}

// arm sets the timer to the session's deadline.
func (d *driver) arm() {
	at := d.opts.Session.Deadline()
	if d.ended || at.IsZero() {
		d.timer.Stop()
		return
	}
	d.timer.Reset(max(at.Sub(d.opts.Now()), pause))
}

func (d *driver) tick() { d.step(session.Tick{}) }

func (d *driver) warn(err *fault.Error) { d.mail.put(letter{warning: err}) }
