package navigation

import (
	"net/netip"
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// The bounds of a name (RFC 1035, section 2.3.4).
const (
	maxHost  = 253 // as text, without the dot of the root
	maxLabel = 63
)

// readHost returns the host in canonical form. Domains stay in the ASCII form
// that they have in the DNS: turning letters of other scripts into xn-- labels
// takes tables that no two systems have in the same version, so hosts with such
// letters are refused before they come here. Engines hand over the xn-- form.
func readHost(host string) (string, flaw) {
	if host == "" {
		return "", noHost
	}
	if host[0] == '[' {
		return readIPv6(host)
	}
	if bad := checkName(host); bad != noFlaw {
		return "", bad
	}
	return uri.Lower(host), noFlaw
}

// readIPv6 reads an address in brackets (RFC 4291, section 2.2) and writes it
// as in RFC 5952. A zone has a percent sign and is refused: browsers do not
// know zones. An address that maps one of IPv4 (RFC 4291, section 2.5.5.2)
// reaches the same machine as that one and becomes it, so that nobody has to
// think of both.
func readIPv6(host string) (string, flaw) {
	inner, closed := strings.CutSuffix(host[1:], "]")
	addr, err := netip.ParseAddr(inner)
	switch {
	case !closed, err != nil, !addr.Is6(), addr.Zone() != "":
		return "", badIPv6
	case addr.Is4In6():
		return addr.Unmap().String(), noFlaw
	}
	return "[" + addr.String() + "]", noFlaw
}

// checkName checks a domain name or an IPv4 address.
func checkName(host string) flaw {
	if len(host) > maxHost {
		return hostTooLong
	}
	// The same host to a resolver and another one to whatever compares
	// strings: certificates, cookies, origins.
	if host[len(host)-1] == '.' {
		return trailingDot
	}
	last := ""
	for rest, more := host, true; more; {
		last, rest, more = strings.Cut(rest, ".")
		if bad := checkLabel(last); bad != noFlaw {
			return bad
		}
	}
	if endsInNumber(last) && !isIPv4(host) {
		return oddIPv4
	}
	return noFlaw
}

// isIPv4 reports whether a host is four decimal numbers (RFC 3986, section
// 3.2.2), without leading zeros, which some systems take for octal. Browsers
// read more as an IPv4 address, 127.1 and 0x7f.1 for example, and net/netip
// does not.
func isIPv4(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Is4()
}

func checkLabel(label string) flaw {
	switch {
	case label == "":
		return emptyLabel
	case len(label) > maxLabel:
		return hostTooLong
	}
	for i := range len(label) {
		if !isHostByte(label[i]) {
			return badHost
		}
	}
	// Some versions of IDNA take xn--abc- for abc.
	if uri.HasPrefix(label, "xn--") && label[len(label)-1] == '-' {
		return emptyACE
	}
	return noFlaw
}

// endsInNumber reports whether a host with this last label is read as an IPv4
// address by browsers (https://url.spec.whatwg.org/#ends-in-a-number-checker),
// octal, hexadecimal and shortened forms included. No top level domain begins
// with 0x, so all of those count.
func endsInNumber(last string) bool {
	if uri.HasPrefix(last, "0x") {
		return true
	}
	for i := range len(last) {
		if !uri.IsDigit(last[i]) {
			return false
		}
	}
	return true
}

// isHostByte allows the underscore, which no name of the web has: an app's
// return link has a host such as oauth_complete. A percent sign is not
// allowed: browsers decode it, and net/url does so for some schemes.
func isHostByte(c byte) bool {
	return uri.IsLetter(c) || uri.IsDigit(c) || c == '-' || c == '_' || c == '.'
}
