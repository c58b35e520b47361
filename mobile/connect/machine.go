package connect

import (
	"time"

	"github.com/connecthost/connecthost/core/session"
)

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
