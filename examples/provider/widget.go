package main

import (
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// service is Acme itself, as small as a vendor can be: an API for backends, a
// widget, and the way to a bank and back.
type service struct {
	origin string // its own
	bank   string // the bank's
	key    string // that backends show

	mu      sync.Mutex
	widgets map[string]*widget      // by the token of their URL, until it is used
	pages   map[string]*widget      // by the token of the page that it led to
	links   map[string]*accountLink // by their id
	states  map[string]*accountLink // by the state of a visit to the bank
}

// newWidget is what a backend asks for.
type newWidget struct {
	User      string `json:"user"`
	Link      string `json:"link,omitempty"` // to log in to again
	ReturnURL string `json:"return_url,omitempty"`
}

// widget is one presentation to one user.
type widget struct{ newWidget }

// accountLink is a user's connection to the bank.
type accountLink struct {
	ID     string `json:"id"`
	Status string `json:"status"` // pending, linked or refused
	Why    string `json:"why"`    // it was refused

	user      string
	returnURL string
	verifier  string // of the visit to the bank (PKCE)
}

func newService(origin, bank, key string) *service {
	return &service{
		origin: origin, bank: bank, key: key,
		widgets: map[string]*widget{}, pages: map[string]*widget{}, links: map[string]*accountLink{}, states: map[string]*accountLink{},
	}
}

// Handler returns the service's pages and its API.
func (s *service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/widgets", s.mint)
	mux.HandleFunc("GET /widget/{token}", s.open)
	mux.HandleFunc("GET /page.js", s.script)
	mux.HandleFunc("POST /page/{page}/links", s.begin)
	mux.HandleFunc("GET /page/{page}/links/{link}", s.look)
	mux.HandleFunc("GET /back", s.back)
	return mux
}

// mint makes a widget URL for a backend.
func (s *service) mint(w http.ResponseWriter, r *http.Request) {
	var asked newWidget
	given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&asked); {
	case subtle.ConstantTimeCompare([]byte(given), []byte(s.key)) != 1:
		http.Error(w, "wrong key", http.StatusUnauthorized)
		return
	case err != nil || asked.User == "":
		http.Error(w, "no user", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.links[asked.Link]; asked.Link != "" && (l == nil || l.user != asked.User) {
		http.Error(w, "no such link", http.StatusNotFound)
		return
	}
	token := rand.Text()
	s.widgets[token] = &widget{asked}
	answer(w, map[string]string{"url": s.origin + "/widget/" + token})
}

var (
	//go:embed page.html
	pageText string
	//go:embed page.js
	pageScript string

	widgetPage = template.Must(template.New("page").Parse(pageText))
)

// open shows the widget. Its URL is good for one use, so the page gets a token
// of its own.
func (s *service) open(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := s.widgets[r.PathValue("token")]
	if shown == nil {
		http.Error(w, "This address was used before.", http.StatusGone)
		return
	}
	delete(s.widgets, r.PathValue("token"))
	token := rand.Text()
	s.pages[token] = shown
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	_ = widgetPage.Execute(w, map[string]string{"Page": token, "Link": shown.Link})
}

func (s *service) script(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write([]byte(pageScript))
}

// begin makes a link, or takes up the one to repair, and says where its user
// logs in.
func (s *service) begin(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := s.pages[r.PathValue("page")]
	if shown == nil {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	l := s.links[shown.Link]
	if l == nil {
		l = &accountLink{ID: "link-" + rand.Text()[:8], user: shown.User}
		s.links[l.ID] = l
	}
	state := rand.Text()
	s.states[state] = l
	l.Status, l.returnURL, l.verifier = "pending", shown.ReturnURL, rand.Text()+rand.Text()
	at := s.bank + "/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {"acme"}, "redirect_uri": {s.origin + "/back"}, "state": {state},
		"code_challenge_method": {"S256"}, "code_challenge": {challengeOf(l.verifier)},
	}.Encode()
	answer(w, map[string]any{"at": at, "link": l})
}

// look says how a link of the page's own user stands.
func (s *service) look(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown, l := s.pages[r.PathValue("page")], s.links[r.PathValue("link")]
	if shown == nil || l == nil || l.user != shown.User {
		http.Error(w, "no such link", http.StatusNotFound)
		return
	}
	answer(w, l)
}

// back takes the user from the bank, and on to the app. A state is good for
// one return.
func (s *service) back(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	s.mu.Lock()
	l := s.states[query.Get("state")]
	delete(s.states, query.Get("state"))
	s.mu.Unlock()
	if l == nil {
		http.Error(w, "Nobody is expected back from the bank.", http.StatusBadRequest)
		return
	}
	granted := query.Get("code") != "" && redeem(r.Context(), s.bank, query.Get("code"), l.verifier)
	s.mu.Lock()
	defer s.mu.Unlock()
	l.Status, l.Why = "refused", "DENIED"
	if granted {
		l.Status, l.Why = "linked", ""
	}
	if l.returnURL == "" {
		_, _ = w.Write([]byte("You may close this page and go back to the app."))
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, l.wayBack(granted), http.StatusSeeOther)
}

// wayBack is the app's return URL with what happened. It keeps the query: the
// app's nonce is in it.
func (l *accountLink) wayBack(granted bool) string {
	to, err := url.Parse(l.returnURL)
	if err != nil {
		return l.returnURL
	}
	query := to.Query()
	query.Set("member_guid", l.ID)
	query.Set("status", "success")
	if !granted {
		query.Set("status", "error")
		query.Set("error_reason", l.Why)
	}
	to.RawQuery = query.Encode()
	return to.String()
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v)
}
