package loopback

import (
	"crypto/sha256"
	"sync"
)

// maxSeen bounds what a ledger remembers.
const maxSeen = 64

// ledger knows the links that were handed over, so that the page can say so
// when one comes again. It decides nothing: the session tells a replay by
// itself, also after a restart.
type ledger struct {
	mu    sync.Mutex
	seen  map[[sha256.Size]byte]bool
	order [][sha256.Size]byte
}

func newLedger() *ledger { return &ledger{seen: map[[sha256.Size]byte]bool{}} }

// take notes a link and reports whether it is new.
func (l *ledger) take(target string) bool {
	key := sha256.Sum256([]byte(target))
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[key] {
		return false
	}
	if len(l.order) == maxSeen {
		delete(l.seen, l.order[0])
		l.order = l.order[1:]
	}
	l.seen[key] = true
	l.order = append(l.order, key)
	return true
}

// forget lets a link come again: it had no effect.
func (l *ledger) forget(target string) {
	key := sha256.Sum256([]byte(target))
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, key)
	for i, k := range l.order {
		if k == key {
			l.order = append(l.order[:i:i], l.order[i+1:]...)
			return
		}
	}
}
