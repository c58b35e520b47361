package shell

import (
	"slices"
	"sync"
)

// maxTimeline bounds the entries that the shell keeps; older ones go.
const maxTimeline = 500

// The names under which the page hears of changes.
const (
	topicState       = "state"
	topicTimeline    = "timeline"
	topicConnections = "connections"
)

// board is what the page shows. Changes are published in order. It is safe
// for concurrent use.
type board struct {
	mu          sync.Mutex
	publish     func(topic string, value any) // must not call back; nil before the page is there
	state       State
	connections []Connection
	timeline    []Entry
}

func newBoard() *board {
	return &board{state: State{Phase: Idle}, connections: []Connection{}, timeline: []Entry{}}
}

func (b *board) connect(publish func(topic string, value any)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.publish = publish
}

func (b *board) snapshot() Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Snapshot{State: b.state, Connections: slices.Clone(b.connections), Timeline: slices.Clone(b.timeline)}
}

func (b *board) phase() Phase {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state.Phase
}

func (b *board) setState(s State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.state = s
	b.tell(topicState, s)
}

// move sets the state that next makes of the present one, unless next says no.
func (b *board) move(next func(State) (State, bool)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s, ok := next(b.state); ok {
		b.state = s
		b.tell(topicState, s)
	}
}

func (b *board) add(e Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.timeline = append(b.timeline, e)
	if extra := len(b.timeline) - maxTimeline; extra > 0 {
		b.timeline = slices.Delete(b.timeline, 0, extra)
	}
	b.tell(topicTimeline, e)
}

// put adds a connection, or replaces the one of the same member.
func (b *board) put(c Connection) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.connections, func(o Connection) bool { return o.MemberGUID == c.MemberGUID })
	if i < 0 {
		b.connections = append(b.connections, c)
	} else {
		b.connections[i] = c
	}
	b.tell(topicConnections, slices.Clone(b.connections))
}

func (b *board) tell(topic string, value any) {
	if b.publish != nil {
		b.publish(topic, value)
	}
}
