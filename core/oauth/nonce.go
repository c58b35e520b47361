package oauth

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// nonceBytes is 128 bits.
const nonceBytes = 16

// NonceParameter is the query parameter that carries the nonce in return URLs
// of an app's own scheme and of https.
const NonceParameter = "ch_state"

// NewNonce reads 128 bits from random, which is crypto/rand.Reader outside
// tests, and returns them as 32 hexadecimal digits. It fails with fault.Other
// when random does.
func NewNonce(random io.Reader) (secret.String, error) {
	var b [nonceBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return secret.String{}, fault.New(fault.Other, fmt.Errorf("no randomness for a nonce: %w", err))
	}
	return secret.New(hex.EncodeToString(b[:])), nil
}

// ReturnURL puts the nonce into the URL that the provider is asked to send the
// user back to. On a loopback address it is a segment of its own at the end of
// the path, so that nobody who lacks it even finds the page; elsewhere it is
// the query parameter ch_state. Without a nonce the result is base in
// canonical form.
//
// base is an app's own scheme, https, or http on a loopback address. It fails
// with fault.ConfigInvalid for any other, for a fragment, for a query that
// names a parameter of return links, and for a nonce that NewNonce did not
// make.
func ReturnURL(base string, nonce secret.String) (secret.String, error) {
	u, err := readBase(base)
	if err != nil {
		return secret.String{}, err
	}
	switch {
	case nonce.IsZero():
		return secret.New(u.String()), nil
	case !isNonce(nonce.Reveal()):
		return secret.String{}, badSetting("The nonce does not have 128 bits in hexadecimal digits.")
	case carriesInPath(u):
		return secret.New(u.Origin() + noncePath(u, nonce) + queryOf(u)), nil
	case u.Query() != "":
		return secret.New(u.String() + "&" + NonceParameter + "=" + nonce.Reveal()), nil
	}
	return secret.New(strings.TrimSuffix(u.String(), "?") + "?" + NonceParameter + "=" + nonce.Reveal()), nil
}

// IsReturn reports whether an address from outside is a return link for base,
// with whatever query and, on a loopback address, with or without a nonce. It
// says nothing about whether the link is to be believed.
func IsReturn(rawURL, base string) bool {
	u, err := navigation.Read(rawURL)
	if err != nil {
		return false
	}
	b, err := readBase(base)
	return err == nil && isPlace(u, b)
}

// readBases reads the ways back of an attempt.
func readBases(raw []string) ([]navigation.URL, error) {
	if len(raw) == 0 || len(raw) > maxBases {
		return nil, badSetting(fmt.Sprintf("An attempt needs a return URL, and takes %d at most.", maxBases))
	}
	bases := make([]navigation.URL, 0, len(raw))
	for _, r := range raw {
		base, err := readBase(r)
		if err != nil {
			return nil, err
		}
		bases = append(bases, base)
	}
	return bases, nil
}

// readBase reads a return URL without a nonce.
func readBase(base string) (navigation.URL, error) {
	u, err := navigation.ReadReturn(base)
	if err != nil {
		return navigation.URL{}, err
	}
	names, ok := readLink(u.Query())
	if !ok || names.any() {
		return navigation.URL{}, badSetting("The return URL has a malformed query, or one with a parameter that return links use.")
	}
	return u, nil
}

// isPlace reports whether u leads to base, with a nonce or without.
func isPlace(u, base navigation.URL) bool {
	return u.SamePlace(base) || carriesInPath(base) && isNonce(nonceInPath(u, base))
}

// carriesInPath reports whether the nonce goes into the path.
func carriesInPath(base navigation.URL) bool { return base.Scheme() == "http" }

// noncePath is the path of base with the nonce as a further segment.
func noncePath(base navigation.URL, nonce secret.String) string {
	return strings.TrimSuffix(base.Path(), "/") + "/" + nonce.Reveal()
}

// nonceInPath returns what u's path has in addition to base's, "" when u is
// another place.
func nonceInPath(u, base navigation.URL) string {
	if !u.SameOrigin(base) {
		return ""
	}
	rest, ok := strings.CutPrefix(u.Path(), strings.TrimSuffix(base.Path(), "/")+"/")
	if !ok {
		return ""
	}
	return rest
}

func queryOf(u navigation.URL) string {
	if u.Query() == "" {
		return ""
	}
	return "?" + u.Query()
}

func isNonce(s string) bool {
	return len(s) == 2*nonceBytes && strings.Trim(s, "0123456789abcdef") == ""
}

func badSetting(message string) *fault.Error {
	return fault.Newf(fault.ConfigInvalid, nil, "%s", message)
}
