// Package sandbox is a stand-in for providers and banks: their APIs, their
// widgets, and institutions that do not exist, in one process on loopback
// addresses. It is for trying things out and for tests. It stores nothing and
// calls nobody, except for the webhooks that it is told to send.
//
// All institutions take any user name. The password "correct" connects, every
// other one is refused.
//
// It has MX, in version v20250224 of its Platform API, and a UCW server, each
// with the widget that its widget URLs lead to, fino's API with its hosted
// pages, and a bank with a site of its own. The world behind them
// (sandbox/world) and each face are packages of their own.
package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/mxapi"
	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/mxwidget"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

// sandboxClient is the client id of every sandbox.
const sandboxClient = "sandbox-client"

// Sandbox is a running sandbox. It is safe for concurrent use.
type Sandbox struct {
	world   *world.World
	baseURL string
	apiKey  secret.String
	ui      string

	site    *site // MX's
	closeUI func() error
	bank    *bankServer
	ucw     *ucwServer
	fino    *finoServer
	faults  *faults.Rules
	once    sync.Once
	closed  error
}

// Start opens the address and serves until Close. The context bounds the
// opening only. It fails with config_invalid, sandbox_bind_failed or
// sandbox_ui_missing.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	ui, name, closeUI, err := openUI(o)
	if err != nil {
		return nil, err
	}
	at, err := openSite(ctx, "mx", o.Addr, o)
	if err != nil {
		closeUI() // the first error is the one to report
		return nil, err
	}
	s := &Sandbox{
		world:   world.New(world.Config{Now: o.Now, Delay: o.Delay, Seed: o.Seed}),
		baseURL: at.url(),
		apiKey:  secret.New(rand.Text()),
		ui:      name,
		closeUI: closeUI,
		faults:  &faults.Rules{},
		site:    at,
	}
	if err := s.startOthers(ctx, o); err != nil {
		closeUI()
		return nil, at.drop(err)
	}
	at.serve(s.handler(ui, o, at.addr()), o.Logger)
	return s, nil
}

// startOthers opens the bank, UCW and fino. After a failure it closes those that
// it has opened; the first error is the one to report.
func (s *Sandbox) startOthers(ctx context.Context, o Options) (err error) {
	if s.bank, err = startBank(ctx, s.faults, o); err != nil {
		return err
	}
	if s.ucw, err = startUCW(ctx, s.world, s.bank.bank, s.faults, o); err != nil {
		s.bank.close(ctx)
		return err
	}
	if s.fino, err = startFino(ctx, s.bank.bank, s.faults, o); err != nil {
		s.ucw.close(ctx)
		s.bank.close(ctx)
	}
	return err
}

// listen opens the address. The net package looks at the context only when it
// has to look up a name.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", addr)
}

// World returns the sandbox's world, for tests that look behind the API or
// prepare it.
func (s *Sandbox) World() *world.World { return s.world }

// Close stops the sandbox. It waits for requests that are being answered until
// the context ends, then cuts them off. It may be called more than once.
func (s *Sandbox) Close(ctx context.Context) error {
	s.once.Do(func() {
		s.closed = errors.Join(s.site.close(ctx), s.fino.close(ctx), s.ucw.close(ctx), s.bank.close(ctx), s.closeUI())
	})
	return s.closed
}

// handler puts the faces together.
func (s *Sandbox) handler(ui mxwidget.UI, o Options, addr *net.TCPAddr) http.Handler {
	oauth := mxoauth.New(mxoauth.Config{World: s.world, Bank: s.bank.bank, BaseURL: s.baseURL, Log: o.Logger})
	widget := mxwidget.New(s.world, ui, oauth, o.Logger)
	mux := http.NewServeMux()
	mux.Handle("/md/", widget.Handler())
	mux.Handle("/oauth/", oauth.Handler())
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("/", mxapi.Handler(mxapi.Config{
		World: s.world, ClientID: sandboxClient, APIKey: s.apiKey,
		BaseURL: s.baseURL, Mint: widget.Mint, OAuth: oauth, Log: o.Logger,
	}))
	root := http.NewServeMux()
	root.Handle("/sandbox/faults", basicAuth(s.apiKey, s.faults.Admin()))
	root.Handle("/", s.faults.Wrap("mx", faults.JSON, mux))
	return guard(hostsOf(addr, o.Hosts), o.Logger, root)
}

// Faults returns the rules by which the sandbox's servers misbehave on
// purpose. A request asks for a fault of its own in the X-Sandbox-Fault
// header.
func (s *Sandbox) Faults() *faults.Rules { return s.faults }

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// reachable returns an address for clients: one that is open on all interfaces
// is reached through the loopback one.
func reachable(addr *net.TCPAddr) string {
	if !addr.IP.IsUnspecified() {
		return addr.String()
	}
	return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: addr.Port}).String()
}
