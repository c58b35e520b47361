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
)

// BankOptions are the settings of the bank's own site. The zero value is
// usable.
type BankOptions struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port. It
	// must be a loopback address unless Options.AllowRemote is set.
	Addr string
	// Origin is what browsers reach it by; default the address it listens on.
	// It answers no other Host.
	Origin string
}

// bankServer is the bank on its own origin, as a real one has.
type bankServer struct {
	bank   *bank.Bank
	server *http.Server
	served chan struct{}
}

// startBank opens the bank. It fails with config_invalid or
// sandbox_bind_failed.
func startBank(ctx context.Context, rules *faults.Rules, o Options) (*bankServer, error) {
	addr := cmp.Or(o.Bank.Addr, DefaultAddr)
	if err := (Options{Addr: addr, AllowRemote: o.AllowRemote}).checkAddr(); err != nil {
		return nil, err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return nil, fault.Newf(fault.SandboxBind, err, "The sandbox could not open the address %s.", addr)
	}
	origin := cmp.Or(o.Bank.Origin, "http://"+reachable(listener.Addr().(*net.TCPAddr)))
	b := &bankServer{served: make(chan struct{})}
	if b.bank, err = bank.New(bank.Config{Origin: origin, Now: o.Now, Logger: o.Logger}); err != nil {
		listener.Close() // the first error is the one to report
		return nil, err
	}
	b.server = newServer(logged(o.Logger, rules.Wrap("bank", faults.Text, b.bank)), o.Logger)
	go b.serve(listener, o.Logger)
	return b, nil
}

func (b *bankServer) serve(listener net.Listener, log *slog.Logger) {
	defer close(b.served)
	if err := b.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Error("sandbox's bank stopped", "error", err)
	}
}

// close stops the bank as Sandbox.Close does.
func (b *bankServer) close(ctx context.Context) error {
	err := b.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, b.server.Close())
	}
	<-b.served
	return err
}

// BankURL returns the origin of the bank's own site.
func (s *Sandbox) BankURL() string { return s.bank.bank.Origin() }

// Bank returns the bank's own site, for tests that send a user there.
func (s *Sandbox) Bank() *bank.Bank { return s.bank.bank }
