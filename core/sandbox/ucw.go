package sandbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// UCWOptions are the settings of the sandbox's Universal Connect Widget
// server. The zero value is usable: no authentication, everything switched on.
type UCWOptions struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port. It
	// must be a loopback address unless Options.AllowRemote is set.
	Addr string
	// HostURL is the address in the widget URLs; default the one it listens on.
	HostURL string
	// Config has the rest. Its World, HostURL and Log are set by the sandbox,
	// and its OpenBank unless it is set here.
	Config ucwapi.Config
}

// ucwServer is the UCW server on its own origin, as a real one has.
type ucwServer struct {
	face   *ucwapi.Face
	url    string
	server *http.Server
	served chan struct{}
}

// startUCW opens the UCW server. It fails with config_invalid or
// sandbox_bind_failed.
func startUCW(ctx context.Context, w *world.World, b *bank.Bank, rules *faults.Rules, o Options) (*ucwServer, error) {
	addr := cmp.Or(o.UCW.Addr, DefaultAddr)
	if err := (Options{Addr: addr, AllowRemote: o.AllowRemote}).checkAddr(); err != nil {
		return nil, err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return nil, fault.Newf(fault.SandboxBind, err, "The sandbox could not open the address %s.", addr)
	}
	opened := listener.Addr().(*net.TCPAddr)
	u := &ucwServer{url: "http://" + reachable(opened), served: make(chan struct{})}
	cfg := o.UCW.Config
	cfg.World, cfg.HostURL, cfg.Log = w, o.UCW.HostURL, o.Logger
	if cfg.HostURL == "" {
		cfg.HostURL = u.url
	}
	if cfg.OpenBank == nil {
		cfg.OpenBank = visitTo(b)
	}
	if u.face, err = ucwapi.New(cfg); err != nil {
		listener.Close() // the first error is the one to report
		return nil, err
	}
	// A UCW server lets pages of every origin in: only the host is checked.
	u.server = newServer(logged(o.Logger, knownHosts(hostsOf(opened, o.Hosts), rules.Wrap("ucw", faults.Text, u.face.Handler()))), o.Logger)
	go u.serve(listener, o.Logger)
	return u, nil
}

// visitTo sends the users of UCW's banks to the bank's own site.
func visitTo(b *bank.Bank) func(ucwapi.Visit) (string, error) {
	return func(v ucwapi.Visit) (string, error) {
		return b.Begin(bank.Visit{
			Institution: v.Institution.Name,
			Finish:      func(g bank.Grant) string { return v.Finish(g.Reason) },
		})
	}
}

func (u *ucwServer) serve(listener net.Listener, log *slog.Logger) {
	defer close(u.served)
	if err := u.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Error("sandbox's UCW server stopped", "error", err)
	}
}

// close stops the server as Sandbox.Close does.
func (u *ucwServer) close(ctx context.Context) error {
	err := u.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, u.server.Close())
	}
	<-u.served
	return err
}

// UCWEndpoint is the sandbox's Universal Connect Widget server.
type UCWEndpoint struct {
	BaseURL string `json:"base_url"`
}

// UCWURL returns the address of the Universal Connect Widget server, without a
// slash at its end. It has an origin of its own.
func (s *Sandbox) UCWURL() string { return s.ucw.url }

// UCW returns the server, which makes access tokens and has the keys of its
// credentials.
func (s *Sandbox) UCW() *ucwapi.Face { return s.ucw.face }
