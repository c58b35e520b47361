package ucwapi

import (
	"errors"
	"net/http"
	"strings"
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

// check returns nil for a good token, an *authError otherwise. The text for a
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
