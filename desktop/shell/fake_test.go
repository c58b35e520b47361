package shell

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// fakeWindow is a widget's window without an engine, driven by the real driver:
// the test plays the page and the user by feeding inputs.
type fakeWindow struct {
	*driver.Driver
	desk    *desk
	machine *recorder

	mu     sync.Mutex
	url    string   // that was loaded last
	posted []string // to the page
	front  int      // times that it came to the front
}

// recorder keeps what the session answered last.
type recorder struct {
	driver.Machine
	mu   sync.Mutex
	last session.Answer
}

func (r *recorder) Step(at time.Time, in session.Input) session.Answer {
	answer := r.Machine.Step(at, in)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = answer
	return answer
}

func (r *recorder) answer() session.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// session is the one that the window shows.
func (w *fakeWindow) session() *session.Session { return w.machine.Machine.(*session.Session) }

// link is the return link that the session waits for, without what a bank says.
func (w *fakeWindow) link() string { return w.session().ReturnURL().Reveal() }

// user is the user's name at the provider, as the session keeps it.
func (w *fakeWindow) user() string {
	var note struct{ User string }
	_ = json.Unmarshal([]byte(w.session().Note().Reveal()), &note)
	return note.User
}

// feed is a report of the page or of its engine.
func (w *fakeWindow) feed(in session.Input) error {
	switch in := in.(type) {
	case session.Navigate:
		w.Navigate(in.Request)
	case session.Message:
		w.Message(in.Origin, in.SubFrame, in.Data)
	case session.PageLoaded:
		w.Loaded()
	case session.PageFailed:
		w.Failed(in.Err)
	case session.Crashed:
		w.Crashed()
	case session.Touch:
		w.Touched()
	case session.Dismiss:
		w.Dismissed()
	default:
		panic("not a report")
	}
	return w.machine.answer().Err
}

// navigate is a navigation of the page in its main frame.
func (w *fakeWindow) navigate(r navigation.Request) navigation.Action {
	r.Frame = navigation.FrameMain
	return w.Navigate(r).Action
}

// page is what the driver drives.
func (w *fakeWindow) page() driver.View { return engine{w} }

type engine struct{ w *fakeWindow }

func (p engine) Load(url secret.String, _ string) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.url = url.Reveal()
}

func (p engine) Post(data json.RawMessage, _ string) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.posted = append(p.w.posted, string(data))
}

func (p engine) Focus() {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.front++
}

func (p engine) Close() { go p.w.Gone() }

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

// inTime bounds every wait of these tests, tick is the time between two looks.
const inTime, tick = 10 * time.Second, time.Millisecond

// desk is a shell whose windows are fake ones.
type desk struct {
	*Shell
	t       *testing.T
	windows chan *fakeWindow
	last    *fakeWindow // that window returned
	ways    ways
}

// ways notes the ways back that journeys open.
type ways struct {
	journey.Return
	mu   sync.Mutex
	open []journey.Way
}

func (w *ways) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	way, err := w.Return.Open(ctx, again)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.open = append(w.open, way)
	}
	return way, err
}

// opened are all of them.
func (w *ways) opened() []journey.Way {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]journey.Way(nil), w.open...)
}

func newDesk(t *testing.T, cfg Config) *desk {
	d := &desk{t: t, windows: make(chan *fakeWindow, 4)}
	cfg.UserID = "ada"
	if cfg.View == nil {
		cfg.View = viewFunc(d.open)
	}
	s, err := New(cfg)
	require.NoError(t, err)
	d.Shell = s
	d.ways.Return, s.back = s.back, &d.ways
	t.Cleanup(func() {
		s.Cancel()
		s.work.Wait()
	})
	return d
}

// open opens a fake window.
func (d *desk) open(ctx context.Context, o driver.Options) (journey.Window, error) {
	w := &fakeWindow{desk: d, machine: &recorder{Machine: o.Session}}
	o.Session, o.Now = w.machine, time.Now
	var err error
	if w.Driver, err = driver.New(ctx, o); err != nil {
		return nil, err
	}
	w.Start(w.page())
	d.windows <- w
	return w, nil
}

type viewFunc func(context.Context, driver.Options) (journey.Window, error)

func (f viewFunc) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	return f(ctx, o)
}

// window is the next one that the shell opens, once it knows it as its own.
func (d *desk) window() *fakeWindow {
	d.t.Helper()
	select {
	case w := <-d.windows:
		require.Eventually(d.t, func() bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.current == nil || d.current.journey() != nil && d.current.journey().Shown()
		}, inTime, tick)
		d.last = w
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
