// Package guard stands in front of the broker's routes: the headers of every
// answer, the hosts that it answers for, the origins of browsers' requests, and
// the allowance of each address.
package guard

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/fault"
)

// Config is what a guard knows. Every field but Origins, Proxies and Free is
// required.
type Config struct {
	Hosts   []string       // values of the Host header, in lower case
	Origins []string       // of web pages that may send requests
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	Free    []string       // paths that have no limit
	Secure  bool           // the broker is reached by https

	// Allow takes one from the allowance of an address.
	Allow func(ctx context.Context, address string) error
	// Fail answers a request with an error.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
}

// New puts the guard in front of the routes: the headers come first, then the
// host, the origin and the address's limit. The error is that an origin cannot
// be read.
func New(c Config, routes *http.ServeMux) (http.Handler, error) {
	origins := http.NewCrossOriginProtection()
	for _, o := range c.Origins {
		if err := origins.AddTrustedOrigin(o); err != nil {
			return nil, err
		}
	}
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Fail(w, r, answer.Refuse(http.StatusForbidden, fault.BrokerForbidden, nil))
	}))
	return c.headed(c.hosted(origins.Handler(c.paced(c.dispatch(routes))))), nil
}

// headed sets the headers that every answer has. Pages set themselves what they
// need in addition.
func (c Config) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if c.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// hosted refuses requests for other hosts, so that no web page reaches a
// broker by a name of its own that leads here.
func (c Config) hosted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(c.Hosts, strings.ToLower(r.Host)) {
			c.Fail(w, r, answer.Refuse(http.StatusMisdirectedRequest, fault.BrokerForbidden, nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// paced limits the requests that come from one address. Health checks are
// free: they come often, and must tell the store's state and not the limit's.
func (c Config) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(c.Free, r.URL.Path) {
			if err := c.Allow(r.Context(), c.address(r)); err != nil {
				c.Fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
