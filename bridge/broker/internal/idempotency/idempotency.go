// Package idempotency lets a request that is sent twice make one session.
package idempotency

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/digest"
	"github.com/connecthost/connecthost/core/fault"
)

// Header has the key.
const Header = "Idempotency-Key"

// syntax is what the header may have.
var syntax = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// Store is what is needed of a broker.Store.
type Store interface {
	Reserve(ctx context.Context, key, value string, ttl time.Duration) (kept string, err error)
	Release(ctx context.Context, key, value string) error
}

// Request is a request that may carry a key.
type Request struct {
	Header http.Header
	User   string        // whose the key is
	Body   string        // which the same key must not have differently
	ID     string        // of the session that it is going to make
	Now    time.Time     // of the broker's clock
	Keep   time.Duration // how long the key is remembered
	Busy   time.Duration // how long a session may take to make

	// Made reports whether there is a session with the given identifier.
	Made func(ctx context.Context, id string) (bool, error)
}

// Key is held by a request while it makes its session. The zero value is a
// request without a key.
type Key struct {
	store      Store
	key, value string
}

// Claim keeps the request's key for its session, or reports that one was made
// with it before. The same key with another body is refused, and so is a
// request whose twin is being answered. Errors: *answer.Refusal, and those of
// the store and of Made.
func Claim(ctx context.Context, s Store, r Request) (key Key, repeated bool, err error) {
	given := r.Header.Values(Header)
	if len(given) == 0 {
		return Key{}, false, nil
	}
	if len(given) > 1 || !syntax.MatchString(given[0]) {
		return Key{}, false, answer.Invalid("The Idempotency-Key is malformed.")
	}
	c := Key{
		s, "request:" + digest.Of(r.User, given[0]),
		strings.Join([]string{r.ID, digest.Of(r.Body), strconv.FormatInt(r.Now.UnixMilli(), 10)}, " "),
	}
	for range 2 {
		kept, err := s.Reserve(ctx, c.key, c.value, r.Keep)
		if err != nil || kept == c.value {
			return c, false, err
		}
		made, err := r.earlier(ctx, kept)
		if err != nil || made {
			return Key{}, made, err
		}
		// The request that kept the key died before there was a session.
		if err := s.Release(ctx, c.key, kept); err != nil {
			return Key{}, false, err
		}
	}
	return Key{}, false, inProgress()
}

// earlier reports whether there is a session of a key that is kept. It is false
// when there is none and nobody can still be making it.
func (r Request) earlier(ctx context.Context, kept string) (bool, error) {
	parts := strings.Fields(kept)
	if len(parts) != 3 || parts[1] != digest.Of(r.Body) {
		return false, answer.Contradictory("The Idempotency-Key was used for another request.")
	}
	made, err := r.Made(ctx, parts[0])
	if err != nil || made {
		return made, err
	}
	since, _ := strconv.ParseInt(parts[2], 10, 64)
	if r.Now.Sub(time.UnixMilli(since)) > r.Busy {
		return false, nil
	}
	return false, inProgress()
}

func inProgress() *answer.Refusal {
	r := answer.Refuse(http.StatusConflict, fault.BrokerRequestInProgress, nil)
	r.Wait = time.Second
	return r
}

// Release gives the key back after a failure, whatever became of the request's
// context: the client may try again with it.
func (k Key) Release() {
	if k.key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = k.store.Release(ctx, k.key, k.value) // it expires
}
