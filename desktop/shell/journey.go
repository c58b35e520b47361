package shell

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
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
	masked  secret.Redactor

	provider  provider.Provider
	user      string // the provider's identifier of the user
	scheme    string // of the widget's events
	widgetURL secret.String

	members sync.WaitGroup // members whose data is on the way
	ended   atomic.Bool    // the session is over
	mu      sync.Mutex
	window  Window
	total   int          // accounts read
	err     *fault.Error // the first failure to read a member's data
}

// Window is the widget's window, as host.Open returns it.
type Window interface {
	Close()
	Done() <-chan struct{}
}

func newJourney(cfg Config, at *backend, b *board) *journey {
	return &journey{cfg: cfg, backend: at, board: b, log: cfg.Logger, started: cfg.Now()}
}

// run goes from the widget URL to the outcome and returns when the members'
// data is there. The caller's context cancels it.
func (j *journey) run(ctx context.Context) {
	window, err := j.open(ctx)
	switch {
	case err == nil:
		<-window.Done()
	case ctx.Err() != nil:
		j.say(Idle, "Cancelled.")
		j.cfg.Journal.outcome(session.Outcome{Result: session.Exited}, 0, nil)
	default:
		j.fail(fault.From(err))
		j.cfg.Journal.outcome(session.Outcome{Result: session.Failed, Err: fault.From(err)}, 0, nil)
	}
}

// open asks for a widget URL and shows the widget.
func (j *journey) open(ctx context.Context) (Window, error) {
	widget, err := j.ask(ctx)
	if err != nil {
		return nil, err
	}
	machine, err := session.New(session.Config{
		ID:        rand.Text(),
		Dialect:   event.MX,
		WidgetURL: widget.URL,
		AppScheme: j.scheme,
		PinScheme: true,
		End:       j.cfg.End,
		Timeouts:  j.cfg.Timeouts,
	})
	if err != nil {
		return nil, err
	}
	j.say(Loading, "Opening the widget…")
	return j.show(ctx, machine)
}

// ask requests a widget URL, for as long as a user would wait.
func (j *journey) ask(ctx context.Context) (provider.Widget, error) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskTimeout)
	defer cancel()
	backend, err := j.backend.get(ctx)
	if err != nil {
		return provider.Widget{}, err
	}
	j.provider = backend.Provider
	j.scheme = eventScheme()
	widget, err := j.provider.Widget(ctx, provider.WidgetRequest{
		UserID:        j.cfg.UserID,
		MobileWebView: j.cfg.Form == FormURL,
		EventScheme:   j.scheme,
		TargetOrigin:  backend.WidgetOrigin,
		Locale:        j.cfg.Locale,
		ColorScheme:   j.cfg.ColorScheme,
	})
	if err != nil {
		return provider.Widget{}, err
	}
	j.user, j.widgetURL = widget.UserGUID, widget.URL
	j.masked = secret.NewRedactor(secret.TokensOf(widget.URL.Reveal())...)
	return widget, nil
}

func (j *journey) show(ctx context.Context, machine *session.Session) (Window, error) {
	window, err := j.cfg.OpenWindow(ctx, host.Options{
		Session:  machine,
		Title:    "Connect an account",
		Listener: &listener{journey: j, ctx: ctx},
		Opener:   j.cfg.Opener,
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

// eventScheme is a scheme that no page but the widget knows. WebKitGTK does
// not say which frame navigates, so an embedded page must not be able to
// guess the scheme under which the widget speaks.
func eventScheme() string {
	var nonce [8]byte
	_, _ = rand.Read(nonce[:]) // never fails
	return "connecthost-" + hex.EncodeToString(nonce[:])
}

// follow waits until a member is ready and reads its accounts.
func (j *journey) follow(ctx context.Context, guid string) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.ReadyTimeout)
	defer cancel()
	j.say(Checking, "Connected. Waiting for the accounts…")
	c, err := j.read(ctx, guid)
	if err != nil {
		j.dataFailed(err)
		return
	}
	j.board.put(c)
	j.mu.Lock()
	j.total += len(c.Accounts)
	j.mu.Unlock()
	j.note(Entry{Kind: KindStatus, Type: "accounts", Detail: count(len(c.Accounts), "account") + " read from " + c.Institution})
	if j.cfg.CloseWhenReady {
		j.close()
	}
}

func (j *journey) read(ctx context.Context, guid string) (Connection, error) {
	p := j.provider
	if _, err := provider.AwaitReady(ctx, p, j.user, guid, provider.AwaitOptions{
		Interval: j.cfg.PollInterval,
		OnState:  j.memberState,
	}); err != nil {
		return Connection{}, err
	}
	member, err := p.Member(ctx, j.user, guid)
	if err != nil {
		return Connection{}, err
	}
	accounts, err := p.Accounts(ctx, j.user, guid)
	if err != nil {
		return Connection{}, err
	}
	return connection(member, accounts), nil
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

func (j *journey) memberState(m provider.Member) {
	detail := m.Status
	if m.Aggregating {
		detail += ", being aggregated"
	}
	j.note(Entry{Kind: KindStatus, Type: "member", Detail: detail})
}

func (j *journey) dataFailed(err error) {
	e := fault.From(err)
	j.mu.Lock()
	if j.err == nil {
		j.err = e
	}
	j.mu.Unlock()
	j.warn(e)
}

func (j *journey) navigated(r navigation.Request, d navigation.Decision) {
	if d.Action == navigation.External {
		j.note(Entry{Kind: KindNavigation, Type: "external", Detail: "opened in the browser: " + secret.Origin(d.Open)})
	}
}

func (j *journey) warn(err *fault.Error) {
	j.log.Warn("connect", "error", err)
	j.add(Entry{Kind: KindWarning, Type: string(err.Code), Detail: err.Message, Code: err.Code})
}

func (j *journey) fail(err *fault.Error) {
	j.warn(err)
	j.board.setState(State{Phase: Failed, Message: err.Message, Error: trouble(err)})
}

func (j *journey) say(p Phase, message string) { j.board.setState(State{Phase: p, Message: message}) }

// note adds an entry to the timeline and to the log.
func (j *journey) note(e Entry) {
	j.log.Info("connect", "kind", e.Kind, "type", e.Type, "detail", e.Detail)
	j.add(e)
}

func (j *journey) add(e Entry) {
	e.Millis = j.millis()
	e.Type, e.Detail = j.masked.Text(e.Type), j.masked.Text(e.Detail)
	if e.Data != nil {
		e.Data = json.RawMessage(j.masked.Text(string(e.Data)))
	}
	j.board.add(e)
}

func (j *journey) millis() int64 { return j.cfg.Now().Sub(j.started).Milliseconds() }
