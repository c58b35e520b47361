package session

import "time"

// bucket is a token bucket: it lets a burst through and then one token per
// interval. Time comes in with each call.
type bucket struct {
	burst    float64
	interval time.Duration
	tokens   float64
	last     time.Time
}

func newBucket(burst int, interval time.Duration) bucket {
	return bucket{burst: float64(burst), interval: interval, tokens: float64(burst)}
}

// take reports whether there is a token at the given time, and uses it.
func (b *bucket) take(at time.Time) bool {
	if !b.last.IsZero() {
		b.tokens = min(b.burst, b.tokens+float64(at.Sub(b.last))/float64(b.interval))
	}
	b.last = at
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
