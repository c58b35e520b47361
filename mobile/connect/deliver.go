package connect

import (
	"slices"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// step feeds one input and hands over what it leads to.
func (s *Session) step(in session.Input) *Problem {
	answer, err := s.take(in)
	if err != nil {
		return problem(err)
	}
	return problem(answer.Err)
}

func (s *Session) take(in session.Input) (session.Answer, error) {
	answer, err := s.decide(in)
	if err == nil {
		s.handOver()
	}
	return answer, err
}

// decide feeds one input and queues its effects. When the clock fails no time
// passes, so that a session can be closed even then.
func (s *Session) decide(in session.Input) (session.Answer, error) {
	now, err := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.core.isZero() {
		return session.Answer{}, s.noCore()
	}
	if err != nil {
		s.queue = append(s.queue, session.Warn{Err: err})
	}
	return s.feed(now, in), nil
}

// feed feeds one input with the lock held.
func (s *Session) feed(now int64, in session.Input) session.Answer {
	answer := s.core.step(now, in)
	s.queue = append(s.queue, answer.Effects...)
	for _, e := range answer.Effects {
		if _, ok := e.(session.End); ok {
			s.ended = true
		}
	}
	return answer
}

// handOver carries out what is queued, without the lock, so that the host may
// call back. A caller who finds another one at it leaves the rest to that one.
func (s *Session) handOver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy {
		return
	}
	s.busy = true
	defer func() { s.busy = false }()
	for len(s.queue) > 0 && s.host != nil {
		e, h := s.queue[0], s.host
		s.queue = slices.Delete(s.queue, 0, 1)
		s.prepare(e)
		if err := s.unlocked(func() error { return s.carryOut(h, e) }); err != nil {
			s.hostFailed(e, err)
		}
	}
}

// prepare notes what an effect changes before it is carried out.
func (s *Session) prepare(e session.Effect) {
	if _, ok := e.(session.End); ok {
		s.host, s.clock, s.core = nil, nil, machine{}
	}
}

// unlocked calls f, which may panic, while others may use the session.
func (s *Session) unlocked(f func() error) (err error) {
	s.mu.Unlock()
	defer s.mu.Lock()
	defer catchError(&err)
	return f()
}

func (s *Session) carryOut(h Host, e session.Effect) error {
	switch e := e.(type) {
	case session.Load:
		return h.Load(e.URL.Reveal())
	case session.NeedURL:
		return h.NeedURL(e.MemberGUID)
	case session.CheckMember:
		return h.CheckMember(e.GUID)
	case session.Persist:
		return h.Persist()
	case session.Emit:
		return h.Event(&Event{event: e.Event})
	case session.OpenExternal:
		return h.OpenExternal(e.URL.Reveal())
	case session.Post:
		return h.Post(string(e.Data), e.Origin)
	case session.Warn:
		return h.Warn(problem(e.Err))
	case session.VisitBegun, session.VisitEnded: // the app sees them in what it opens and hears
		return nil
	case session.CloseView:
		return h.CloseView()
	case session.End:
		return h.Outcome(&Outcome{e.Outcome})
	}
	return fault.Newf(fault.Other, nil, "The session asked for something unknown.")
}

// hostFailed goes on when the host could not do something, so that no user
// waits for what will not come.
func (s *Session) hostFailed(e session.Effect, err error) {
	switch e := e.(type) {
	case session.Load, session.NeedURL:
		s.feed(0, session.PageFailed{Err: fault.New(fault.WidgetLoadFailed, err)})
	case session.CheckMember:
		s.feed(0, session.MemberChecked{GUID: e.GUID, State: session.MemberUnknown})
	case session.OpenExternal:
		s.warnFirst(fault.New(fault.ExternalOpenFailed, err))
	case session.Warn, session.End: // there is nobody left to tell
	default:
		s.warnFirst(fault.New(fault.HostFailed, err))
	}
}

// warnFirst warns before anything else: the outcome may be in the queue.
func (s *Session) warnFirst(err error) {
	s.queue = slices.Insert(s.queue, 0, session.Effect(session.Warn{Err: err}))
}
