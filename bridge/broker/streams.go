package broker

import (
	"context"
	"sync"
	"time"
)

// streams are the open event streams of this instance.
type streams struct {
	perUser, max int

	mu       sync.Mutex
	count    int
	users    map[string]int
	sessions map[string]map[*stream]struct{}
	ended    chan struct{} // closed when all have to end
}

// stream is one of them.
type stream struct {
	of            *streams
	user, session string
	changed       chan struct{} // holds one: several changes are one
	ended         <-chan struct{}
}

func newStreams(l Limits) *streams {
	return &streams{
		perUser: l.StreamsOf, max: l.Streams,
		users: map[string]int{}, sessions: map[string]map[*stream]struct{}{}, ended: make(chan struct{}),
	}
}

// open adds a stream, unless there are too many or the broker is closing.
func (s *streams) open(user, session string) (*stream, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count >= s.max || s.users[user] >= s.perUser || isClosed(s.ended) {
		return nil, false
	}
	st := &stream{of: s, user: user, session: session, changed: make(chan struct{}, 1), ended: s.ended}
	if s.sessions[session] == nil {
		s.sessions[session] = map[*stream]struct{}{}
	}
	s.sessions[session][st] = struct{}{}
	s.users[user]++
	s.count++
	return st, true
}

func (st *stream) close() {
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

func (st *stream) over() bool { return isClosed(st.ended) }

// wake tells the streams of a session to look, or all of them for "". It does
// not block.
func (s *streams) wake(session string) {
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

func wakeAll(each map[*stream]struct{}) {
	for st := range each {
		select {
		case st.changed <- struct{}{}:
		default: // it is going to look anyway
		}
	}
}

// end closes every stream, and lets no new one open.
func (s *streams) end() {
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

// watchPause is how long to wait after the watch over the store broke off.
const watchPause = time.Second

// watch wakes streams when the store says that a session changed.
func (b *Broker) watch(ctx context.Context) {
	for ctx.Err() == nil {
		err := b.o.Store.Watch(ctx, b.streams.wake)
		if ctx.Err() != nil {
			return
		}
		b.o.Logger.Warn("the watch over the store broke off", "error", err)
		pause(ctx, watchPause)
	}
}

// pause waits, or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
