package navigation

import (
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// MaxLength is the length in bytes above which an address is refused unread.
// It bounds what a page can make the host do with one navigation.
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
// Anything else has one reading. It is brought into canonical form: scheme and
// host in lower case, default ports dropped, "/" for an empty path of http,
// https and the other schemes with a default port, IPv6 as in RFC 5952, and an
// IPv6 address that maps an IPv4 address as that address. Path, query and
// fragment stay as they are: servers may tell their spellings apart.
func Read(raw string) (URL, error) {
	u, bad := read(raw)
	if bad != noFlaw {
		return URL{}, invalid(bad)
	}
	return u, nil
}

// read is Read without the error, which a decision may not need.
func read(raw string) (URL, flaw) {
	if len(raw) > MaxLength {
		return URL{}, tooLong
	}
	return readAnyLength(raw)
}

// readAnyLength is read without the limit. The scheme's colon has to be
// followed by two slashes: browsers read https:x and https:/x as https://x,
// net/url reads them as addresses without a host.
func readAnyLength(raw string) (URL, flaw) {
	if bad := checkBytes(raw); bad != noFlaw {
		return URL{}, bad
	}
	scheme, rest, ok := uri.CutScheme(raw)
	switch {
	case !ok:
		return URL{}, badScheme
	case scheme == "file":
		// Browsers drop the host localhost, know drive letters, and give every
		// file an origin of its own.
		return URL{}, noCommonForm
	case !strings.HasPrefix(rest, "//"):
		return URL{}, noSlashes
	}
	return readHierarchy(scheme, rest[len("//"):])
}

// readHierarchy reads what follows scheme:// (RFC 3986, section 3.2). The
// fragment ends the query and the query ends the path, so they are cut from
// the end; the first slash after that ends the authority.
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

// readAuthority refuses a user name, which is there to be mistaken for the
// host: https://connect.example@evil.example. Browsers also take the last @
// for the separator, and other readers the first one.
// The port is read before the host: a host that is refused for its colon would
// be the worse explanation.
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

// readPort takes the one way to write a port. Browsers drop zeros in front and
// an empty port, which would make two spellings of one origin, and nothing
// listens on port 0.
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

// checkBytes looks for bytes that no engine leaves in an address: the URL
// standard drops tabs and line breaks, strips what is below a space from both
// ends, encodes the others, and takes a backslash for a slash
// (https://url.spec.whatwg.org/#concept-basic-url-parser). One that arrives
// did not come from an engine, and whoever reads it next does so in another
// way.
func checkBytes(raw string) flaw {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c <= ' ', c >= 0x7f, c == '\\', c == '"', c == '<', c == '>':
			return badByte
		}
	}
	return noFlaw
}

// checkPath looks for percent signs that do not begin an escape and for the
// segments that browsers remove (https://url.spec.whatwg.org/#double-dot-path-segment),
// with which /callback/../admin would pass for a path below /callback. Encoded
// slashes are left alone: no parser takes them for slashes.
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

// isDotSegment reports whether a segment is one dot or two, each of them as it
// is or percent-encoded: browsers decode %2e before they look, net/url after.
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

// cutBefore splits s before the first sep, which stays with the second part:
// an empty query is not the same as none.
func cutBefore(s, sep string) (before, after string) {
	if i := strings.Index(s, sep); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
