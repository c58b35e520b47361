// Package shell is the Wails application around the widget: a page of our own
// with Go bindings, and the widget in a window of its own without any. The
// page starts a journey and watches it; everything that decides is in core.
package shell

import (
	"context"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
)

// Shell is what the page can call. Its exported methods are the whole of it.
// They return at once and are safe for concurrent use.
type Shell struct {
	cfg     Config
	backend *backend
	board   *board

	mu      sync.Mutex
	ctx     context.Context    // of the application; set when it starts
	end     context.CancelFunc // ends ctx
	current *journey
	work    sync.WaitGroup
}

// New returns a shell that is not shown yet. Errors: config_invalid.
func New(cfg Config) (*Shell, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	return &Shell{cfg: cfg, backend: &backend{open: cfg.Backend}, board: newBoard(), ctx: context.Background()}, nil
}

// Info describes the application.
func (s *Shell) Info() Info {
	info := s.cfg.Info
	info.ProviderURL = s.backend.url()
	return info
}

// Snapshot returns everything the page shows.
func (s *Shell) Snapshot() Snapshot { return s.board.snapshot() }

// Connect opens a widget, unless one is open: then that is said in the
// timeline and nothing else happens.
func (s *Shell) Connect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.warn(fault.New(fault.SessionBusy, nil))
		return
	}
	if s.ctx.Err() != nil {
		return
	}
	j := newJourney(s.cfg, s.backend, s.board)
	s.current = j
	j.say(Requesting, "Asking the provider for a widget…")
	ctx, cancel := context.WithCancel(s.ctx)
	j.cancel = cancel
	s.work.Go(func() {
		defer cancel()
		j.run(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.current = nil
	})
}

// Cancel closes the widget, or gives up asking for one.
func (s *Shell) Cancel() {
	s.mu.Lock()
	j := s.current
	s.mu.Unlock()
	if j != nil {
		j.stop()
	}
}

// prepare opens the backend ahead of the first widget. A failure is shown;
// Connect tries again.
func (s *Shell) prepare(ctx context.Context) {
	if _, err := s.backend.get(ctx); err != nil {
		newJourney(s.cfg, s.backend, s.board).fail(fault.From(err))
	}
}
