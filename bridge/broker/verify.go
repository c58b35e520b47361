package broker

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
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
// changed. Error: fault.ConfigInvalid.
func HMAC(header, prefix string, secrets ...secret.String) (Verifier, error) {
	if err := checkSecrets(header, secrets); err != nil {
		return nil, err
	}
	return VerifierFunc(func(h http.Header, body []byte) bool {
		given, ok := single(h, header)
		if !ok {
			return false
		}
		encoded, ok := strings.CutPrefix(given, prefix)
		if !ok {
			return false
		}
		signature := decodeSignature(encoded)
		matched := 0
		for _, s := range secrets {
			mac := hmac.New(sha256.New, []byte(s.Reveal()))
			mac.Write(body)
			matched |= subtle.ConstantTimeCompare(mac.Sum(nil), signature)
		}
		return matched == 1
	}), nil
}

func decodeSignature(s string) []byte {
	if b, err := hex.DecodeString(s); err == nil {
		return b
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

// SharedSecret returns a Verifier for webhooks that carry a secret in a
// header. Error: fault.ConfigInvalid.
func SharedSecret(header string, secrets ...secret.String) (Verifier, error) {
	if err := checkSecrets(header, secrets); err != nil {
		return nil, err
	}
	return VerifierFunc(func(h http.Header, _ []byte) bool {
		given, ok := single(h, header)
		return ok && anyEqual(secrets, given)
	}), nil
}

// BasicAuth returns a Verifier for webhooks that are sent with a user name and
// a password. Error: fault.ConfigInvalid.
func BasicAuth(user string, passwords ...secret.String) (Verifier, error) {
	if user == "" || strings.Contains(user, ":") {
		return nil, setting("the webhook's user name is missing or has a colon")
	}
	var lines []secret.String
	for _, p := range passwords {
		if p.IsZero() {
			return nil, setting("a webhook's secret is empty")
		}
		lines = append(lines, secret.New("Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+p.Reveal()))))
	}
	return SharedSecret("Authorization", lines...)
}

// single returns a header that is there once.
func single(h http.Header, name string) (string, bool) {
	values := h.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
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

// minSecret is what a webhook's secret needs so that nobody guesses it.
const minSecret = 16

func checkSecrets(header string, secrets []secret.String) error {
	if header == "" || len(secrets) == 0 {
		return setting("a webhook's header or secret is missing")
	}
	for _, s := range secrets {
		if len(s.Reveal()) < minSecret {
			return fault.Newf(fault.ConfigInvalid, nil, "A webhook's secret has less than %d characters.", minSecret)
		}
	}
	return nil
}
