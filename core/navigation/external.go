package navigation

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// maxExternal bounds what is handed to another program that is not a browser.
// Command lines, intents and mail programs have limits of their own; a usual
// address of this kind has less than 200 bytes.
const maxExternal = 8 << 10

// ReadExternal reads an address that is to be opened outside the view and
// returns it in canonical form. Addresses of the web are read by Read. Others,
// such as mailto: and tel:, have no host to compare; they are held to the
// characters of RFC 3986, and in particular
//
//   - tel: is a number with separators and parameters (RFC 3966, section 3),
//     without the star and the number sign with which a dialler may carry out a
//     command (3GPP TS 22.030, section 6.5.2);
//   - mailto: has the headers to, cc, bcc, subject and body (RFC 6068, section
//     2) and no other: some mail programs attach files that the address names
//     (section 4 there).
//
// It fails with fault.URLInvalid. Which schemes may be opened is the Policy's
// business.
func ReadExternal(raw string) (string, error) {
	open, bad := readExternal(raw)
	if bad != noFlaw {
		return "", invalid(bad)
	}
	return open, nil
}

// readExternal is ReadExternal with the flaw. What it returns is made of what
// was read, never the address as it came, so that the other program gets what
// was judged.
func readExternal(raw string) (string, flaw) {
	scheme, rest, ok := uri.CutScheme(raw)
	if !ok {
		return "", badScheme
	}
	if isWeb(scheme) {
		u, bad := read(raw)
		if bad != noFlaw {
			return "", bad
		}
		return u.String(), noFlaw
	}
	if bad := checkRest(scheme, rest); bad != noFlaw {
		return "", bad
	}
	return scheme + ":" + rest, noFlaw
}

// checkRest checks what follows the colon of an address that is not of the
// web. The length comes first, so that a long one costs nothing.
func checkRest(scheme, rest string) flaw {
	switch {
	case rest == "":
		return emptyRest
	case len(rest) > maxExternal:
		return tooLong
	case !uri.IsEscaped(rest):
		return badPercent
	}
	for i := 0; i < len(rest); i++ {
		if !isURIByte(rest[i]) {
			return badRest
		}
	}
	switch scheme {
	case "tel":
		return checkTel(rest)
	case "mailto":
		return checkMailto(rest)
	}
	return checkControls(rest)
}

// checkTel wants a digit at least, and the plus of an international number in
// front only. Parameters such as ext and phone-context are left as they are.
func checkTel(rest string) flaw {
	number, parameters, _ := strings.Cut(rest, ";")
	if !strings.ContainsAny(number, "0123456789") || strings.Trim(number, "+0123456789-.()") != "" {
		return badTel
	}
	if strings.LastIndexByte(number, '+') > 0 || strings.ContainsAny(parameters, "*#%?/@&") {
		return badTel
	}
	return noFlaw
}

// checkMailto refuses a line break in encoded form everywhere except in the
// body: elsewhere it would begin a header of its own.
func checkMailto(rest string) flaw {
	to, headers, _ := strings.Cut(rest, "?")
	if strings.Contains(rest, "#") || checkControls(to) != noFlaw {
		return badHeader
	}
	for pair := range strings.SplitSeq(headers, "&") {
		if pair != "" && !isMailHeader(pair) {
			return badHeader
		}
	}
	return noFlaw
}

// isMailHeader reports whether a header may be set by the address. The names
// are compared without case, as mail programs do.
func isMailHeader(pair string) bool {
	name, value, _ := strings.Cut(pair, "=")
	switch uri.Lower(name) {
	case "to", "cc", "bcc", "subject":
	case "body":
		// Line breaks belong into a body and nowhere else.
		value = strings.ReplaceAll(strings.ToUpper(value), "%0D%0A", "")
	default:
		return false
	}
	return checkControls(value) == noFlaw
}

// checkControls looks for control characters in percent-encoded form.
func checkControls(s string) flaw {
	for i := strings.IndexByte(s, '%'); i >= 0; i = strings.IndexByte(s, '%') {
		if s[i+1] <= '1' || uri.HasPrefix(s[i:], "%7f") {
			return badRest
		}
		s = s[i+3:]
	}
	return noFlaw
}

// isURIByte reports whether c is in the alphabet of RFC 3986, section 2. What
// is not, such as a quote or a backslash, is what shells and registries of
// systems take apart.
func isURIByte(c byte) bool {
	return uri.IsLetter(c) || uri.IsDigit(c) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", c) >= 0
}
