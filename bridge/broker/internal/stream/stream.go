// Package stream keeps count of a broker's open event streams, wakes them, and
// writes to their readers.
package stream

import "sync"

// Set is the open event streams of an instance. It is safe for concurrent use.
// NewSet makes one.
type Set struct {
	perUser, max int

	mu       sync.Mutex
	count    int
	users    map[string]int
	sessions map[string]map[*Stream]struct{}
	ended    chan struct{} // closed when all have to end
}

// Stream is one of them.
type Stream struct {
	of            *Set
	user, session string
	changed       chan struct{} // holds one: several changes are one
}

// NewSet returns an empty set for so many streams of a user, and so many in
// all.
func NewSet(perUser, max int) *Set {
	return &Set{
		perUser: perUser, max: max,
		users: map[string]int{}, sessions: map[string]map[*Stream]struct{}{}, ended: make(chan struct{}),
	}
}

// Open adds a stream of a user for a session, unless there are too many or all
// have to end. The caller closes it.
func (s *Set) Open(user, session string) (*Stream, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count >= s.max || s.users[user] >= s.perUser || isClosed(s.ended) {
		return nil, false
	}
	st := &Stream{of: s, user: user, session: session, changed: make(chan struct{}, 1)}
	if s.sessions[session] == nil {
		s.sessions[session] = map[*Stream]struct{}{}
	}
	s.sessions[session][st] = struct{}{}
	s.users[user]++
	s.count++
	return st, true
}

// Close removes the stream.
func (st *Stream) Close() {
	s := st.of
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions[st.session], st)
	if len(s.sessions[st.session]) == 0 {
		delete(s.sessions, st.session)
	}
	if s.users[st.user]--; s.users[st.user] == 0 {
		delete(s.users, st.user)
	}
	s.count--
}

// Changed has a value when the session may have changed.
func (st *Stream) Changed() <-chan struct{} { return st.changed }

// Ended is closed when the stream has to end.
func (st *Stream) Ended() <-chan struct{} { return st.of.ended }

// Over reports whether Ended is closed.
func (st *Stream) Over() bool { return isClosed(st.of.ended) }

// Count returns how many streams are open.
func (s *Set) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Wake tells the streams of a session to look, or all of them for "". It does
// not block.
func (s *Set) Wake(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session != "" {
		wakeAll(s.sessions[session])
		return
	}
	for _, each := range s.sessions {
		wakeAll(each)
	}
}

func wakeAll(each map[*Stream]struct{}) {
	for st := range each {
		select {
		case st.changed <- struct{}{}:
		default: // it is going to look anyway
		}
	}
}

// End ends every stream, and lets no new one open.
func (s *Set) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !isClosed(s.ended) {
		close(s.ended)
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
