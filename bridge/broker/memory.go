package broker

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"
)

// MemoryOptions are the settings of Memory. The zero value is usable.
type MemoryOptions struct {
	Now        func() time.Time // default time.Now
	Sessions   int              // how many it holds at most; default 200,000
	Deliveries int              // how many webhooks wait at most; default 10,000
}

// Memory is a Store in this process: for one instance, for tests and for
// trying out. What it holds is lost with the process. It starts no goroutine.
type Memory struct {
	now func() time.Time
	max int

	mu       sync.Mutex
	sessions map[string]*kept
	returns  map[string]string // return key to session
	reserved map[string]reservation
	expiry   expiries
	watchers map[*watcher]struct{}

	limits allowances
	queue  queue
}

var _ Store = (*Memory)(nil)

// kept is a session with what is kept beside it.
type kept struct {
	session    Session
	returnKey  string
	url        []byte
	urlExpires time.Time
	said       []string
	closed     bool // the return link said success
}

// reservation is a value that is kept for a time.
type reservation struct {
	value string
	until time.Time
}

// watcher is one call of Watch.
type watcher struct{ changed func(id string) }

// NewMemory returns an empty store.
func NewMemory(o MemoryOptions) *Memory {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sessions <= 0 {
		o.Sessions = 200_000
	}
	if o.Deliveries <= 0 {
		o.Deliveries = 10_000
	}
	return &Memory{
		now: o.Now, max: o.Sessions,
		sessions: map[string]*kept{}, returns: map[string]string{}, reserved: map[string]reservation{},
		watchers: map[*watcher]struct{}{},
		limits:   newAllowances(o.Now),
		queue:    newQueue(o.Now, o.Deliveries),
	}
}

// Create adds a session. It refuses more than fit.
func (m *Memory) Create(_ context.Context, n NewSession) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.sweep()
	id := n.Session.ID
	switch {
	case m.sessions[id] != nil || n.ReturnKey != "" && m.returns[n.ReturnKey] != "":
		return ErrExists
	case len(m.sessions) >= m.max:
		return errFull
	}
	k := &kept{session: n.Session, returnKey: n.ReturnKey}
	if len(n.SealedURL) > 0 {
		k.url, k.urlExpires = bytes.Clone(n.SealedURL), now.Add(n.URLTTL)
	}
	m.sessions[id] = k
	if n.ReturnKey != "" {
		m.returns[n.ReturnKey] = id
	}
	m.expiry.add(now.Add(n.Keep), sessionKey, id)
	return nil
}

// Session reads a session.
func (m *Memory) Session(_ context.Context, id string) (Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	if k := m.sessions[id]; k != nil {
		return k.session, nil
	}
	return Session{}, ErrNotFound
}

// Change changes a session. change runs once, and must not call the store.
func (m *Memory) Change(_ context.Context, id string, change func(*Session) error) (Session, error) {
	s, watchers, err := m.change(id, change)
	for _, w := range watchers {
		w.changed(id)
	}
	return s, err
}

func (m *Memory) change(id string, change func(*Session) error) (Session, []*watcher, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	k := m.sessions[id]
	if k == nil {
		return Session{}, nil, ErrNotFound
	}
	s := k.session
	if err := change(&s); err != nil {
		return Session{}, nil, err
	}
	s.Version++
	k.session = s
	watchers := make([]*watcher, 0, len(m.watchers))
	for w := range m.watchers {
		watchers = append(watchers, w)
	}
	return s, watchers, nil
}

// ClaimURL takes the widget URL.
func (m *Memory) ClaimURL(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.sweep()
	k := m.sessions[id]
	if k == nil || k.url == nil {
		return nil, ErrNotFound
	}
	url := k.url
	k.url = nil
	if !now.Before(k.urlExpires) {
		return nil, ErrNotFound
	}
	return url, nil
}

// ByReturn finds a session by its return key.
func (m *Memory) ByReturn(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	if id := m.returns[key]; id != "" {
		return id, nil
	}
	return "", ErrNotFound
}

// Spend notes what a return link said.
func (m *Memory) Spend(_ context.Context, id, said string, success bool) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	k := m.sessions[id]
	if k == nil {
		return false, ErrNotFound
	}
	if k.closed || len(k.said) >= MaxSaid || slices.Contains(k.said, said) {
		return false, nil
	}
	k.said, k.closed = append(k.said, said), success
	return true, nil
}

// Reserve keeps a value.
func (m *Memory) Reserve(_ context.Context, key, value string, ttl time.Duration) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.sweep()
	if kept, ok := m.reserved[key]; ok {
		return kept.value, nil
	}
	m.reserved[key] = reservation{value, now.Add(ttl)}
	m.expiry.add(now.Add(ttl), reservedKey, key)
	return value, nil
}

// Release removes a value.
func (m *Memory) Release(_ context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.reserved[key].value == value {
		delete(m.reserved, key)
	}
	return nil
}

// Allow takes from an allowance.
func (m *Memory) Allow(_ context.Context, key string, r Rate) (time.Duration, error) {
	return m.limits.take(key, r), nil
}

// Push adds a delivery.
func (m *Memory) Push(_ context.Context, d Delivery, remember time.Duration) (bool, error) {
	return m.queue.push(d, remember)
}

// Pull takes a delivery.
func (m *Memory) Pull(ctx context.Context, lease time.Duration) (Delivery, error) {
	return m.queue.pull(ctx, lease)
}

// Done removes a delivery.
func (m *Memory) Done(_ context.Context, d Delivery) error {
	m.queue.done(d)
	return nil
}

// Watch reports changes until the context ends.
func (m *Memory) Watch(ctx context.Context, changed func(id string)) error {
	w := &watcher{changed}
	m.mu.Lock()
	m.watchers[w] = struct{}{}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.watchers, w)
		m.mu.Unlock()
	}()
	changed("") // what happened before was not seen
	<-ctx.Done()
	return ctx.Err()
}

// Ready always succeeds.
func (m *Memory) Ready(context.Context) error { return nil }

// sweep forgets what has expired and returns the time.
func (m *Memory) sweep() time.Time {
	now := m.now()
	for {
		e, ok := m.expiry.next(now)
		if !ok {
			return now
		}
		switch e.kind {
		case reservedKey:
			// It may have been released and kept again, for longer.
			if !now.Before(m.reserved[e.key].until) {
				delete(m.reserved, e.key)
			}
		case sessionKey:
			if k := m.sessions[e.key]; k != nil {
				delete(m.returns, k.returnKey)
				delete(m.sessions, e.key)
			}
		}
	}
}
