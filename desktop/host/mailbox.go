package host

import (
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// Bounds of a mailbox whose listener is slow. The session limits how fast a
// page can fill it. An outcome always finds room.
const (
	roomForEvents = 4096
	roomForRest   = 256 // warnings and navigations
)

// letter is one thing for a listener; one of its fields is set.
type letter struct {
	event      *event.Event
	warning    *fault.Error
	navigation *asked
}

type asked struct {
	request  navigation.Request
	decision navigation.Decision
}

// mailbox keeps what a listener has not heard yet. put and seal never block.
type mailbox struct {
	listener Listener
	ring     chan struct{} // rung when there is something new

	mu      sync.Mutex
	letters []letter
	lost    int // letters that found no room since the last one that did
	outcome *session.Outcome
}

func newMailbox(l Listener) *mailbox {
	return &mailbox{listener: l, ring: make(chan struct{}, 1)}
}

// put adds a letter. It is lost when there is no room, or after seal.
func (m *mailbox) put(l letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	room := roomForRest
	if l.event != nil {
		room = roomForEvents
	}
	if m.outcome != nil {
		return
	}
	if len(m.letters) >= room {
		m.lost++
		return
	}
	m.letters = append(m.letters, l)
	m.wake()
}

// seal adds the outcome, as the last thing.
func (m *mailbox) seal(o session.Outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcome = &o
	m.wake()
}

func (m *mailbox) wake() {
	select {
	case m.ring <- struct{}{}:
	default:
	}
}

// serve hands over letters in order and returns after the outcome.
func (m *mailbox) serve() {
	for range m.ring {
		letters, lost, outcome := m.empty()
		for _, l := range letters {
			m.hand(l)
		}
		if lost > 0 {
			m.listener.Warning(fault.New(fault.MessageFlood, nil))
		}
		if outcome != nil {
			m.listener.Outcome(*outcome)
			return
		}
	}
}

func (m *mailbox) empty() ([]letter, int, *session.Outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters, lost := m.letters, m.lost
	m.letters, m.lost = nil, 0
	return letters, lost, m.outcome
}

func (m *mailbox) hand(l letter) {
	switch {
	case l.event != nil:
		m.listener.Event(*l.event)
	case l.warning != nil:
		m.listener.Warning(l.warning)
	case l.navigation != nil:
		if n, ok := m.listener.(NavigationListener); ok {
			n.Navigation(l.navigation.request, l.navigation.decision)
		}
	}
}
