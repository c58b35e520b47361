package loopback

import (
	"crypto/sha256"
	"sync"
)

// maxDelivered bounds how many links are remembered.
const maxDelivered = 64

// delivered remembers the links that were handed over, so that the page can say
// so when one comes again. It decides nothing: the session recognises a replay
// by itself, also after a restart.
type delivered struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]bool
	order [][sha256.Size]byte // the oldest first
}

func newDelivered() *delivered { return &delivered{known: map[[sha256.Size]byte]bool{}} }

// add remembers a link and reports whether it is new.
func (d *delivered) add(target string) bool {
	key := sha256.Sum256([]byte(target))
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known[key] {
		return false
	}
	if len(d.order) == maxDelivered {
		delete(d.known, d.order[0])
		d.order = d.order[1:]
	}
	d.known[key] = true
	d.order = append(d.order, key)
	return true
}

// forget lets a link come again: it had no effect.
func (d *delivered) forget(target string) {
	key := sha256.Sum256([]byte(target))
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.known, key)
	for i, k := range d.order {
		if k == key {
			d.order = append(d.order[:i:i], d.order[i+1:]...)
			return
		}
	}
}
