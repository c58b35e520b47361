package shell

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
)

// fakeWindow is a widget's window without an engine: the test plays the page
// and the user by feeding inputs. Effects reach the listener on one goroutine
// of its own, as with a real window.
type fakeWindow struct {
	opts    host.Options
	effects chan session.Effect
	done    chan struct{}

	beside sync.WaitGroup  // openers and questions to the provider
	asking context.Context // ends with the session
	stop   context.CancelFunc

	mu     sync.Mutex
	url    string   // that was loaded last
	posted []string // to the page
	front  int      // times that it came to the front
}

func (w *fakeWindow) feed(in session.Input) *fault.Error {
	w.mu.Lock()
	defer w.mu.Unlock()
	answer := w.opts.Session.Step(w.opts.Now(), in)
	for _, e := range answer.Effects {
		w.carryOut(e)
		w.effects <- e
	}
	return answer.Err
}

// navigated is a decision that a listener hears of between the effects.
type navigated struct {
	session.Effect
	request  navigation.Request
	decision navigation.Decision
}

// navigate is a navigation of the page in its main frame.
func (w *fakeWindow) navigate(r navigation.Request) navigation.Action {
	r.Frame = navigation.FrameMain
	w.mu.Lock()
	defer w.mu.Unlock()
	answer := w.opts.Session.Step(w.opts.Now(), session.Navigate{Request: r})
	for _, e := range answer.Effects {
		w.carryOut(e)
		w.effects <- e
	}
	w.effects <- navigated{request: r, decision: answer.Decision}
	return answer.Decision.Action
}

// carryOut does what no listener hears of.
func (w *fakeWindow) carryOut(e session.Effect) {
	switch e := e.(type) {
	case session.Load:
		w.url = e.URL.Reveal()
	case session.Post:
		w.posted = append(w.posted, string(e.Data))
	case session.OpenExternal:
		w.beside.Go(func() { _ = w.opts.Opener.Open(context.Background(), e.URL) })
	case session.End:
		w.stop()
	case session.Persist:
		w.beside.Go(func() { w.opts.Persist() })
	case session.NeedURL:
		w.beside.Go(func() { w.renew(e.MemberGUID) })
	case session.CheckMember:
		w.beside.Go(func() {
			answer, _ := w.opts.Check(w.asking, e.GUID)
			answer.GUID = e.GUID
			w.feed(answer)
		})
	}
}

func (w *fakeWindow) renew(member string) {
	url, err := w.opts.Renew(w.asking, member)
	if err != nil {
		w.feed(session.PageFailed{Err: fault.From(err)})
		return
	}
	w.feed(session.FreshURL{URL: url})
}

func (w *fakeWindow) Close()                { w.feed(session.Close{}) }
func (w *fakeWindow) Back()                 { w.feed(session.Back{}) }
func (w *fakeWindow) Reload()               { w.feed(session.Reload{}) }
func (w *fakeWindow) Done() <-chan struct{} { return w.done }

func (w *fakeWindow) Return(link string) error {
	if err := w.feed(session.ReturnLink{URL: link}); err != nil {
		return err
	}
	return nil
}

func (w *fakeWindow) Focus() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.front++
}

// fronted is how often it came to the front.
func (w *fakeWindow) fronted() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.front
}

// loaded is the widget URL that it loaded last.
func (w *fakeWindow) loaded() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.url
}

func (w *fakeWindow) serve() {
	defer close(w.done)
	defer w.beside.Wait()
	for e := range w.effects {
		switch e := e.(type) {
		case navigated:
			w.opts.Listener.(host.NavigationListener).Navigation(e.request, e.decision)
		case session.Emit:
			w.opts.Listener.Event(e.Event)
		case session.Warn:
			w.opts.Listener.Warning(e.Err)
		case session.End:
			w.opts.Listener.Outcome(e.Outcome)
			return
		}
	}
}

// inTime bounds every wait of these tests, tick is the time between two looks.
const inTime, tick = 10 * time.Second, time.Millisecond

// desk is a shell whose windows are fake ones.
type desk struct {
	*Shell
	t       *testing.T
	windows chan *fakeWindow
}

func newDesk(t *testing.T, cfg Config) *desk {
	d := &desk{t: t, windows: make(chan *fakeWindow, 4)}
	cfg.UserID = "ada"
	cfg.OpenWindow = func(ctx context.Context, o host.Options) (Window, error) {
		o.Now = time.Now
		w := &fakeWindow{opts: o, effects: make(chan session.Effect, 1024), done: make(chan struct{})}
		w.asking, w.stop = context.WithCancel(ctx)
		go w.serve()
		context.AfterFunc(ctx, func() { w.feed(session.Close{}) })
		if o.Link != "" {
			w.feed(session.ReturnLink{URL: o.Link})
		}
		w.feed(session.Start{})
		d.windows <- w
		return w, nil
	}
	s, err := New(cfg)
	require.NoError(t, err)
	d.Shell = s
	t.Cleanup(func() {
		s.Cancel()
		s.work.Wait()
	})
	return d
}

// window is the next one that the shell opens, once it knows it as its own.
func (d *desk) window() *fakeWindow {
	d.t.Helper()
	select {
	case w := <-d.windows:
		require.Eventually(d.t, func() bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.current == nil || d.current.shown() == Window(w)
		}, inTime, tick)
		return w
	case <-time.After(10 * time.Second):
		require.FailNow(d.t, "no window was opened", "%+v", d.Snapshot().State)
		return nil
	}
}

// reach waits until the shell stands at a phase.
func (d *desk) reach(p Phase) Snapshot {
	d.t.Helper()
	require.Eventually(d.t, func() bool { return d.Snapshot().State.Phase == p }, 10*time.Second, time.Millisecond,
		"the phase %s", p)
	return d.Snapshot()
}

// idle waits until another widget may be opened.
func (d *desk) idle() {
	d.t.Helper()
	require.Eventually(d.t, func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.current == nil
	}, 10*time.Second, time.Millisecond, "the end of the journey")
}
