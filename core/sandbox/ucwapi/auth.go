package ucwapi

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Auth says which realms require a Bearer token.
type Auth struct {
	General bool // widget URLs, the widget's page and what it calls
	Data    bool // /api/data and /api/vc/data
	Delete  bool // DELETE /api/user and /api/connection
}

// Realm is one of the three, and the audience of its tokens.
type Realm string

// The realms.
const (
	General Realm = "ucw-general"
	Data    Realm = "ucw-data"
	Delete  Realm = "ucw-delete"
)

// scope is what a token must be allowed to do.
func (r Realm) scope() string { return strings.ReplaceAll(string(r), "-", ":") }

// authError is the server's answer to a bad token.
type authError struct {
	status int
	text   string
}

func (e *authError) Error() string { return e.text }

var errUnauthorized = &authError{http.StatusUnauthorized, "Unauthorized"}

// require lets in who has a token of the realm: in the header or, for the
// widget's page, in its cookie.
func (f *Face) require(on bool, realm Realm, next http.Handler) http.Handler {
	if !on {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if cookie, err := r.Cookie(cookieName); !ok && realm == General && err == nil {
			token, ok = cookie.Value, true
		}
		err := error(errUnauthorized)
		if ok {
			err = f.issuer.check(realm, token, f.World.Now())
		}
		var refused *authError
		if errors.As(err, &refused) {
			writeText(w, refused.status, refused.text)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// check returns nil for a good token, an *authError otherwise. The message for a
// wrong signature is the sandbox's own.
func (i *issuer) check(realm Realm, token string, now time.Time) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return &authError{http.StatusUnauthorized, "Invalid Compact JWS"}
	}
	var registered jwt.Claims
	var own struct {
		Scope string `json:"scope"`
	}
	if err := parsed.Claims(&i.key.PublicKey, &registered, &own); err != nil {
		return &authError{http.StatusUnauthorized, "signature verification failed"}
	}
	switch {
	case registered.Expiry == nil || !now.Before(registered.Expiry.Time()):
		return &authError{http.StatusUnauthorized, `"exp" claim timestamp check failed`}
	case !registered.Audience.Contains(string(realm)):
		return &authError{http.StatusUnauthorized, "Unexpected 'aud' value"}
	case !hasWord(own.Scope, realm.scope()):
		return &authError{http.StatusForbidden, "Insufficient Scope"}
	}
	return nil
}

func hasWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}

const (
	tokenLife  = 5 * time.Minute  // of a widget URL
	openedLife = 10 * time.Minute // of one whose page was opened, with authentication
)

// params are what a widget URL was asked for with.
type params struct {
	JobTypes            []string `json:"jobTypes"`
	UserID              string   `json:"userId"`
	TargetOrigin        string   `json:"targetOrigin"`
	InstitutionID       string   `json:"institutionId,omitempty"`
	ConnectionID        string   `json:"connectionId,omitempty"`
	Aggregator          string   `json:"aggregator,omitempty"`
	SingleAccountSelect *bool    `json:"singleAccountSelect,omitempty"`
	AggregatorOverride  string   `json:"aggregatorOverride,omitempty"`
}

// ticket is what a widget URL's token stands for.
type ticket struct {
	params params
	jwt    string // the caller's own token, until the page has it
	until  time.Time
}

// tokens holds the widget URLs that can still be used.
type tokens struct {
	now  func() time.Time
	mu   sync.Mutex
	byID map[string]*ticket
}

func (t *tokens) mint(p params, jwt string) (id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	maps.DeleteFunc(t.byID, func(_ string, k *ticket) bool { return !now.Before(k.until) })
	id = newUUID()
	t.byID[id] = &ticket{params: p, jwt: jwt, until: now.Add(tokenLife)}
	return id
}

// alive reports whether a token could still be used.
func (t *tokens) alive(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.find(id)
	return ok
}

// takeJWT hands out the caller's own token, once, and lets the widget URL live
// on for its page.
func (t *tokens) takeJWT(id string) (jwt string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.find(id)
	if !ok || k.jwt == "" {
		return "", false
	}
	jwt, k.jwt = k.jwt, ""
	k.until = t.now().Add(openedLife)
	return jwt, true
}

// take hands out the parameters, once.
func (t *tokens) take(id string) (k ticket, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.find(id)
	if !ok {
		return ticket{}, false
	}
	delete(t.byID, id)
	return *found, true
}

// find finds a token that has not expired. The caller holds the lock.
func (t *tokens) find(id string) (*ticket, bool) {
	k, ok := t.byID[id]
	return k, ok && t.now().Before(k.until)
}

// newUUID returns a random UUID (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
