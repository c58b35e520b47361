package loopback

import (
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

// decideWithin is how long the page waits for the app's answer.
const decideWithin = 2 * time.Second

// handler answers each request with a page.
type handler struct {
	*Listener
	guard     *guard
	delivered *delivered
}

// ServeHTTP hands a link to the app once.
func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !h.begin() {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	defer h.pages.Done()
	if refusal := h.guard.check(req); refusal != nil {
		h.log.Debug("a request to the return address was refused", "status", refusal.status)
		h.show(w, req, *refusal)
		return
	}
	if isPrefetch(req) {
		h.show(w, req, prefetched)
		return
	}
	if c := connOf(req.Context()); c != nil {
		c.exempt()
	}
	h.show(w, req, h.handOver(req))
}

// begin counts a request, unless Close has begun.
func (h *handler) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.closed:
		return false
	default:
		h.pages.Add(1)
		return true
	}
}

// handOver gives the link to the app and returns the page for its answer.
func (h *handler) handOver(req *http.Request) page {
	target := req.RequestURI
	if !h.delivered.add(target) {
		return usedBefore
	}
	answer := make(chan error, 1)
	link := journey.Link{URL: secret.New("http://" + h.guard.host + target), Done: h.answered(target, answer)}
	select {
	case h.links <- link:
		h.log.Info("a return link came")
	default:
		h.delivered.forget(target)
		h.log.Warn("a return link was refused: too many wait")
		return tooMany
	}
	return h.await(target, answer)
}

// answered returns the Done of a link, of which the first call counts.
func (h *handler) answered(target string, answer chan<- error) func(error) {
	var once sync.Once
	return func(err error) {
		once.Do(func() {
			if known, ok := err.(*fault.Error); ok && known == nil {
				err = nil // as in a session.Answer
			}
			if err != nil {
				h.delivered.forget(target)
			}
			answer <- err
		})
	}
}

// await waits for the app's answer, and no longer than the listener lives.
func (h *handler) await(target string, answer <-chan error) page {
	timer := time.NewTimer(decideWithin)
	defer timer.Stop()
	select {
	case err := <-answer:
		return verdict(target, err)
	case <-timer.C:
	case <-h.closed:
		select { // both may be true: the app answers, then closes
		case err := <-answer:
			return verdict(target, err)
		default:
		}
	}
	return handedOver
}
