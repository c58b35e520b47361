package bank

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

const cookieName = "connecthost_bank"

func (b *Bank) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", site.Style)
	mux.HandleFunc("GET /favicon.ico", site.NoIcon)
	mux.HandleFunc("GET /visit/{id}", b.show)
	mux.HandleFunc("POST /visit/{id}/login", b.form(b.login))
	mux.HandleFunc("POST /visit/{id}/consent", b.form(b.consent))
	mux.HandleFunc("POST /visit/{id}/cancel", b.form(b.cancel))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, unknown) })
	return mux
}

// find returns the live visit of a request, or why there is none for it. Whose
// it is, is not asked.
func (b *Bank) find(r *http.Request) (*visit, *refusal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, ok := b.visits[r.PathValue("id")]
	switch {
	case !ok:
		return nil, &unknown
	case v.step != finished && !b.now().Before(v.expires):
		return nil, &expired
	}
	return v, nil
}

// holds reports whether the request comes from the browser that opened the
// visit.
func (v *visit) holds(r *http.Request) bool {
	return site.HasCookie(r, cookieName, v.cookie)
}

// show answers with the page on which the visit stands. The first browser to
// ask gets the cookie.
func (b *Bank) show(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || site.IsPrefetch(r) {
		// Neither a HEAD nor a guess of the browser may take the visit.
		http.Error(w, "open this address in a browser", http.StatusMethodNotAllowed)
		return
	}
	v, why := b.find(r)
	if why != nil {
		refuse(w, *why)
		return
	}
	if !v.open(r) {
		refuse(w, elsewhere)
		return
	}
	http.SetCookie(w, site.Cookie(b.origin, cookieName, v.cookie, "/visit/"+v.id))
	b.render(w, v)
}

// open takes the visit for the browser of a request. Of two browsers at once,
// one gets it.
func (v *visit) open(r *http.Request) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.opened {
		return v.holds(r)
	}
	v.opened = true
	return true
}

// form reads a form and hands it on when it comes from one of the visit's own
// pages, in the visit's own browser.
func (b *Bank) form(next func(http.ResponseWriter, *http.Request, *visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, why := b.find(r)
		if why != nil {
			refuse(w, *why)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, site.MaxBody)
		if err := r.ParseForm(); err != nil {
			refuse(w, unreadable)
			return
		}
		if !v.holds(r) || !site.Same(r.PostForm.Get("token"), v.token) {
			refuse(w, forged)
			return
		}
		next(w, r, v)
	}
}
