package connect

import (
	"errors"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/session"
)

// Session is one presentation of a widget. Open and Restore make one.
type Session struct {
	mu    sync.Mutex
	core  machine // zero before Open and after the outcome
	ended bool
	clock Clock            // nil for the system's
	host  Host             // nil after the outcome
	queue []session.Effect // not handed over yet
	busy  bool             // somebody is handing over
}

// Open makes a session that has not started. widgetURL comes from the
// provider and is good for one use. It fails with widget_url_invalid or
// config_invalid.
func Open(s *Settings, widgetURL string, h Host) (_ *Session, err error) {
	defer catchError(&err)
	s.detach()
	cfg, err := s.config(widgetURL)
	if err != nil {
		return nil, err
	}
	core, err := session.New(cfg)
	if err != nil {
		return nil, err
	}
	return newSession(core, s, h)
}

// Restore makes the session of a snapshot, in a new process. The settings are
// those that the session was opened with; the return link comes from the
// snapshot. Call Start: it asks the host what became of the user's visit to
// the bank. It fails with snapshot_damaged, snapshot_version or
// snapshot_foreign, after which a fresh session has to be opened.
func Restore(s *Settings, snapshot []byte, with Sealer, h Host) (_ *Session, err error) {
	defer catchError(&err)
	s.detach()
	cfg, err := s.config("")
	if err != nil {
		return nil, err
	}
	if with == nil {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The sealer is missing.")
	}
	core, err := session.Restore(cfg, snapshot, with)
	if err != nil {
		return nil, err
	}
	return newSession(core, s, h)
}

func newSession(core *session.Session, s *Settings, h Host) (*Session, error) {
	if h == nil {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The host is missing.")
	}
	return &Session{core: newMachine(core), clock: s.clock, host: h}, nil
}

// Snapshot writes the session down, sealed. It may be stored anywhere. It
// fails with host_failed when the sealer does, and with session_ended after
// the outcome: the last Persist comes before.
func (s *Session) Snapshot(with Sealer) (_ []byte, err error) {
	defer catchError(&err)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.core.isZero():
		return nil, s.noCore()
	case with == nil:
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The sealer is missing.")
	}
	return s.core.snapshot(with)
}

// ReturnURL is the link that brings the user back, with its nonce. It is
// secret. It is empty after the outcome.
func (s *Session) ReturnURL() string {
	defer ignore()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.core.isZero() {
		return ""
	}
	return s.core.returnURL()
}

// IsReturn reports whether an address from outside is a return link for base,
// which is what Settings.ReturnURL holds. It says nothing about whether the
// link is to be believed: ReturnLink does.
func IsReturn(url, base string) bool {
	defer ignore()
	return oauth.IsReturn(url, base)
}

// Ended reports whether the outcome is out.
func (s *Session) Ended() bool {
	defer ignore()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// MillisUntilTick is the time after which Tick is due, 0 when it is due now,
// -1 when nothing is. It changes with every input.
func (s *Session) MillisUntilTick() (wait int64) {
	wait = -1
	defer ignore()
	now, err := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || s.core.isZero() {
		return -1
	}
	at := s.core.deadline()
	if at == 0 {
		return -1
	}
	return max(0, at-now)
}

// now reads the clock, in milliseconds.
func (s *Session) now() (int64, error) {
	s.mu.Lock()
	clock := s.clock
	s.mu.Unlock()
	if clock == nil {
		return time.Now().UnixMilli(), nil
	}
	ms, err := clock.NowMillis()
	if err != nil {
		return 0, fault.Newf(fault.HostFailed, err, "The app's clock failed.")
	}
	return ms, nil
}

// noCore is the error for a session without a core.
func (s *Session) noCore() error {
	if s.ended {
		return fault.New(fault.SessionEnded, nil)
	}
	return fault.Newf(fault.ConfigInvalid, errors.New("a session made without Open or Restore"), "The session was not opened: Open and Restore make one.")
}

// machine is the core as a Session uses it. It is made of functions, and
// times are plain numbers in them, because gobind hands Session over as an
// interface: through a field of the core's own type the linker would keep
// every method of time.Time, which are a twentieth of the library.
type machine struct {
	step      func(at int64, in session.Input) session.Answer
	snapshot  func(with session.Sealer) ([]byte, error)
	returnURL func() string
	deadline  func() int64 // in milliseconds, rounded up; 0 when nothing is due
}

func newMachine(core *session.Session) machine {
	return machine{
		step:      func(at int64, in session.Input) session.Answer { return core.Step(timeOf(at), in) },
		snapshot:  core.Snapshot,
		returnURL: func() string { return core.ReturnURL().Reveal() },
		deadline: func() int64 {
			at := core.Deadline()
			if at.IsZero() {
				return 0
			}
			return at.Add(time.Millisecond - 1).UnixMilli()
		},
	}
}

// isZero reports whether there is no core: none was opened, or it has ended.
func (m machine) isZero() bool { return m.step == nil }

// timeOf is the wall clock's time. It has no monotonic part, which stops
// while a phone sleeps. 0 stands for a clock that failed.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
