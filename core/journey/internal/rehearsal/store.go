package rehearsal

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/session/seal"
)

// Store keeps sealed sessions in memory.
type Store struct {
	sealer *seal.Key

	mu       sync.Mutex
	sessions map[string][]byte
}

// NewStore returns an empty store.
func NewStore() *Store {
	sealer, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		panic(err) // the key has the right size
	}
	return &Store{sealer: sealer, sessions: map[string][]byte{}}
}

// Left is what an app leaves in the store when it is killed now.
func (s *Store) Left() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Store{sealer: s.sealer, sessions: maps.Clone(s.sessions)}
}

// Save implements journey.Store.
func (s *Store) Save(id string, snapshot []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id] = bytes.Clone(snapshot)
	return nil
}

// Load implements journey.Store.
func (s *Store) Load(id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snapshot, ok := s.sessions[id]
	if !ok {
		return nil, fault.New(fault.SnapshotMissing, nil)
	}
	return bytes.Clone(snapshot), nil
}

// Sessions implements journey.Store. They are sorted.
func (s *Store) Sessions() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.sessions)), nil
}

// Remove implements journey.Store.
func (s *Store) Remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, id)
	return nil
}

// Sealer implements journey.Store.
func (s *Store) Sealer() session.Sealer { return s.sealer }
