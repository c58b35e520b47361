package guard

import (
	"net/http"
	"path"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
)

// dispatch is the mux with our own answers where it has no route.
func (c Config) dispatch(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refusing, pattern := mux.Handler(r)
		if path.Clean(r.URL.Path) != r.URL.Path {
			c.Fail(w, r, answer.NotFound()) // the mux would redirect
			return
		}
		if pattern == "" {
			c.noRoute(w, r, refusing)
			return
		}
		// GET patterns take HEAD too, but looking must not use a return link up or
		// open a stream.
		if r.Method == http.MethodHead {
			c.wrongMethod(w, r, http.MethodGet)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// noRoute answers 405 with Allow where the path has another method, else 404.
func (c Config) noRoute(w http.ResponseWriter, r *http.Request, refusing http.Handler) {
	dry := &discarded{header: http.Header{}}
	refusing.ServeHTTP(dry, r)
	if dry.status != http.StatusMethodNotAllowed {
		c.Fail(w, r, answer.NotFound())
		return
	}
	c.wrongMethod(w, r, strings.ReplaceAll(dry.header.Get("Allow"), "GET, HEAD", "GET"))
}

func (c Config) wrongMethod(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	c.Fail(w, r, answer.Invalid("This method is not supported here.").With(http.StatusMethodNotAllowed))
}

// discarded keeps the status and the header of an answer.
type discarded struct {
	header http.Header
	status int
}

// Header returns the header.
func (d *discarded) Header() http.Header { return d.header }

// WriteHeader notes the status.
func (d *discarded) WriteHeader(status int) { d.status = status }

// Write throws the body away.
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }
