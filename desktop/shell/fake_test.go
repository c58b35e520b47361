package shell

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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

	mu sync.Mutex
}

func (w *fakeWindow) feed(in session.Input) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.opts.Session.Step(w.opts.Now(), in).Effects {
		w.effects <- e
	}
}

func (w *fakeWindow) Close()                { w.feed(session.Close{}) }
func (w *fakeWindow) Done() <-chan struct{} { return w.done }

func (w *fakeWindow) serve() {
	defer close(w.done)
	for e := range w.effects {
		switch e := e.(type) {
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
		go w.serve()
		context.AfterFunc(ctx, func() { w.feed(session.Close{}) })
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

// window is the next one that the shell opens.
func (d *desk) window() *fakeWindow {
	d.t.Helper()
	select {
	case w := <-d.windows:
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
