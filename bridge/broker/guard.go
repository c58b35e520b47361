package broker

import (
	"net/http"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

// guarded puts the protection in front of the routes, the outermost first: the
// log, the headers, the Host, the origin, the address's limit.
func (b *Broker) guarded(mux *http.ServeMux) (http.Handler, error) {
	origins := http.NewCrossOriginProtection()
	for _, o := range b.o.TrustedOrigins {
		if err := origins.AddTrustedOrigin(o); err != nil {
			return nil, setting("TrustedOrigins takes origins such as https://app.example")
		}
	}
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.fail(w, r, refuse(http.StatusForbidden, fault.BrokerForbidden, nil))
	}))
	return b.logged(b.headed(b.hosted(origins.Handler(b.paced(b.dispatch(mux)))))), nil
}

// headed sets the headers that every answer has. What pages need in addition
// they set themselves.
func (b *Broker) headed(next http.Handler) http.Handler {
	secure := b.public.Scheme == "https"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// hosted refuses requests for other hosts, so that no web page reaches a
// broker by a name of its own that leads here.
func (b *Broker) hosted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(b.hosts, strings.ToLower(r.Host)) {
			b.fail(w, r, refuse(http.StatusMisdirectedRequest, fault.BrokerForbidden, nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// paced limits what comes from one address. Health checks are free: they come
// often, and must tell the store's state and not the limit's.
func (b *Broker) paced(next http.Handler) http.Handler {
	health, ready := b.public.Path+"/healthz", b.public.Path+"/readyz"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != health && r.URL.Path != ready {
			if err := b.allow(r.Context(), "address:"+b.address(r), b.o.Limits.PerAddress); err != nil {
				b.fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
