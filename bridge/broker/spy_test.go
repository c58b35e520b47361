package broker_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/connecthost/connecthost/bridge/broker"
)

// spy is a store that notes what it is given.
type spy struct {
	broker.Store
	mu   sync.Mutex
	seen strings.Builder
}

func (s *spy) note(values ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(&s.seen, "%+v %s\n", values, values)
}

func (s *spy) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

func (s *spy) Create(ctx context.Context, n broker.NewSession) error {
	s.note(n, string(n.SealedURL), string(n.Session.SealedNonce))
	return s.Store.Create(ctx, n)
}

func (s *spy) Push(ctx context.Context, d broker.Delivery, remember time.Duration) (bool, error) {
	s.note(d, string(d.Sealed))
	return s.Store.Push(ctx, d, remember)
}
