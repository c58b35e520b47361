package loopback

import (
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/secret"
)

// maxTarget bounds the path and query of a return link.
const maxTarget = 4096

// door decides which requests are return links at all. Whether a link is
// genuine is for the session to say.
type door struct {
	host    string // with the port, as the URL has it
	path    secret.String
	now     func() time.Time
	expires time.Time
}

func newDoor(o Options, host string, path secret.String) *door {
	// By the wall clock: the monotonic one stops while a laptop sleeps.
	return &door{host: host, path: path, now: o.Now, expires: o.Now().Round(0).Add(o.TTL)}
}

func (d *door) url() string { return "http://" + d.host + "/" + d.path.Reveal() }

// judge returns the page that refuses a request, nil for one that carries a
// link. The host comes first: a page whose name was made to lead here (DNS
// rebinding) learns nothing, not even that there is such a path.
func (d *door) judge(r *http.Request) *page {
	switch {
	case r.Host != d.host:
		return &wrongHost
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return &wrongMethod
	case !d.leadsHere(r.RequestURI):
		return &notFound
	case len(r.RequestURI) > maxTarget:
		return &tooLong
	case r.ContentLength != 0 || len(r.TransferEncoding) > 0 || strings.Contains(r.RequestURI, "#"):
		return &malformed
	case isEmbedded(r.Header):
		return &embedded
	case !d.now().Round(0).Before(d.expires):
		return &tooLate
	}
	return nil
}

// leadsHere reports whether a request is for the secret path or below it. It
// takes the same time wherever the two differ.
func (d *door) leadsHere(target string) bool {
	path, _, _ := strings.Cut(target, "?")
	path, ok := strings.CutPrefix(path, "/")
	first, _, _ := strings.Cut(path, "/")
	return d.path.Equal(secret.New(first)) && ok
}

// isPeek reports whether a browser looks ahead, or only asks for a header:
// that uses no link up.
func isPeek(r *http.Request) bool {
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
// another one. A user who comes back does so in the address bar's page.
func isEmbedded(h http.Header) bool {
	dest := h.Values("Sec-Fetch-Dest")
	return len(dest) > 1 || len(dest) == 1 && dest[0] != "document"
}
