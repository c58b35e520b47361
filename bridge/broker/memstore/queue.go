package memstore

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/connecthost/connecthost/bridge/broker"
)

// queue is the webhooks of a Store: a list, because few wait.
type queue struct {
	now func() time.Time
	max int

	mu      sync.Mutex
	serial  int
	waiting []*queued
	seen    map[string]time.Time // until when a key is remembered
	pushed  chan struct{}        // closed and replaced at each push
}

type queued struct {
	delivery broker.Delivery
	free     time.Time // when it can be pulled
}

func newQueue(now func() time.Time, limit int) queue {
	return queue{now: now, max: limit, seen: map[string]time.Time{}, pushed: make(chan struct{})}
}

func (q *queue) push(d broker.Delivery, remember time.Duration) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	if until, ok := q.seen[d.Key]; ok && now.Before(until) {
		return false, nil
	}
	if len(q.waiting) >= q.max || !q.remember(d.Key, now, remember) {
		return false, errFull
	}
	q.serial++
	d.Handle, d.Attempt = strconv.Itoa(q.serial), 0
	q.waiting = append(q.waiting, &queued{delivery: d, free: now})
	close(q.pushed)
	q.pushed = make(chan struct{})
	return true, nil
}

// remember notes a key. It holds ten keys for each delivery that may wait.
func (q *queue) remember(key string, now time.Time, ttl time.Duration) bool {
	if len(q.seen) >= 10*q.max {
		for k, until := range q.seen {
			if !now.Before(until) {
				delete(q.seen, k)
			}
		}
		if len(q.seen) >= 10*q.max {
			return false
		}
	}
	q.seen[key] = now.Add(ttl)
	return true
}

func (q *queue) pull(ctx context.Context, lease time.Duration) (broker.Delivery, error) {
	for {
		d, ok, wait, pushed := q.take(lease)
		if ok {
			return d, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return broker.Delivery{}, ctx.Err()
		case <-pushed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take returns a delivery that is free, or how long until one may be.
func (q *queue) take(lease time.Duration) (broker.Delivery, bool, time.Duration, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now, wait := q.now(), lease
	for _, w := range q.waiting {
		if left := w.free.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		w.free = now.Add(lease)
		w.delivery.Attempt++
		return w.delivery, true, 0, q.pushed
	}
	return broker.Delivery{}, false, wait, q.pushed
}

func (q *queue) done(d broker.Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = slices.DeleteFunc(q.waiting, func(w *queued) bool { return w.delivery.Handle == d.Handle })
}
