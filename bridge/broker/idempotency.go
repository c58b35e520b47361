package broker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// idempotencyKey is what the header of that name may have.
var idempotencyKey = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// claimed is a key that a request holds, so that it makes one session however
// often it is sent. The zero value is a request without a key.
type claimed struct{ key, value string }

// claimKey keeps the request's Idempotency-Key for the session id. When it was
// used before it returns the session that was made then. The same key with
// another body is refused, and so is a request that is being answered.
func (b *Broker) claimKey(r *http.Request, user string, body []byte, id string) (claimed, *Session, error) {
	given := r.Header.Values("Idempotency-Key")
	if len(given) == 0 {
		return claimed{}, nil, nil
	}
	if len(given) > 1 || !idempotencyKey.MatchString(given[0]) {
		return claimed{}, nil, invalid("The Idempotency-Key is malformed.")
	}
	now := b.o.Now()
	c := claimed{
		"request:" + digest(user, given[0]),
		strings.Join([]string{id, digest(string(body)), strconv.FormatInt(now.UnixMilli(), 10)}, " "),
	}
	for range 2 {
		kept, err := b.o.Store.Reserve(r.Context(), c.key, c.value, b.o.SessionTTL+b.o.Keep)
		if err != nil || kept == c.value {
			return c, nil, err
		}
		s, err := b.earlier(r.Context(), user, body, kept)
		if err != nil || s != nil {
			return claimed{}, s, err
		}
		// Whoever kept the key died before there was a session.
		if err := b.o.Store.Release(r.Context(), c.key, kept); err != nil {
			return claimed{}, nil, err
		}
	}
	return claimed{}, nil, inProgress()
}

// earlier finds the session of a key that is kept. It is nil when there is none
// and nobody can still be making it.
func (b *Broker) earlier(ctx context.Context, user string, body []byte, kept string) (*Session, error) {
	parts := strings.Fields(kept)
	if len(parts) != 3 || parts[1] != digest(string(body)) {
		return nil, contradictory("The Idempotency-Key was used for another request.")
	}
	s, err := b.owned(ctx, user, parts[0])
	if err == nil {
		return &s, nil
	}
	since, _ := strconv.ParseInt(parts[2], 10, 64)
	if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if b.o.Now().Sub(time.UnixMilli(since)) > 2*b.o.CallTTL {
		return nil, nil
	}
	return nil, inProgress()
}

func inProgress() *refusal {
	r := refuse(http.StatusConflict, fault.BrokerInProgress, nil)
	r.wait = time.Second
	return r
}

// release gives the key back after a failure, whatever became of the request's
// context: the client may try again with it.
func (c claimed) release(s Store) {
	if c.key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.Release(ctx, c.key, c.value) // it expires
}

// repeat answers with the session that an earlier request made, without its
// widget URL: that was given out, or waits to be claimed.
func (b *Broker) repeat(w http.ResponseWriter, s Session) error {
	nonce, err := b.nonceOf(s)
	if err != nil {
		return err
	}
	w.Header().Set("Location", b.public.Path+"/sessions/"+s.ID)
	w.Header().Set("Idempotency-Replayed", "true")
	answer(w, http.StatusOK, created{view: s.view(), Return: b.handleOf(s, nonce)})
	return nil
}

func (b *Broker) nonceOf(s Session) (secret.String, error) {
	if len(s.SealedNonce) == 0 {
		return secret.String{}, nil
	}
	plain, err := b.unseal(s.SealedNonce, "nonce "+s.ID)
	return secret.New(plain), err
}

// digest names values without showing them.
func digest(values ...string) string {
	sum := sha256.New()
	for _, v := range values {
		sum.Write([]byte(v))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))
}
