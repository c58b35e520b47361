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
	s.forgetOthers()
	j := newJourney(s.cfg, s.backend, s.board)
	s.launch(j, "Asking the provider for a widget…", j.open)
}

// begin is launch for callers without the lock. It reports whether it began:
// a widget may be open already.
func (s *Shell) begin(j *journey, message string, open func(context.Context) (Window, error)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		return false
	}
	s.launch(j, message, open)
	return true
}

// launch runs a journey beside the caller, who holds the lock.
func (s *Shell) launch(j *journey, message string, open func(context.Context) (Window, error)) {
	if s.ctx.Err() != nil {
		return
	}
	s.current = j
	j.say(Requesting, message)
	ctx, cancel := context.WithCancel(s.ctx)
	j.cancel = cancel
	s.work.Go(func() {
		defer cancel()
		j.run(ctx, open)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.current = nil
	})
}

// Cancel closes the widget, or gives up asking for one.
func (s *Shell) Cancel() {
	s.with(func(j *journey, _ context.Context) { j.stop() })
}

// OpenAgain opens the bank's page in the browser once more, while the user is
// to finish there.
func (s *Shell) OpenAgain() {
	s.with(func(j *journey, ctx context.Context) { s.work.Go(func() { j.openAgain(ctx) }) })
}

// Back asks the widget to go back by one screen.
func (s *Shell) Back() {
	s.with(func(j *journey, _ context.Context) {
		if w := j.shown(); w != nil {
			w.Back()
		}
	})
}

// Reload opens the widget once more, from its start.
func (s *Shell) Reload() {
	s.with(func(j *journey, _ context.Context) {
		if w := j.shown(); w != nil {
			w.Reload()
		}
	})
}

// with runs f for the journey that is under way, if there is one.
func (s *Shell) with(f func(*journey, context.Context)) {
	s.mu.Lock()
	j, ctx := s.current, s.ctx
	s.mu.Unlock()
	if j != nil {
		f(j, ctx)
	}
}

// prepare opens the backend ahead of the first widget. A failure is shown;
// Connect tries again.
func (s *Shell) prepare(ctx context.Context) {
	if _, err := s.backend.get(ctx); err != nil {
		newJourney(s.cfg, s.backend, s.board).fail(fault.From(err))
	}
}
