package fino

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

// minSecret is what a webhook's secret needs so that nobody guesses it.
const minSecret = 16

// SignatureConfig says how webhooks are signed. fino's documents say that they
// are, and not how in a readable form: nothing here is verified against the
// live service. Header and Secrets are required.
type SignatureConfig struct {
	Header  string          // that has the HMAC-SHA-256, in hexadecimal digits or base64
	Prefix  string          // before it, such as "sha256="
	Secrets []secret.String // any of them will do, so that they can be changed

	// TimestampHeader, when set, names a header with the time of sending, in
	// seconds since 1970. What is signed is then that text, a dot and the
	// body, and a webhook outside of Tolerance is refused.
	TimestampHeader string
	Tolerance       time.Duration    // default 5 min
	Now             func() time.Time // default time.Now
}

// Signature checks the signatures of webhooks. It is safe for concurrent use.
type Signature struct{ cfg SignatureConfig }

// NewSignature returns a Signature, or a fault.ConfigInvalid error.
func NewSignature(cfg SignatureConfig) (*Signature, error) {
	if cfg.Header == "" || len(cfg.Secrets) == 0 || cfg.Tolerance < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The webhook's signature needs a header, a secret, and no negative tolerance.")
	}
	for _, s := range cfg.Secrets {
		if len(s.Reveal()) < minSecret {
			return nil, fault.Newf(fault.ConfigInvalid, nil, "A webhook's secret has less than %d characters.", minSecret)
		}
	}
	if cfg.Tolerance == 0 {
		cfg.Tolerance = 5 * time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Signature{cfg}, nil
}

// Verify reports whether Check finds nothing. With it a Signature serves as
// the broker's Verifier.
func (s *Signature) Verify(h http.Header, body []byte) bool { return s.Check(h, body) == nil }

// Check returns a fault.BrokerWebhookRefused error unless the webhook is
// signed with one of the secrets, now. The comparison takes the same time
// whatever was sent.
func (s *Signature) Check(h http.Header, body []byte) error {
	given, ok := single(h, s.cfg.Header)
	encoded, prefixed := strings.CutPrefix(given, s.cfg.Prefix)
	if !ok || !prefixed {
		return refused("no signature")
	}
	stamp := ""
	if s.cfg.TimestampHeader != "" {
		if stamp, ok = single(h, s.cfg.TimestampHeader); !ok || !s.timely(stamp) {
			return refused("no timely timestamp")
		}
		stamp += "."
	}
	signature, matched := decode(encoded), 0
	for _, secret := range s.cfg.Secrets {
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte(stamp))
		mac.Write(body)
		matched |= subtle.ConstantTimeCompare(mac.Sum(nil), signature)
	}
	if matched != 1 {
		return refused("another signature")
	}
	return nil
}

func refused(why string) error { return fault.New(fault.BrokerWebhookRefused, errors.New(why)) }

// timely reports whether a timestamp is close to now.
func (s *Signature) timely(stamp string) bool {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false
	}
	return s.cfg.Now().Sub(time.Unix(seconds, 0)).Abs() <= s.cfg.Tolerance
}

// single returns a header that is there once.
func single(h http.Header, name string) (string, bool) {
	values := h.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
}

func decode(text string) []byte {
	if raw, err := hex.DecodeString(text); err == nil {
		return raw
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return raw
}
