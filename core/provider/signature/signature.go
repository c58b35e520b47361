// Package signature checks that a webhook was signed with a secret that a
// provider and an app's backend share: HMAC-SHA-256 (RFC 2104, FIPS 180-4),
// compared in constant time. It is the one place for that; fino's client and
// the broker's webhooks use it.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// MinSecret is how many bytes a webhook's secret needs at least, so that
// nobody guesses it.
const MinSecret = 16

// Config says how webhooks are signed. Header and Secrets are required.
type Config struct {
	Header  string          // that has the HMAC, in hexadecimal digits or base64
	Prefix  string          // before it, such as "sha256="
	Secrets []secret.String // any of them will do, so that they can be changed

	// TimestampHeader, when set, names a header with the time of sending, in
	// seconds since 1970. The string that is signed is then that time, a dot
	// and the body, and a webhook outside of Tolerance is refused.
	TimestampHeader string
	Tolerance       time.Duration    // default 5 min
	Now             func() time.Time // default time.Now
}

// HMAC checks the signatures of webhooks. It is safe for concurrent use. New
// makes one.
type HMAC struct{ cfg Config }

// New returns the check of a signature, or a fault.ConfigInvalid error.
func New(cfg Config) (*HMAC, error) {
	if cfg.Tolerance < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The tolerance for a webhook's time is negative.")
	}
	if err := CheckSecrets(cfg.Header, cfg.Secrets...); err != nil {
		return nil, err
	}
	if cfg.Tolerance == 0 {
		cfg.Tolerance = 5 * time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &HMAC{cfg}, nil
}

// CheckSecrets returns a fault.ConfigInvalid error unless a header is named
// and there are secrets, each long enough.
func CheckSecrets(header string, secrets ...secret.String) error {
	if header == "" || len(secrets) == 0 {
		return fault.Newf(fault.ConfigInvalid, nil, "A webhook's header or secret is missing.")
	}
	for _, s := range secrets {
		if len(s.Reveal()) < MinSecret {
			return fault.Newf(fault.ConfigInvalid, nil, "A webhook's secret has less than %d characters.", MinSecret)
		}
	}
	return nil
}

// Verify reports whether Check finds nothing wrong.
func (s *HMAC) Verify(h http.Header, body []byte) bool { return s.Check(h, body) == nil }

// Check returns a fault.BrokerWebhookRefused error unless the webhook is
// signed with one of the secrets, now. The comparison takes the same time
// whatever was sent.
func (s *HMAC) Check(h http.Header, body []byte) error {
	given, ok := Single(h, s.cfg.Header)
	encoded, prefixed := strings.CutPrefix(given, s.cfg.Prefix)
	if !ok || !prefixed {
		return refused("no signature")
	}
	stamp := ""
	if s.cfg.TimestampHeader != "" {
		if stamp, ok = Single(h, s.cfg.TimestampHeader); !ok || !s.timely(stamp) {
			return refused("no timely timestamp")
		}
		stamp += "."
	}
	if !s.signed(stamp, body, decode(encoded)) {
		return refused("another signature")
	}
	return nil
}

func (s *HMAC) signed(stamp string, body, signature []byte) bool {
	matched := 0
	for _, secret := range s.cfg.Secrets {
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte(stamp))
		mac.Write(body)
		matched |= subtle.ConstantTimeCompare(mac.Sum(nil), signature)
	}
	return matched == 1
}

func refused(why string) error { return fault.New(fault.BrokerWebhookRefused, errors.New(why)) }

// timely reports whether a timestamp is close to now.
func (s *HMAC) timely(stamp string) bool {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false
	}
	return s.cfg.Now().Sub(time.Unix(seconds, 0)).Abs() <= s.cfg.Tolerance
}

// Single returns the value of a header that was sent exactly once and is not
// empty: two readers could take different ones of several.
func Single(h http.Header, name string) (string, bool) {
	values := h.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
}

func decode(encoded string) []byte {
	if raw, err := hex.DecodeString(encoded); err == nil {
		return raw
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil
	}
	return raw
}
