package shell

import (
	"context"
	"errors"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

// serve takes what later processes of the app bring, until ctx ends or the
// channels are closed: links, and the wish to see the app.
func (s *Shell) serve(ctx context.Context) {
	links, started := s.cfg.Links, s.cfg.Started
	for links != nil || started != nil {
		select {
		case <-ctx.Done():
			return
		case link, ok := <-links:
			if !ok {
				links = nil
				continue
			}
			s.returned(link)
		case _, ok := <-started:
			if !ok {
				started = nil
				continue
			}
			if !s.raiseWidget() {
				s.cfg.front()
			}
		}
	}
}

// raiseWidget brings the widget's window to the front, and reports whether
// there is one that the user sees. The shell's own window would cover it.
func (s *Shell) raiseWidget() (raised bool) {
	s.withJourney(func(j *journey.Journey) {
		switch s.board.phase() {
		case Loading, Open, Bank:
			raised = j.Focus()
		}
	})
	return raised
}

// returned takes a link that the system handed to the app.
func (s *Shell) returned(link string) {
	s.mu.Lock()
	p := s.current
	s.mu.Unlock()
	if p == nil {
		s.resume(link)
		return
	}
	if trip := p.journey(); trip != nil {
		_ = trip.Return(journey.Link{URL: secret.New(link)}) // the presenter is told
		return
	}
	p.unexpected()
}

// resume goes on with a journey of an earlier process, if there is one. link is
// the return link with which the system started the app, if it did. It returns
// when it is known whether there is one.
func (s *Shell) resume(link string) {
	if s.cfg.Vault == nil {
		s.nothingLeft(link, nil)
		return
	}
	if _, err := s.backend.get(s.ctx); err != nil { // prepare has said so
		s.nothingLeft(link, nil)
		return
	}
	p, ctx := s.begin("")
	if p == nil {
		return
	}
	trip, err := s.start(ctx, p, func(cfg journey.Config) (*journey.Journey, error) {
		return journey.Continue(ctx, cfg, journey.Link{URL: secret.New(link)}, p)
	})
	p.began(trip)
	if err != nil {
		s.finished(p)
		s.nothingLeft(link, err)
		return
	}
	s.work.Go(func() {
		defer s.finished(p)
		<-trip.Done()
	})
}

// nothingLeft says what became of a journey that does not go on, and of a link
// that nobody waits for.
func (s *Shell) nothingLeft(link string, err error) {
	p := newPresenter(s.cfg, s.board)
	if err != nil && fault.CodeOf(err) != fault.SnapshotMissing {
		p.fail(err)
		return
	}
	if given := errors.Unwrap(err); given != nil {
		p.notice("Your earlier attempt cannot go on. ", given)
	}
	if link != "" {
		p.unexpected()
	}
}
