package uba

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// cookieName is that of a session's cookie. Each session has its own: one
// browser may have several.
func (s *session) cookieName() string { return "connecthost_uba_" + s.handle[:8] }

func (s *session) holds(r *http.Request) bool { return site.HasCookie(r, s.cookieName(), s.cookie) }

func (u *UBA) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", site.Style)
	mux.HandleFunc("GET /favicon.ico", site.NoIcon)
	mux.HandleFunc("GET /auth", u.auth)
	mux.HandleFunc("GET /session/{handle}", u.show)
	for name, act := range u.actions() {
		mux.HandleFunc("POST /session/{handle}/"+name, u.form(act))
	}
	mux.HandleFunc("GET /session/{handle}/bank", u.redirect)
	mux.HandleFunc("GET /return/{state}", u.back)
	mux.HandleFunc("GET /phone", u.phonePage)
	mux.HandleFunc("POST /phone/{id}", u.answerPhone)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, unknown) })
	return mux
}

// auth opens a session: the browser gets the cookie, and the session's id
// leaves the address bar.
func (u *UBA) auth(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || site.IsPrefetch(r) {
		// Neither a HEAD nor a guess of the browser may take the session.
		http.Error(w, "open this address in a browser", http.StatusMethodNotAllowed)
		return
	}
	ids := r.URL.Query()["sessionId"]
	if len(ids) != 1 {
		refuse(w, unknown)
		return
	}
	handle, ok := u.named(ids[0])
	if !ok {
		refuse(w, unknown)
		return
	}
	s, why := u.take(handle, r)
	if why != nil {
		refuse(w, *why)
		return
	}
	http.SetCookie(w, site.Cookie(u.cfg.Origin, s.cookieName(), s.cookie, "/"))
	site.Redirect(w, "/session/"+s.handle)
}

// take gives a session to the first browser that asks.
func (u *UBA) take(handle string, r *http.Request) (*session, *refusal) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s, why := u.live(handle)
	switch {
	case why != nil:
		return nil, why
	case s.opened && !s.holds(r):
		return nil, &elsewhere
	}
	s.opened = true
	return s, nil
}

// live returns a session that has not expired.
func (u *UBA) live(handle string) (*session, *refusal) {
	s, ok := u.sessions[handle]
	switch {
	case !ok:
		return nil, &unknown
	case s.step != stepEnded && !u.cfg.Now().Before(s.expires):
		return nil, &expired
	}
	return s, nil
}

// own returns the live session of a request from the browser that has it.
func (u *UBA) own(r *http.Request) (*session, *refusal) {
	s, why := u.live(r.PathValue("handle"))
	if why == nil && !s.holds(r) {
		return nil, &elsewhere
	}
	return s, why
}

// reply is what a request is answered with: a redirect, or a page.
type reply struct {
	to   string
	page *page
	name string // of the page's template
}

func (rep reply) send(w http.ResponseWriter) {
	if rep.page == nil {
		site.Redirect(w, rep.to)
		return
	}
	site.Write(w, http.StatusOK, pages, rep.name, rep.page)
}

// show answers with the page on which the session stands.
func (u *UBA) show(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	s, why := u.own(r)
	var rep reply
	if why == nil {
		rep = u.pageOf(s, r.URL.Query().Get("q"))
	}
	u.mu.Unlock()
	if why != nil {
		refuse(w, *why)
		return
	}
	rep.send(w)
}

// form reads a form and acts on it when it comes from one of the session's own
// pages, in the session's own browser. The action's notices are sent
// after the lock is let go.
func (u *UBA) form(act action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, site.MaxBody)
		if err := r.ParseForm(); err != nil {
			refuse(w, unreadable)
			return
		}
		u.mu.Lock()
		s, why := u.own(r)
		if why == nil && !site.Same(r.PostForm.Get("token"), s.token) {
			why = &forged
		}
		var notices []Notice
		to := ""
		if why == nil {
			s.alert = ""
			notices = act(s, r.PostForm)
			to = u.next(s)
		}
		u.mu.Unlock()
		if why != nil {
			refuse(w, *why)
			return
		}
		u.tell(notices)
		site.Redirect(w, to)
	}
}

// next is where a form leads: to the session's page, so that loading that
// again sends nothing twice, or in the end back to the app.
func (u *UBA) next(s *session) string {
	if s.step == stepEnded && s.options.Return != "" {
		s.leave = false
		return u.to(s)
	}
	return "/session/" + s.handle
}

func (u *UBA) tell(notices []Notice) {
	for _, n := range notices {
		u.cfg.Logger.Info("bank login "+n.Type, "bank", n.Login.Bank, "status", n.Login.Status)
		u.cfg.Notify(n)
	}
}
