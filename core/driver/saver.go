package driver

import (
	"sync"
	"time"
)

// flushWithin is how long anybody waits for a disk that does not answer.
const flushWithin = 5 * time.Second

// saver writes snapshots, one at a time and the newest last. A snapshot that
// could not be written is tried again at the next flush, and once more at the
// end.
type saver struct {
	save func([]byte) error // nil when nothing is kept
	ring chan struct{}      // rung when there is something to do
	end  chan struct{}

	mu      sync.Mutex
	newest  []byte        // the snapshot that is not on the disk; nil when all are
	version int           // of newest
	asked   int           // tries that were asked for
	tried   int           // how many of them were made
	changed chan struct{} // closed, and replaced, when tried moves
}

func newSaver(save func([]byte) error) *saver {
	return &saver{save: save, ring: make(chan struct{}, 1), end: make(chan struct{}), changed: make(chan struct{})}
}

// put has a snapshot written, in place of one that still waits.
func (s *saver) put(snapshot []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest = snapshot
	s.version++
	s.ask()
}

// ask has the writer look once more. The lock is held.
func (s *saver) ask() int {
	s.asked++
	select {
	case s.ring <- struct{}{}:
	default:
	}
	return s.asked
}

// flush waits until everything that was put before it is on the disk, or could
// not be written although it was tried twice, or the disk does not answer in
// time.
func (s *saver) flush() {
	late := time.NewTimer(flushWithin)
	defer late.Stop()
	for range 2 {
		s.mu.Lock()
		if s.newest == nil {
			s.mu.Unlock()
			return
		}
		mine := s.ask()
		s.mu.Unlock()
		if !s.await(mine, late.C) {
			return
		}
	}
}

// await waits for a try, and reports whether it was made.
func (s *saver) await(mine int, late <-chan time.Time) bool {
	for {
		s.mu.Lock()
		tried, changed := s.tried, s.changed
		s.mu.Unlock()
		if tried >= mine {
			return true
		}
		select {
		case <-changed:
		case <-s.end:
			return false
		case <-late:
			return false
		}
	}
}

// serve writes until close. A disk that fails ends nothing: the app is warned.
func (s *saver) serve(warn func(error)) {
	for {
		select {
		case <-s.ring:
			s.write(warn)
		case <-s.end:
			s.write(warn)
			return
		}
	}
}

func (s *saver) write(warn func(error)) {
	s.mu.Lock()
	data, version, asked := s.newest, s.version, s.asked
	s.mu.Unlock()
	var err error
	if data != nil {
		err = s.save(data)
	}
	if err != nil {
		warn(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && version == s.version {
		s.newest = nil
	}
	s.tried = asked
	close(s.changed)
	s.changed = make(chan struct{})
}

// close ends the writer after a last try.
func (s *saver) close() { close(s.end) }
