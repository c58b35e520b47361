// Package secret holds values that print as a mask everywhere: through fmt,
// log/slog, encoding/json, text encoders and panics. Reveal is the one way to
// the value, so that each use of it can be found by name.
package secret

import (
	"crypto/subtle"
	"fmt"
)

// Mask is what a secret prints as.
const Mask = "[secret]"

// String is a secret string: a widget URL, an API key, a password, a token.
// The zero value is the empty secret. Compare with Equal, not with ==.
type String struct {
	// A pointer, because fmt reads unexported fields of other structs, and the
	// verb %p, past every method: it then prints an address.
	value *string
}

// New hides value.
func New(value string) String {
	if value == "" {
		return String{}
	}
	return String{&value}
}

// Reveal returns the value. Do not print, log or store the result.
func (s String) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether there is no secret, and makes omitzero work.
func (s String) IsZero() bool { return s.value == nil }

// Equal compares two secrets in time that does not depend on their contents.
func (s String) Equal(other String) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns the mask, or "" for the empty secret.
func (s String) String() string {
	if s.value == nil {
		return ""
	}
	return Mask
}

// Format prints the mask for every verb, %#v, %x and %q included.
func (s String) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText encodes the mask; encoding/json and log/slog use it too.
func (s String) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText hides the text it is given, so that a secret can be read from
// JSON or a flag.
func (s *String) UnmarshalText(text []byte) error {
	*s = New(string(text))
	return nil
}
