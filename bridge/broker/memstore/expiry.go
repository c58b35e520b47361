package memstore

import (
	"container/heap"
	"errors"
	"time"
)

var errFull = errors.New("the memory store is full")

// keyKind says which map of a Store a key belongs to.
type keyKind uint8

const (
	sessionKey keyKind = iota
	reservedKey
)

// expiry is when a key is to be forgotten.
type expiry struct {
	at   time.Time
	kind keyKind
	key  string
}

// expiries is a heap of what expires, the next one first.
type expiries struct{ entries expiryHeap }

func (e *expiries) add(at time.Time, kind keyKind, key string) {
	heap.Push(&e.entries, expiry{at, kind, key})
}

// next takes the first entry that has expired.
func (e *expiries) next(now time.Time) (expiry, bool) {
	if len(e.entries) == 0 || now.Before(e.entries[0].at) {
		return expiry{}, false
	}
	return heap.Pop(&e.entries).(expiry), true
}

type expiryHeap []expiry

func (h expiryHeap) Len() int           { return len(h) }
func (h expiryHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h expiryHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *expiryHeap) Push(x any)        { *h = append(*h, x.(expiry)) }
func (h *expiryHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = expiry{}
	*h = old[:len(old)-1]
	return last
}
