package shell

import "context"

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
	s.with(func(j *journey, _ context.Context) {
		switch s.board.phase() {
		case Loading, Open, Bank:
			if w := j.shown(); w != nil {
				w.Focus()
				raised = true
			}
		}
	})
	return raised
}

// returned takes a link that the system handed to the app.
func (s *Shell) returned(link string) {
	s.mu.Lock()
	j := s.current
	s.mu.Unlock()
	if j == nil {
		s.resume(link)
		return
	}
	_ = j.returned(link) // it was said in words
}
