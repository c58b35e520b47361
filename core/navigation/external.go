package navigation

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// maxExternal bounds what is handed to another program that is no browser.
const maxExternal = 8 << 10

// ReadExternal reads an address that is to be opened outside the view and
// returns it in canonical form. Addresses of the web are read by Read. Others,
// such as mailto: and tel:, have no host to compare; they are held to the
// characters of RFC 3986, and in particular
//
//   - tel: is a number with separators and parameters (RFC 3966), without the
//   - and # with which a dialler may carry out a command;
//   - mailto: has the headers to, cc, bcc, subject and body (RFC 6068) and no
//     other: some mail programs attach files that the address names.
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

// isURIByte reports whether c is in the alphabet of RFC 3986.
func isURIByte(c byte) bool {
	return uri.IsLetter(c) || uri.IsDigit(c) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", c) >= 0
}
