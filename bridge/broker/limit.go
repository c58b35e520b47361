package broker

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

// allow takes one from the allowance of a key.
func (b *Broker) allow(ctx context.Context, key string, rate Rate) error {
	wait, err := b.o.Store.Allow(ctx, key, rate)
	if err != nil {
		return err
	}
	if wait > 0 {
		return limited(wait)
	}
	return nil
}

// userEndpoint is an endpoint for somebody who has signed in.
type userEndpoint func(w http.ResponseWriter, r *http.Request, user string) error

// user asks the app who sent a request, and limits what they send.
func (b *Broker) user(next userEndpoint) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		user, err := b.o.Authenticate(r)
		if err != nil || user == "" {
			return refuse(http.StatusUnauthorized, fault.BrokerUnauthenticated, err)
		}
		noteUser(r, user)
		if err := b.allow(r.Context(), "user:"+user, b.o.Limits.PerUser); err != nil {
			return err
		}
		return next(w, r, user)
	}
}

// address returns where a request comes from: the connection's other end, or
// what the last trusted proxy in a row saw. All addresses of an IPv6 network
// of 64 bits count as one, because one machine has them all.
func (b *Broker) address(r *http.Request) string {
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
	for i := len(hops) - 1; i >= 0 && b.isProxy(at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	return network(at)
}

func (b *Broker) isProxy(at netip.Addr) bool {
	for _, p := range b.proxies {
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
