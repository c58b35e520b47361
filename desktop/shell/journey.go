package shell

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
)

// journey is one press of "Connect an account": widget URL, window, session,
// member status, accounts. It hears of the session on the window's own
// goroutine, one call at a time; the members' data is fetched beside it.
type journey struct {
	cfg     Config
	backend *backend
	board   *board
	log     *slog.Logger
	started time.Time
	cancel  context.CancelFunc
	visit   visit
	keeper  *keeper
	back    wayBack

	at     Backend
	memory memory
	scheme string        // of the widget's events
	link   secret.String // that brings the user back, with its nonce; zero without one

	reading sync.WaitGroup // members whose data is on the way
	ended   atomic.Bool    // the session is over

	mu       sync.Mutex
	window   Window
	chosen   string          // name of the institution, as the widget says
	followed map[string]bool // members whose data was asked for
	total    int             // accounts read
	unread   bool            // there is a member whose accounts nobody can ask for
	err      *fault.Error    // the first failure to read a member's data
	secrets  []string        // that nothing shown may repeat
	redactor secret.Redactor // of the secrets
}

// Window is the widget's window, as host.Open returns it.
type Window interface {
	Close()
	Done() <-chan struct{}
	Focus()
	Back()
	Reload()
	Return(link string) error
}

func newJourney(cfg Config, at *backend, b *board) *journey {
	return &journey{
		cfg: cfg, backend: at, board: b, log: cfg.Logger, started: cfg.Now(),
		scheme: eventScheme(), followed: map[string]bool{},
	}
}

// run goes from the window, which open shows, to the outcome and returns when
// the members' data is there. The caller's context cancels it.
func (j *journey) run(ctx context.Context, open func(context.Context) (Window, error)) {
	defer j.back.close()
	window, err := open(ctx)
	switch {
	case err == nil:
		j.back.hear(j.returned)
		<-window.Done()
	case ctx.Err() != nil:
		j.say(Idle, "Cancelled.")
		j.cfg.Journal.outcome(session.Outcome{Result: session.Exited}, nil, nil)
	default:
		j.fail(fault.From(err))
		j.cfg.Journal.outcome(session.Outcome{Result: session.Failed, Err: fault.From(err)}, nil, nil)
	}
}

// open asks for a widget URL and shows the widget.
func (j *journey) open(ctx context.Context) (Window, error) {
	back, err := j.prepareReturn(ctx)
	if err != nil {
		return nil, err
	}
	if err := j.connect(ctx); err != nil {
		return nil, err
	}
	widget, err := j.ask(ctx, "")
	if err != nil {
		return nil, err
	}
	if err := j.remember(ctx, widget); err != nil {
		return nil, err
	}
	id := j.cfg.sessionsOf() + rand.Text()
	cfg := j.session(id)
	cfg.WidgetURL, cfg.Return, cfg.Note = widget.URL, back, j.memory.note()
	fresh, err := session.New(cfg)
	if err != nil {
		return nil, err
	}
	j.keep(id, fresh)
	j.say(Loading, "Opening the widget…")
	return j.show(ctx, "")
}

// keep takes the session of the journey.
func (j *journey) keep(id string, s *session.Session) {
	j.keeper = &keeper{vault: j.cfg.Vault, id: id, machine: &machine{of: s}}
}

// session describes the session but for its widget URL and its way back.
func (j *journey) session(id string) session.Config {
	return session.Config{
		ID:        id,
		Dialect:   j.cfg.Dialect,
		AppScheme: j.scheme,
		PinScheme: true,
		End:       j.cfg.End,
		SDK:       session.SDK{Name: sdkName, Version: j.cfg.Info.Version},
		Timeouts:  j.cfg.Timeouts,
	}
}

const windowTitle = "Connect an account"

// sdkName is who hosts the widget, as the widget is told.
const sdkName = "connecthost"

// show opens the window, whose session first judges the link, if there is one.
func (j *journey) show(ctx context.Context, link string) (Window, error) {
	window, err := j.cfg.OpenWindow(ctx, host.Options{
		Session:  j.keeper.machine,
		Link:     link,
		Persist:  j.persist,
		Title:    windowTitle,
		Listener: &listener{journey: j, ctx: ctx},
		Opener:   j.leave,
		Renew:    j.renew,
		Check:    j.check,
		Logger:   j.log,
	})
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	j.window = window
	j.mu.Unlock()
	return window, nil
}

func (j *journey) close() {
	if w := j.shown(); w != nil {
		w.Close()
	}
}

// stop closes the widget. Before there is one it gives up asking for it,
// afterwards it gives up waiting for the members' data.
func (j *journey) stop() {
	w := j.shown()
	if w == nil || j.ended.Load() {
		j.cancel()
		return
	}
	w.Close()
}

func (j *journey) shown() Window {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.window
}
