package guard

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// address returns where a request comes from: the connection's other end, or
// what the last trusted proxy in a row saw. All addresses of an IPv6 network
// of 64 bits count as one, because one machine has them all.
func (c Config) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	at = at.Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && c.isProxy(at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	return network(at)
}

func (c Config) isProxy(at netip.Addr) bool {
	for _, p := range c.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

func network(at netip.Addr) string {
	if at.Is4() {
		return at.String()
	}
	p, err := at.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
