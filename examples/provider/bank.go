package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// bank is a bank's own site with OAuth 2: one page that asks, and one call that
// redeems a code (RFC 6749, section 4.1, with RFC 7636).
type bank struct {
	back string // the only redirect URI

	mu    sync.Mutex
	codes map[string]string // with their challenges
}

func newBank(back string) *bank { return &bank{back: back, codes: map[string]string{}} }

// Handler returns the bank's page and its token endpoint.
func (b *bank) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", b.ask)
	mux.HandleFunc("POST /authorize", b.decide)
	mux.HandleFunc("POST /token", b.redeem)
	return mux
}

var (
	//go:embed bank.html
	bankText string

	bankPage = template.Must(template.New("bank").Parse(bankText))
)

func (b *bank) ask(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("redirect_uri") != b.back || query.Get("code_challenge") == "" {
		http.Error(w, "The bank does not know who sent you.", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_ = bankPage.Execute(w, map[string]string{"State": query.Get("state"), "Challenge": query.Get("code_challenge")})
}

func (b *bank) decide(w http.ResponseWriter, r *http.Request) {
	said := url.Values{"state": {r.PostFormValue("state")}, "error": {"access_denied"}}
	if r.PostFormValue("decision") == "allow" {
		code := rand.Text()
		b.mu.Lock()
		b.codes[code] = r.PostFormValue("challenge")
		b.mu.Unlock()
		said = url.Values{"state": {r.PostFormValue("state")}, "code": {code}}
	}
	http.Redirect(w, r, b.back+"?"+said.Encode(), http.StatusSeeOther)
}

// redeem answers 200 for a code that was given out, once.
func (b *bank) redeem(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	challenge := b.codes[r.PostFormValue("code")]
	delete(b.codes, r.PostFormValue("code"))
	if challenge == "" || challenge != challengeOf(r.PostFormValue("code_verifier")) {
		http.Error(w, "invalid_grant", http.StatusBadRequest)
		return
	}
	answer(w, map[string]string{"access_token": rand.Text(), "token_type": "Bearer"})
}

// redeem is Acme's side of the same call.
func redeem(ctx context.Context, bank, code, verifier string) bool {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, bank+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// challengeOf is the S256 of RFC 7636, section 4.2.
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
