// Package site is what the sandbox's hosted pages have in common, a bank's and
// those of a provider that hosts its own: they work without script in any
// browser, nothing of them is stored or framed, and a form counts only when it
// comes from the page's own site.
package site

import (
	"bytes"
	"crypto/subtle"
	_ "embed"
	"encoding/hex"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// MaxBody bounds a form in bytes.
const MaxBody = 16 << 10

// IsOrigin reports whether raw is an http or https origin and nothing else.
func IsOrigin(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && raw == u.Scheme+"://"+u.Host
}

// Guard answers for the host of the origin only, sets the headers that every
// answer has, and calls forged for a form of another site.
func Guard(origin string, forged http.HandlerFunc, next http.Handler) http.Handler {
	_, host, _ := strings.Cut(origin, "://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		switch {
		case !strings.EqualFold(r.Host, host):
			http.Error(w, "this site does not answer for this host", http.StatusMisdirectedRequest)
		case r.Method == http.MethodPost && foreign(r, origin):
			forged(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// setHeaders sets the headers of every answer. There is no form-action directive:
// browsers apply it to the redirects after a form too, and where those lead is
// the provider's and the app's to say. The pages hold no markup from outside.
func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// foreign reports whether another site's page sent a form, as far as the
// browser says. A page without referrer sends "null" as the origin of its own
// forms, so that does not count; the form's token does.
func foreign(r *http.Request, origin string) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site != "same-origin"
	}
	sent := r.Header.Get("Origin")
	return sent != "" && sent != "null" && !strings.EqualFold(sent, origin)
}

// IsPrefetch reports whether a browser loads a page before anybody asked.
func IsPrefetch(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") || r.Header.Get("Purpose") == "prefetch"
}

// Secret returns 128 random bits as text.
func Secret(random io.Reader) (string, error) {
	var bits [16]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(bits[:]), nil
}

// Same compares two secrets in time that does not depend on where they differ.
func Same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Cookie returns a cookie for one path of the origin. It is sent with links
// from other sites, as when an app opens the page again, and never with their
// forms.
func Cookie(origin, name, value, path string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: path, HttpOnly: true,
		Secure: strings.HasPrefix(origin, "https:"), SameSite: http.SameSiteLaxMode,
	}
}

// HasCookie reports whether the request has a cookie of this name and value.
func HasCookie(r *http.Request, name, value string) bool {
	return slices.ContainsFunc(r.CookiesNamed(name), func(c *http.Cookie) bool { return Same(c.Value, value) })
}

// Redirect answers 303 with the location as it is: http.Redirect would change
// what it takes for a path.
func Redirect(w http.ResponseWriter, location string) {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
}

// Write answers with a page, whole or not at all.
func Write(w http.ResponseWriter, status int, pages *template.Template, name string, data any) {
	var body bytes.Buffer
	if err := pages.ExecuteTemplate(&body, name, data); err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body.Bytes()) // an error means that the client is gone
}

//go:embed style.css
var style []byte

// Style serves the style sheet of all pages. A body with the class "hosted"
// has the colours of a provider instead of a bank's.
func Style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Write(style) // an error means that the client is gone
}

// NoIcon answers the browsers' question for an icon.
func NoIcon(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
