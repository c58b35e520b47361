package webhook

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/signature"
	"github.com/connecthost/connecthost/core/secret"
)

// Verifier reports whether a webhook is the provider's. It is safe for
// concurrent use.
type Verifier interface {
	Verify(h http.Header, body []byte) bool
}

// VerifierFunc is a function as a Verifier.
type VerifierFunc func(h http.Header, body []byte) bool

// Verify calls f.
func (f VerifierFunc) Verify(h http.Header, body []byte) bool { return f(h, body) }

// HMAC returns a Verifier for webhooks that carry the HMAC-SHA-256 of their
// body in a header, in hexadecimal digits or base64, after a prefix such as
// "sha256=" if there is one. Any of the secrets will do, so that they can be
// changed. Error: fault.ConfigInvalid. For a signature with a timestamp take
// signature.New, whose result is a Verifier too.
func HMAC(header, prefix string, secrets ...secret.String) (Verifier, error) {
	s, err := signature.New(signature.Config{Header: header, Prefix: prefix, Secrets: secrets})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// SharedSecret returns a Verifier for webhooks that carry a secret in a
// header. Error: fault.ConfigInvalid.
func SharedSecret(header string, secrets ...secret.String) (Verifier, error) {
	if err := signature.CheckSecrets(header, secrets...); err != nil {
		return nil, err
	}
	return VerifierFunc(func(h http.Header, _ []byte) bool {
		given, ok := signature.Single(h, header)
		return ok && anyEqual(secrets, given)
	}), nil
}

// BasicAuth returns a Verifier for webhooks that are sent with a user name and
// a password (RFC 7617). Error: fault.ConfigInvalid.
func BasicAuth(user string, passwords ...secret.String) (Verifier, error) {
	if user == "" || strings.Contains(user, ":") {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The webhook's user name is missing or has a colon.")
	}
	var lines []secret.String
	for _, p := range passwords {
		if p.IsZero() {
			return nil, fault.Newf(fault.ConfigInvalid, nil, "A webhook's secret is empty.")
		}
		lines = append(lines, secret.New("Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+p.Reveal()))))
	}
	return SharedSecret("Authorization", lines...)
}

// anyEqual compares with every secret, in time that does not depend on which
// one fits. Hashes are compared, so that not even the lengths show.
func anyEqual(secrets []secret.String, given string) bool {
	hashed := sha256.Sum256([]byte(given))
	matched := 0
	for _, s := range secrets {
		want := sha256.Sum256([]byte(s.Reveal()))
		matched |= subtle.ConstantTimeCompare(want[:], hashed[:])
	}
	return matched == 1
}
