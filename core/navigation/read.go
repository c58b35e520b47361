package navigation

import (
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// MaxLength is the length in bytes above which an address is refused unread.
const MaxLength = 64 << 10

// Read reads an address of the form scheme://host[:port][/path][?query][#fragment].
// Everything that compares addresses reads them here.
//
// It refuses, with fault.URLInvalid, whatever Go's net/url and the parser of
// browsers (https://url.spec.whatwg.org) read differently or clean up, and
// repairs nothing: user names; a host that is empty, ends in a dot, has
// percent signs or characters outside ASCII, or looks like an IPv4 address in
// an odd notation; ports that are empty, zero, padded or too large; . and ..
// segments, percent-encoded ones too; and anywhere control characters,
// spaces, backslashes, quotes, angle brackets and characters outside ASCII,
// which every engine delivers encoded.
//
// What is left has one reading. It is brought into canonical form: scheme and
// host in lower case, default ports dropped, "/" for an empty path of http,
// https and the other schemes with a default port, IPv6 as in RFC 5952, and an IPv6 address that maps an IPv4
// address as that address. Path, query and fragment stay as they are.
func Read(raw string) (URL, error) {
	u, bad := read(raw)
	if bad != noFlaw {
		return URL{}, invalid(bad)
	}
	return u, nil
}

func read(raw string) (URL, flaw) {
	if len(raw) > MaxLength {
		return URL{}, tooLong
	}
	return readAnyLength(raw)
}

func readAnyLength(raw string) (URL, flaw) {
	if bad := checkBytes(raw); bad != noFlaw {
		return URL{}, bad
	}
	scheme, rest, ok := uri.CutScheme(raw)
	switch {
	case !ok:
		return URL{}, badScheme
	case scheme == "file":
		// Browsers drop the host localhost and know drive letters.
		return URL{}, noCommonForm
	case !strings.HasPrefix(rest, "//"):
		return URL{}, noSlashes
	}
	return readHierarchy(scheme, rest[len("//"):])
}

// readHierarchy reads what follows scheme://.
func readHierarchy(scheme, rest string) (URL, flaw) {
	u := URL{scheme: scheme}
	rest, u.fragment = cutBefore(rest, "#")
	rest, u.query = cutBefore(rest, "?")
	authority, path := cutBefore(rest, "/")
	u.path = path
	if path == "" && defaultPort(scheme) != 0 {
		u.path = "/"
	}
	var bad flaw
	if u.host, u.port, bad = readAuthority(authority); bad != noFlaw {
		return URL{}, bad
	}
	if u.port == defaultPort(scheme) {
		u.port = 0
	}
	return u, checkPath(path)
}

func readAuthority(authority string) (host string, port uint16, bad flaw) {
	if strings.Contains(authority, "@") {
		return "", 0, userInfo
	}
	// The colons of an IPv6 address end at its bracket.
	bracket := strings.IndexByte(authority, ']') + 1
	name, portText := authority, ""
	if i := strings.IndexByte(authority[bracket:], ':'); i >= 0 {
		name, portText = authority[:bracket+i], authority[bracket+i+1:]
		if port, bad = readPort(portText); bad != noFlaw {
			return "", 0, bad
		}
	}
	host, bad = readHost(name)
	return host, port, bad
}

func readPort(text string) (uint16, flaw) {
	if text == "" || text[0] < '1' || text[0] > '9' {
		return 0, badPort // empty, signed, zero or padded
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, badPort
	}
	return uint16(n), noFlaw
}

// checkBytes looks for what no engine leaves in an address.
func checkBytes(raw string) flaw {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c <= ' ', c >= 0x7f, c == '\\', c == '"', c == '<', c == '>':
			return badByte
		}
	}
	return noFlaw
}

// checkPath looks for escapes that are none and for segments that browsers
// remove. Encoded slashes are left alone: no parser takes them for slashes.
func checkPath(path string) flaw {
	if !uri.IsEscaped(path) {
		return badPercent
	}
	for rest := path; rest != ""; {
		segment, after := cutBefore(rest[1:], "/")
		if isDotSegment(segment) {
			return dotSegment
		}
		rest = after
	}
	return noFlaw
}

func isDotSegment(s string) bool {
	for dots := 1; dots <= 2; dots++ {
		switch {
		case strings.HasPrefix(s, "."):
			s = s[1:]
		case uri.HasPrefix(s, "%2e"):
			s = s[3:]
		default:
			return false
		}
		if s == "" {
			return true
		}
	}
	return false
}

// cutBefore splits s before the first sep, which stays with the second part.
func cutBefore(s, sep string) (before, after string) {
	if i := strings.Index(s, sep); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
