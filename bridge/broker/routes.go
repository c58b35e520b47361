package broker

import (
	"net/http"
	"path"
	"strings"
)

// endpoint answers a request or says why not. Nothing has been written when it
// returns an error.
type endpoint func(http.ResponseWriter, *http.Request) error

// routes returns the handler of everything, without its protection.
func (b *Broker) routes() (*http.ServeMux, error) {
	text, err := b.describe()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	on := func(pattern string, e endpoint) {
		method, place, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" "+b.public.Path+place, b.wrap(e))
	}
	on("POST /sessions", b.user(b.createSession))
	on("GET /sessions/{id}", b.user(b.readSession))
	on("DELETE /sessions/{id}", b.user(b.deleteSession))
	on("POST /sessions/{id}/claim", b.user(b.claimURL))
	on("POST /sessions/{id}/outcome", b.user(b.reportOutcome))
	on("GET /sessions/{id}/events", b.user(b.streamEvents))
	on("GET /return/{provider}", b.land)
	on("GET /return/{provider}/{nonce}", b.land)
	on("POST /webhooks/{provider}", b.receiveWebhook)
	on("GET /openapi.json", serveDescription(text))
	on("GET /healthz", b.health)
	on("GET /readyz", b.ready)
	mux.Handle("GET /.well-known/assetlinks.json", b.wrap(b.assetLinks))
	mux.Handle("GET /.well-known/apple-app-site-association", b.wrap(b.appleAssociation))
	return mux, nil
}

// wrap answers the errors of an endpoint.
func (b *Broker) wrap(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e(w, r); err != nil {
			b.fail(w, r, err)
		}
	})
}

// dispatch is the mux with our own answers where it has no route.
func (b *Broker) dispatch(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refusing, pattern := mux.Handler(r)
		if path.Clean(r.URL.Path) != r.URL.Path {
			b.fail(w, r, notFound()) // the mux would redirect
			return
		}
		if pattern == "" {
			b.noRoute(w, r, refusing)
			return
		}
		// GET patterns take HEAD too, but looking must not use a return link up or
		// open a stream.
		if r.Method == http.MethodHead {
			b.wrongMethod(w, r, http.MethodGet)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// noRoute answers 405 with Allow where the path has another method, else 404.
func (b *Broker) noRoute(w http.ResponseWriter, r *http.Request, refusing http.Handler) {
	answer := &discarded{header: http.Header{}}
	refusing.ServeHTTP(answer, r)
	if answer.status != http.StatusMethodNotAllowed {
		b.fail(w, r, notFound())
		return
	}
	b.wrongMethod(w, r, strings.ReplaceAll(answer.header.Get("Allow"), "GET, HEAD", "GET"))
}

func (b *Broker) wrongMethod(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	f := invalid("This method is not supported here.")
	f.status = http.StatusMethodNotAllowed
	b.fail(w, r, f)
}

// discarded keeps the status and the header of an answer.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(status int)      { d.status = status }
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }
