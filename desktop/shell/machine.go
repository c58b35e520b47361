package shell

import (
	"slices"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// machine is a session that can be written down while a window uses it. It is
// safe for concurrent use.
type machine struct {
	mu  sync.Mutex
	of  *session.Session
	due bool // it changed in something that matters and was not written down

	judged  bool         // there was a return link
	verdict *fault.Error // why the first one was refused; nil when it was not
}

func (m *machine) Step(at time.Time, in session.Input) session.Answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer := m.of.Step(at, in)
	m.due = m.due || slices.Contains(answer.Effects, session.Effect(session.Persist{}))
	if _, ok := in.(session.ReturnLink); ok && !m.judged {
		m.judged, m.verdict = true, answer.Err
	}
	return answer
}

// firstLink says what became of the first return link: nil when it was
// believed.
func (m *machine) firstLink() *fault.Error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.verdict
}

func (m *machine) Deadline() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of.Deadline()
}

func (m *machine) Ended() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of.Ended()
}

// snapshot returns the session as it is now, nil when it was written down
// before.
func (m *machine) snapshot(with session.Sealer) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.due {
		return nil, nil
	}
	data, err := m.of.Snapshot(with)
	m.due = err != nil
	return data, err
}

// unwritten says that a snapshot did not get to where it is kept.
func (m *machine) unwritten() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.due = true
}
