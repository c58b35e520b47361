package driver

import (
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Bounds of a mailbox whose listener is slow. The session limits how fast a
// page can fill it. An outcome always finds room.
const (
	roomForEvents = 4096 // events and visits
	roomForRest   = 256  // warnings, navigations, and addresses that opened
)

// letter is one thing for a listener; one of its fields is set.
type letter struct {
	event      *event.Event
	visit      *visit
	warning    error
	navigation *asked
	opened     *opened
}

type asked struct {
	request  navigation.Request
	decision navigation.Decision
}

type visit struct {
	begun    bool
	address  secret.String
	returned bool
}

type opened struct {
	address secret.String
	err     error
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

// put adds a letter. It is lost when there is no room. After seal there is room
// only for what became of the last snapshot and the last address.
func (m *mailbox) put(l letter) {
	if !m.wanted(l) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	room := roomForRest
	if l.event != nil || l.visit != nil {
		room = roomForEvents
	}
	if m.outcome != nil && l.warning == nil && l.opened == nil {
		return
	}
	if len(m.letters) >= room {
		m.lost++
		return
	}
	m.letters = append(m.letters, l)
	m.wake()
}

// wanted reports whether the listener hears of such a thing at all.
func (m *mailbox) wanted(l letter) (ok bool) {
	switch {
	case l.navigation != nil:
		_, ok = m.listener.(NavigationListener)
	case l.visit != nil:
		_, ok = m.listener.(VisitListener)
	case l.opened != nil:
		_, ok = m.listener.(OpenListener)
	default:
		ok = true
	}
	return ok
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

// serve hands over letters in order and returns after the outcome. before is
// called when everything except the outcome has been handed over.
func (m *mailbox) serve(before func()) {
	for range m.ring {
		if outcome := m.handAll(); outcome != nil {
			before()
			m.handAll()
			m.listener.Outcome(*outcome)
			return
		}
	}
}

// handAll hands over what is there, except the outcome, which it returns.
func (m *mailbox) handAll() *session.Outcome {
	m.mu.Lock()
	letters, lost := m.letters, m.lost
	m.letters, m.lost = nil, 0
	outcome := m.outcome
	m.mu.Unlock()
	for _, l := range letters {
		m.hand(l)
	}
	if lost > 0 {
		m.listener.Warning(fault.New(fault.MessageFlood, nil))
	}
	return outcome
}

func (m *mailbox) hand(l letter) {
	switch {
	case l.event != nil:
		m.listener.Event(*l.event)
	case l.warning != nil:
		m.listener.Warning(l.warning)
	case l.navigation != nil:
		m.listener.(NavigationListener).Navigation(l.navigation.request, l.navigation.decision)
	case l.opened != nil:
		m.listener.(OpenListener).Opened(l.opened.address, l.opened.err)
	case l.visit != nil:
		if l.visit.begun {
			m.listener.(VisitListener).VisitBegun(l.visit.address)
			return
		}
		m.listener.(VisitListener).VisitEnded(l.visit.returned)
	}
}
