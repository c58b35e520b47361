package navigation

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// URL is an address in canonical form, made by Read. Two URLs are the same
// address exactly if they are equal with ==, which is why the fields hold one
// spelling only. The zero value is not an address.
//
// A widget's path and query hold tokens, so fmt and log/slog print the origin
// only. String is the one way to the whole address.
type URL struct {
	scheme   string // lower case
	host     string // lower case; IPv6 in brackets
	port     uint16 // 0 when there is none or it is the scheme's default
	path     string // as received; "/" instead of nothing where the scheme has a default port
	query    string // with its "?", so that "" and "?" differ
	fragment string // with its "#"; an engine keeps it to itself, so servers never see it
}

// Scheme returns the scheme in lower case, without the colon.
func (u URL) Scheme() string { return u.scheme }

// Host returns the host in lower case, without the port. An IPv6 address is
// in brackets and in the form of RFC 5952.
func (u URL) Host() string { return u.host }

// Port returns the port to connect to: the explicit one, else the scheme's
// default, else 0.
func (u URL) Port() int {
	if u.port != 0 {
		return int(u.port)
	}
	return int(defaultPort(u.scheme))
}

// Path returns the path as it was received, percent signs included.
func (u URL) Path() string { return u.path }

// Query returns the query as it was received, without the question mark.
func (u URL) Query() string { return strings.TrimPrefix(u.query, "?") }

// Origin returns scheme, host and port as browsers write an origin. They call
// every origin of a scheme other than http and https "null"; here such
// origins stay distinct, so that two of them are never equal by accident.
func (u URL) Origin() string { return u.scheme + "://" + u.host + u.portText() }

// SameOrigin reports whether both addresses have the same scheme, host and
// port. It allocates nothing.
func (u URL) SameOrigin(o URL) bool {
	return u.scheme == o.scheme && u.host == o.host && u.port == o.port
}

// SamePlace reports whether both addresses have the same origin and path,
// whatever their queries and fragments: that is how a return link is told.
// Some systems add the slash of an empty path and some do not, so it does not
// count.
func (u URL) SamePlace(o URL) bool {
	return u.SameOrigin(o) && (u.path == o.path || isRoot(u.path) && isRoot(o.path))
}

func isRoot(path string) bool { return path == "" || path == "/" }

// SameDocument reports whether both addresses differ in their fragment at
// most, so that going from one to the other loads nothing.
func (u URL) SameDocument(o URL) bool {
	u.fragment, o.fragment = "", ""
	return u == o
}

// IsWeb reports whether the scheme is http or https.
func (u URL) IsWeb() bool { return isWeb(u.scheme) }

// IsLoopback reports whether the host is this machine by its very name:
// localhost (RFC 6761, section 6.3), 127.0.0.0/8 or ::1 (RFC 6890). Names that
// only resolve to such an address do not count, x.localhost included: not every
// system resolves it to this machine, and a name that an attacker's server
// answers for can be made to point anywhere.
func (u URL) IsLoopback() bool {
	if u.host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(u.host, "[]"))
	return err == nil && addr.IsLoopback()
}

// IsTrustworthy reports whether what is loaded from the address cannot be
// changed on the way: https, or http on a loopback address. It is what browsers
// call potentially trustworthy (W3C Secure Contexts, section 3.1), without the
// schemes that no widget has.
func (u URL) IsTrustworthy() bool {
	return u.scheme == "https" || u.scheme == "http" && u.IsLoopback()
}

// String returns the whole address in canonical form: Read of it gives the
// same URL, so that an address can be judged again wherever it went as text. It
// may hold a token. Do not log it.
func (u URL) String() string {
	return u.scheme + "://" + u.host + u.portText() + u.path + u.query + u.fragment
}

// Format prints the origin for every verb.
func (u URL) Format(f fmt.State, _ rune) { fmt.Fprint(f, u.Origin()) }

// MarshalText encodes the origin, for encoding/json and log/slog.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.Origin()), nil }

// portText leaves out the default port, as the text of an origin does
// (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).
func (u URL) portText() string {
	if u.port == 0 {
		return ""
	}
	return ":" + strconv.Itoa(int(u.port))
}
