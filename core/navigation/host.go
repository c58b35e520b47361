package navigation

import "strings"

// readHost returns the host in canonical form.
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
	return strings.ToLower(host), noFlaw
}

// readIPv6 reads an address in brackets. A zone has a percent sign and is
// refused: browsers do not know zones.
func readIPv6(host string) (string, flaw) {
	if host[len(host)-1] != ']' {
		return "", badIPv6
	}
	addr, ok := parseIPv6(host[1 : len(host)-1])
	if !ok {
		return "", badIPv6
	}
	if v4, ok := addr.mapped(); ok {
		return ipv4Text(v4), noFlaw
	}
	return "[" + addr.String() + "]", noFlaw
}

// checkName checks a domain name or an IPv4 address.
func checkName(host string) flaw {
	if len(host) > 253 {
		return hostTooLong
	}
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
	if !looksNumeric(last) {
		return noFlaw
	}
	// Browsers read any host with such an end as an IPv4 address, octal,
	// hexadecimal and shortened forms included. Only the plain one is read here.
	if _, ok := readIPv4(host); !ok {
		return oddIPv4
	}
	return noFlaw
}

func checkLabel(label string) flaw {
	switch {
	case label == "":
		return emptyLabel
	case len(label) > 63:
		return hostTooLong
	}
	for i := 0; i < len(label); i++ {
		if !isHostByte(label[i]) {
			return badHost
		}
	}
	// Some versions of IDNA take xn--abc- for abc.
	if hasACEPrefix(label) && label[len(label)-1] == '-' {
		return emptyACE
	}
	return noFlaw
}

func hasACEPrefix(label string) bool {
	return len(label) >= 4 && strings.EqualFold(label[:4], "xn--")
}

// looksNumeric reports whether a host that ends in this label is read as an
// IPv4 address by browsers ("ends in a number" in the URL standard). No top
// level domain begins with 0x, so all of those count.
func looksNumeric(label string) bool {
	if len(label) >= 2 && strings.EqualFold(label[:2], "0x") {
		return true
	}
	for i := 0; i < len(label); i++ {
		if label[i] < '0' || label[i] > '9' {
			return false
		}
	}
	return true
}

// isHostByte allows the underscore: oauth_complete is a host.
func isHostByte(c byte) bool {
	return isAlpha(c) || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
}
