// Package memstore keeps what one broker knows in its own memory.
package memstore

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/connecthost/connecthost/bridge/broker"
)

// Options are the settings of a Store. The zero value is usable.
type Options struct {
	Now        func() time.Time // default time.Now
	Sessions   int              // how many it holds at most; default 200,000
	Deliveries int              // how many webhooks wait at most; default 10,000
}

// Store is a broker.Store in this process: for one instance, for tests and for
// trying out. What it holds is lost with the process. It starts no goroutine.
type Store struct {
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

var (
	_ broker.Store     = (*Store)(nil)
	_ broker.Ephemeral = (*Store)(nil)
)

// kept is a session with what is kept beside it.
type kept struct {
	session    broker.Session
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

// New returns an empty store.
func New(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sessions <= 0 {
		o.Sessions = 200_000
	}
	if o.Deliveries <= 0 {
		o.Deliveries = 10_000
	}
	return &Store{
		now: o.Now, max: o.Sessions,
		sessions: map[string]*kept{}, returns: map[string]string{}, reserved: map[string]reservation{},
		watchers: map[*watcher]struct{}{},
		limits:   newAllowances(o.Now),
		queue:    newQueue(o.Now, o.Deliveries),
	}
}

// Create adds a session. It refuses more than fit.
func (m *Store) Create(_ context.Context, n broker.NewSession) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.sweep()
	id := n.Session.ID
	switch {
	case m.sessions[id] != nil || n.ReturnKey != "" && m.returns[n.ReturnKey] != "":
		return broker.ErrExists
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
func (m *Store) Session(_ context.Context, id string) (broker.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	if k := m.sessions[id]; k != nil {
		return k.session, nil
	}
	return broker.Session{}, broker.ErrNotFound
}

// Change changes a session. change runs once, and must not call the store.
func (m *Store) Change(_ context.Context, id string, change func(*broker.Session) error) (broker.Session, error) {
	s, watchers, err := m.change(id, change)
	for _, w := range watchers {
		w.changed(id)
	}
	return s, err
}

func (m *Store) change(id string, change func(*broker.Session) error) (broker.Session, []*watcher, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	k := m.sessions[id]
	if k == nil {
		return broker.Session{}, nil, broker.ErrNotFound
	}
	s := k.session
	if err := change(&s); err != nil {
		return broker.Session{}, nil, err
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
func (m *Store) ClaimURL(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.sweep()
	k := m.sessions[id]
	if k == nil || k.url == nil {
		return nil, broker.ErrNotFound
	}
	url := k.url
	k.url = nil
	if !now.Before(k.urlExpires) {
		return nil, broker.ErrNotFound
	}
	return url, nil
}

// ByReturn finds a session by its return key.
func (m *Store) ByReturn(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	if id := m.returns[key]; id != "" {
		return id, nil
	}
	return "", broker.ErrNotFound
}

// Spend notes what a return link said.
func (m *Store) Spend(_ context.Context, id, said string, success bool) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	k := m.sessions[id]
	if k == nil {
		return false, broker.ErrNotFound
	}
	if k.closed || len(k.said) >= broker.MaxSaid || slices.Contains(k.said, said) {
		return false, nil
	}
	k.said, k.closed = append(k.said, said), success
	return true, nil
}

// Reserve keeps a value.
func (m *Store) Reserve(_ context.Context, key, value string, ttl time.Duration) (string, error) {
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
func (m *Store) Release(_ context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.reserved[key].value == value {
		delete(m.reserved, key)
	}
	return nil
}

// Allow takes from an allowance.
func (m *Store) Allow(_ context.Context, key string, r broker.Rate) (time.Duration, error) {
	return m.limits.take(key, r), nil
}

// Push adds a delivery.
func (m *Store) Push(_ context.Context, d broker.Delivery, remember time.Duration) (bool, error) {
	return m.queue.push(d, remember)
}

// Pull takes a delivery.
func (m *Store) Pull(ctx context.Context, lease time.Duration) (broker.Delivery, error) {
	return m.queue.pull(ctx, lease)
}

// Done removes a delivery.
func (m *Store) Done(_ context.Context, d broker.Delivery) error {
	m.queue.done(d)
	return nil
}

// Watch reports changes until the context ends.
func (m *Store) Watch(ctx context.Context, changed func(id string)) error {
	w := &watcher{changed}
	m.mu.Lock()
	m.watchers[w] = struct{}{}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.watchers, w)
		m.mu.Unlock()
	}()
	changed("") // earlier changes were not seen
	<-ctx.Done()
	return ctx.Err()
}

// Ephemeral reports true: nothing outlives the process, and nobody else reads
// it. A broker then needs no Keys.
func (m *Store) Ephemeral() bool { return true }

// Ready always succeeds.
func (m *Store) Ready(context.Context) error { return nil }

// sweep forgets what has expired and returns the time.
func (m *Store) sweep() time.Time {
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
