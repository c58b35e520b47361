package loopback

import (
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/secret"
)

// maxTarget bounds the path and query of a return link in bytes.
const maxTarget = 4096

// guard checks which requests carry a return link at all. Whether a link is
// genuine is for the session to say.
type guard struct {
	host    string // with the port, as the URL has it
	path    secret.String
	now     func() time.Time
	expires time.Time
}

func newGuard(o Options, host string, path secret.String) *guard {
	// By the wall clock: the monotonic one stops while a laptop sleeps.
	return &guard{host: host, path: path, now: o.Now, expires: o.Now().Round(0).Add(o.TTL)}
}

func (g *guard) url() string { return "http://" + g.host + "/" + g.path.Reveal() }

// check returns the page that refuses a request, nil for one that carries a
// link. The host comes first: a page whose name was made to lead here (DNS
// rebinding) learns nothing, not even that there is such a path.
func (g *guard) check(r *http.Request) *page {
	switch {
	case r.Host != g.host:
		return &wrongHost
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return &wrongMethod
	case !g.knowsPath(r.RequestURI):
		return &notFound
	case len(r.RequestURI) > maxTarget:
		return &tooLong
	case r.ContentLength != 0 || len(r.TransferEncoding) > 0 || strings.Contains(r.RequestURI, "#"):
		return &malformed
	case isEmbedded(r.Header):
		return &embedded
	case !g.now().Round(0).Before(g.expires):
		return &tooLate
	}
	return nil
}

// knowsPath reports whether a request is for the secret path or below it. It
// takes the same time wherever the two differ.
func (g *guard) knowsPath(target string) bool {
	path, _, _ := strings.Cut(target, "?")
	path, ok := strings.CutPrefix(path, "/")
	first, _, _ := strings.Cut(path, "/")
	return g.path.Equal(secret.New(first)) && ok
}

// isPrefetch reports whether a browser looks ahead, or only asks for a header:
// that uses no link up.
func isPrefetch(r *http.Request) bool {
	if r.Method == http.MethodHead {
		return true
	}
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		v := strings.ToLower(r.Header.Get(name))
		if strings.Contains(v, "prefetch") || strings.Contains(v, "preview") || strings.Contains(v, "prerender") {
			return true
		}
	}
	return false
}

// isEmbedded reports whether a browser says that it loads the page into
// another one. A user who comes back does so in a tab of the browser.
func isEmbedded(h http.Header) bool {
	dest := h.Values("Sec-Fetch-Dest")
	return len(dest) > 1 || len(dest) == 1 && dest[0] != "document"
}
