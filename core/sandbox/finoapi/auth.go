package finoapi

import (
	"cmp"
	"crypto/rand"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/httpjson"
	"github.com/connecthost/connecthost/core/secret"
)

// The documented lifetimes.
const (
	tokenLife   = 300 * time.Second
	refreshLife = 1800 * time.Second
)

// auth answers in the form in which it is asked: a form in today's, JSON in
// the older one.
func (f *Face) auth(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		f.oldAuth(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil || kind != "application/x-www-form-urlencoded" {
		badRequest(w, "The request must be a form, or JSON.")
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		badRequest(w, "The grant_type must be client_credentials.")
		return
	}
	if !f.knows(r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")) {
		unauthorised(w)
		return
	}
	httpjson.Write(w, http.StatusOK, map[string]any{
		"access_token": f.mint(), "expires_in": int(tokenLife.Seconds()), "token_type": "Bearer",
		"scope": "banking", "session_state": rand.Text(),
	})
}

// oldAuth takes a name and a secret, or a client id and its secret.
func (f *Face) oldAuth(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Name         string `json:"name"`
		Secret       string `json:"secret"`
		ClientID     string `json:"clientId"`
		ClientSecret string `json:"clientSecret"`
	}
	if !read(w, r, &in) {
		return
	}
	if !f.knows(cmp.Or(in.Name, in.ClientID), cmp.Or(in.Secret, in.ClientSecret)) {
		unauthorised(w)
		return
	}
	httpjson.Write(w, http.StatusOK, map[string]any{
		"accessToken": f.mint(), "expiresIn": int(tokenLife.Seconds()),
		"refreshToken": rand.Text(), "refreshExpiresIn": int(refreshLife.Seconds()),
	})
}

func (f *Face) knows(id, given string) bool {
	right := f.cfg.ClientSecret.Equal(secret.New(given))
	return id == f.cfg.ClientID && right
}

func unauthorised(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	fail(w, http.StatusUnauthorized, "unauthorized", "The credentials are not valid.")
}

// authorised lets requests with a token pass that works.
func (f *Face) authorised(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || !f.good(token) {
			unauthorised(w)
			return
		}
		next(w, r)
	}
}
