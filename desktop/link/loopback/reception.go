package loopback

import (
	"net/http"
	"sync"
	"time"
)

// decideWithin is how long the page waits for the app's word.
const decideWithin = 2 * time.Second

// reception takes requests and answers each with a page.
type reception struct {
	*Listener
	door *door
	seen *ledger
}

// ServeHTTP hands a link to the app once.
func (r *reception) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !r.enter() {
		panic(http.ErrAbortHandler) // closes the connection without a word
	}
	defer r.pages.Done()
	if refusal := r.door.judge(req); refusal != nil {
		r.log.Debug("a request to the return address was refused", "status", refusal.status)
		r.show(w, req, *refusal)
		return
	}
	if isPeek(req) {
		r.show(w, req, peeked)
		return
	}
	if v := visitorOf(req.Context()); v != nil {
		v.known()
	}
	r.show(w, req, r.handOver(req))
}

// enter counts a request, unless the end has begun.
func (r *reception) enter() bool {
	r.gate.Lock()
	defer r.gate.Unlock()
	select {
	case <-r.closed:
		return false
	default:
		r.pages.Add(1)
		return true
	}
}

// handOver gives the link to the app and returns the page for what it says.
func (r *reception) handOver(req *http.Request) page {
	target := req.RequestURI
	if !r.seen.take(target) {
		return usedBefore
	}
	answer := make(chan error, 1)
	var once sync.Once
	l := Link{URL: "http://" + r.door.host + target, done: func(err error) {
		once.Do(func() {
			if err != nil {
				r.seen.forget(target)
			}
			answer <- err
		})
	}}
	select {
	case r.links <- l:
		r.log.Info("a return link came")
	default:
		r.seen.forget(target)
		r.log.Warn("a return link was refused: too many wait")
		return tooMany
	}
	return r.await(target, answer)
}

// await waits for the app's word, and no longer than the listener lives.
func (r *reception) await(target string, answer <-chan error) page {
	timer := time.NewTimer(decideWithin)
	defer timer.Stop()
	select {
	case err := <-answer:
		return verdict(target, err)
	case <-timer.C:
	case <-r.closed:
		select { // both may be true: the app answers, then closes
		case err := <-answer:
			return verdict(target, err)
		default:
		}
	}
	return handedOver
}
