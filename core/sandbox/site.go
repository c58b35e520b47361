package sandbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"github.com/connecthost/connecthost/core/fault"
)

// site is one of the sandbox's servers on an origin of its own, as a real one
// has.
type site struct {
	name     string // in the log
	listener net.Listener
	server   *http.Server
	served   chan struct{} // closed when the server's goroutine has ended
}

// openSite opens an address, "" for the default one. It fails with
// config_invalid or sandbox_bind_failed. Call serve next, or drop.
func openSite(ctx context.Context, name, addr string, o Options) (*site, error) {
	addr = cmp.Or(addr, DefaultAddr)
	if err := (Options{Addr: addr, AllowRemote: o.AllowRemote}).checkAddr(); err != nil {
		return nil, err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return nil, fault.Newf(fault.SandboxBindFailed, err, "The sandbox could not open the address %s.", addr)
	}
	return &site{name: name, listener: listener, served: make(chan struct{})}, nil
}

// addr is the address that is open.
func (s *site) addr() *net.TCPAddr { return s.listener.Addr().(*net.TCPAddr) }

// url is where clients reach it.
func (s *site) url() string { return "http://" + reachable(s.addr()) }

// drop gives the address up when nothing can be served there, and returns what
// is to be reported: the first error.
func (s *site) drop(first error) error {
	s.listener.Close()
	return first
}

// serve begins to answer.
func (s *site) serve(h http.Handler, log *slog.Logger) {
	s.server = newServer(h, log)
	go func() {
		defer close(s.served)
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("a server of the sandbox stopped", "server", s.name, "error", err)
		}
	}()
}

// close stops it as Sandbox.Close does.
func (s *site) close(ctx context.Context) error {
	err := s.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.server.Close())
	}
	<-s.served
	return err
}
