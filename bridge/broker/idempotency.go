package broker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
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
// used before it returns the earlier session's id. The same key with another
// body is refused.
func (b *Broker) claimKey(r *http.Request, user string, body []byte, id string) (claimed, string, error) {
	given := r.Header.Values("Idempotency-Key")
	if len(given) == 0 {
		return claimed{}, "", nil
	}
	if len(given) > 1 || !idempotencyKey.MatchString(given[0]) {
		return claimed{}, "", invalid("The Idempotency-Key is malformed.")
	}
	c := claimed{"request:" + digest(user, given[0]), id + " " + digest(string(body))}
	kept, err := b.o.Store.Reserve(r.Context(), c.key, c.value, b.o.SessionTTL+b.o.Keep)
	if err != nil || kept == c.value {
		return c, "", err
	}
	earlier, of, _ := strings.Cut(kept, " ")
	if of != digest(string(body)) {
		return claimed{}, "", contradictory("The Idempotency-Key was used for another request.")
	}
	return claimed{}, earlier, nil
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
func (b *Broker) repeat(w http.ResponseWriter, r *http.Request, user, id string) error {
	s, err := b.owned(r.Context(), user, id)
	if errors.Is(err, ErrNotFound) {
		f := refuse(http.StatusConflict, fault.BrokerInProgress, nil)
		f.wait = time.Second
		return f
	}
	if err != nil {
		return err
	}
	nonce, err := b.nonceOf(s)
	if err != nil {
		return err
	}
	w.Header().Set("Location", b.public.Path+"/sessions/"+id)
	w.Header().Set("Idempotency-Replayed", "true")
	answer(w, http.StatusOK, created{view: s.view(), Return: b.handleOf(s, nonce)})
	return nil
}

func (b *Broker) nonceOf(s Session) (secret.String, error) {
	if len(s.SealedNonce) == 0 {
		return secret.String{}, nil
	}
	plain, err := b.sealer.open(s.SealedNonce, "nonce "+s.ID)
	return secret.New(string(plain)), err
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
