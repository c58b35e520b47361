// Package shell is the Wails application around the widget: a page of our own
// with Go bindings, and the widget in a window of its own without any. The
// page starts a journey and watches it; everything that decides is in core.
package shell

import (
	"context"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
)

// Shell is what the page can call. Its exported methods are the whole of it.
// They return at once and are safe for concurrent use.
type Shell struct {
	cfg     Config
	backend *backend
	board   *board
	back    journey.Return

	mu      sync.Mutex
	ctx     context.Context    // of the application; set when it starts
	end     context.CancelFunc // ends ctx
	current *presenter
	work    sync.WaitGroup
}

// New returns a shell that is not shown yet. Errors: config_invalid.
func New(cfg Config) (*Shell, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	return &Shell{
		cfg: cfg, backend: &backend{open: cfg.Backend}, board: newBoard(), back: cfg.back(), ctx: context.Background(),
	}, nil
}

// Info describes the application.
func (s *Shell) Info() Info {
	info := s.cfg.Info
	info.ProviderURL = s.backend.url()
	return info
}

// Snapshot returns everything the page shows.
func (s *Shell) Snapshot() Snapshot { return s.board.snapshot() }

// Connect opens a widget. If one is open already, the timeline says so and
// nothing else happens.
func (s *Shell) Connect() {
	p, ctx := s.begin("Asking the provider for a widget…")
	if p == nil {
		return
	}
	s.work.Go(func() {
		defer s.finished(p)
		s.travel(ctx, p, func(cfg journey.Config) (*journey.Journey, error) { return journey.Start(ctx, cfg, p) })
	})
}

// begin makes a presenter the current one, nil when there is one already.
func (s *Shell) begin(message string) (*presenter, context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return nil, nil
	}
	if s.current != nil {
		s.current.warn(fault.New(fault.SessionBusy, nil))
		return nil, nil
	}
	p := newPresenter(s.cfg, s.board)
	ctx, cancel := context.WithCancel(s.ctx)
	p.cancel = cancel
	s.current = p
	if message != "" {
		p.say(Requesting, message)
	}
	return p, ctx
}

// travel runs a journey and returns when it is over.
func (s *Shell) travel(ctx context.Context, p *presenter, start func(journey.Config) (*journey.Journey, error)) {
	trip, err := s.start(ctx, p, start)
	p.began(trip)
	if err != nil {
		p.Result(journey.Result{Outcome: p.notBegun(ctx, err)}, err)
		return
	}
	<-trip.Done()
}

func (s *Shell) start(ctx context.Context, p *presenter, start func(journey.Config) (*journey.Journey, error)) (*journey.Journey, error) {
	asking, cancel := context.WithTimeout(ctx, s.cfg.AskTimeout)
	defer cancel()
	at, err := s.backend.get(asking)
	if err != nil {
		return nil, err
	}
	p.talks = at.Provider.Traits().Talks
	return start(s.cfg.journey(at, s.back))
}

// finished lets another journey begin.
func (s *Shell) finished(p *presenter) {
	p.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
}

// Cancel closes the widget, or gives up asking for one.
func (s *Shell) Cancel() { s.with((*presenter).stop) }

// OpenAgain opens the bank's page in the browser once more, while the user is
// to finish there.
func (s *Shell) OpenAgain() { s.withJourney(func(j *journey.Journey) { j.OpenAgain() }) }

// Back asks the widget to go back by one screen.
func (s *Shell) Back() { s.withJourney((*journey.Journey).Back) }

// Reload opens the widget once more, from its start.
func (s *Shell) Reload() { s.withJourney((*journey.Journey).Reload) }

// with runs f for the presenter of the journey that is under way, if there is
// one.
func (s *Shell) with(f func(*presenter)) {
	s.mu.Lock()
	p := s.current
	s.mu.Unlock()
	if p != nil {
		f(p)
	}
}

func (s *Shell) withJourney(f func(*journey.Journey)) {
	s.with(func(p *presenter) {
		if trip := p.journey(); trip != nil {
			f(trip)
		}
	})
}

// prepare opens the backend ahead of the first widget. A failure is shown;
// Connect tries again.
func (s *Shell) prepare(ctx context.Context) {
	if _, err := s.backend.get(ctx); err != nil {
		newPresenter(s.cfg, s.board).fail(err)
	}
}
