package navigation

import "strings"

// IP addresses are read here and not by net/netip, which would make the
// library for phones larger by what it brings along. A test compares both.

// readIPv4 reads four decimal numbers (RFC 3986, section 3.2.2), without
// leading zeros, which some systems take for octal.
func readIPv4(s string) (addr [4]byte, ok bool) {
	for i := range addr {
		part, rest, more := strings.Cut(s, ".")
		if more != (i < len(addr)-1) {
			return addr, false
		}
		n, ok := readByte(part)
		if !ok {
			return addr, false
		}
		addr[i], s = n, rest
	}
	return addr, true
}

func readByte(s string) (byte, bool) {
	if s == "" || len(s) > 3 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return byte(n), n <= 255
}

// ipv6 is an address in its eight groups.
type ipv6 [8]uint16

// parseIPv6 reads an address as in RFC 4291, section 2.2, without a zone.
func parseIPv6(s string) (addr ipv6, ok bool) {
	head, tail, gap := strings.Cut(s, "::")
	before, ok := addr.read(head, !gap)
	if !ok || !gap {
		return addr, ok && before == len(addr)
	}
	var end ipv6
	after, ok := end.read(tail, true)
	if !ok || before+after >= len(addr) {
		return addr, false
	}
	copy(addr[len(addr)-after:], end[:after])
	return addr, true
}

// read fills groups from the first on and returns how many. At the end of the
// address two of them may be written as an IPv4 address.
func (a *ipv6) read(s string, atEnd bool) (i int, ok bool) {
	for more := s != ""; more; i++ {
		if v4, ok := readIPv4(s); ok && atEnd && i+2 <= len(a) {
			a[i], a[i+1] = uint16(v4[0])<<8|uint16(v4[1]), uint16(v4[2])<<8|uint16(v4[3])
			return i + 2, true
		}
		var group string
		group, s, more = strings.Cut(s, ":")
		n, ok := readGroup(group)
		if !ok || i == len(a) {
			return i, false
		}
		a[i] = n
	}
	return i, true
}

func readGroup(s string) (n uint16, ok bool) {
	for i := range len(s) {
		digit := strings.IndexByte("0123456789abcdef", s[i]|0x20)
		if s[i] < '0' || digit < 0 {
			return 0, false
		}
		n = n<<4 | uint16(digit)
	}
	return n, s != "" && len(s) <= 4
}

// mapped returns the IPv4 address in an IPv4-mapped one (RFC 4291, 2.5.5.2).
func (a ipv6) mapped() ([4]byte, bool) {
	if [6]uint16(a[:6]) != [6]uint16{5: 0xffff} {
		return [4]byte{}, false
	}
	return [4]byte{byte(a[6] >> 8), byte(a[6]), byte(a[7] >> 8), byte(a[7])}, true
}

// String writes the address as in RFC 5952: in lower case, without leading
// zeros, with the longest run of two or more zero groups left out.
func (a ipv6) String() string {
	start, length := a.longestZeros()
	var text []byte
	for i := 0; i < len(a); i++ {
		if i == start && length > 1 {
			text = append(text, "::"...)
			i += length - 1
			continue
		}
		if n := len(text); n > 0 && text[n-1] != ':' {
			text = append(text, ':')
		}
		text = appendHex(text, a[i])
	}
	return string(text)
}

// longestZeros returns the first of the longest runs of zero groups.
func (a ipv6) longestZeros() (start, length int) {
	run := 0
	for i, group := range a {
		if run++; group != 0 {
			run = 0
		}
		if run > length {
			start, length = i-run+1, run
		}
	}
	return start, length
}

func appendHex(text []byte, n uint16) []byte {
	significant := false
	for shift := 12; shift >= 0; shift -= 4 {
		digit := n >> shift & 0xf
		if significant = significant || digit != 0 || shift == 0; significant {
			text = append(text, "0123456789abcdef"[digit])
		}
	}
	return text
}

func ipv4Text(addr [4]byte) string {
	var text []byte
	for i, n := range addr {
		if i > 0 {
			text = append(text, '.')
		}
		if n >= 100 {
			text = append(text, '0'+n/100)
		}
		if n >= 10 {
			text = append(text, '0'+n/10%10)
		}
		text = append(text, '0'+n%10)
	}
	return string(text)
}
