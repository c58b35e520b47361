package ucwapi

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// limitWindow is the time in which requests are counted.
const limitWindow = 10 * time.Minute

// limiter bounds the requests of each address.
type limiter struct {
	now  func() time.Time
	most int

	mu        sync.Mutex
	byAddress map[string]*window
}

// window counts an address's requests since its start.
type window struct {
	start time.Time
	count int
}

// take counts a request and returns what is left, below zero when it is one
// too many, and when the count starts again.
func (l *limiter) take(address string) (left int, reset time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	maps.DeleteFunc(l.byAddress, func(_ string, w *window) bool { return now.Sub(w.start) >= limitWindow })
	w := l.byAddress[address]
	if w == nil {
		w = &window{start: now}
		l.byAddress[address] = w
	}
	w.count++
	return l.most - w.count, w.start.Add(limitWindow)
}

// limit answers 429 beyond the limit. The message is the sandbox's own.
func (l *limiter) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, _, _ := net.SplitHostPort(r.RemoteAddr)
		left, reset := l.take(address)
		h := w.Header()
		h.Set("X-RateLimit-Limit", strconv.Itoa(l.most))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
		h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if left < 0 {
			writeText(w, http.StatusTooManyRequests, "Too many requests, please try again later.")
			return
		}
		next.ServeHTTP(w, r)
	})
}
