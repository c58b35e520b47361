package ucwapi

import (
	"net/http"
	"strings"
)

// cookieName is the cookie that carries the caller's own token.
const cookieName = "authorizationToken"

// servePage serves the widget. Without authentication it may be loaded again
// until the page has fetched its parameters; with it the first load, a HEAD
// included, uses the widget URL up.
func (f *Face) servePage(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	if !f.Auth.General {
		if !f.tokens.alive(token) {
			writeText(w, http.StatusBadRequest, "A valid token is required")
			return
		}
		f.widget.ServePage(w, r)
		return
	}
	if token == "" {
		writeText(w, http.StatusUnauthorized, "Unauthorized")
		return
	}
	jwt, ok := f.tokens.takeJWT(token)
	if !ok {
		// The real server sends the text before it sets the status 401.
		writeText(w, http.StatusOK, "token invalid or expired")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: jwt, Path: "/", HttpOnly: true, Secure: true, SameSite: f.CookieSameSite,
	})
	f.widget.ServePage(w, r)
}

// instrumentation hands the parameters to the page: the one use of a widget
// URL. A token of the caller that nobody asked for comes back, as it does from
// the real server.
func (f *Face) instrumentation(w http.ResponseWriter, r *http.Request) {
	k, ok := f.tokens.take(r.PathValue("token"))
	if !ok {
		writeJSON(w, http.StatusBadRequest, object{
			"error": "Cannot destructure property 'jobTypes' of 'widgetParams' as it is null.",
		})
		return
	}
	answer := struct {
		params
		AuthorizationJWT string `json:"authorizationJwt,omitempty"`
		Meta             string `json:"meta"`
	}{k.params, k.jwt, f.sessions.open(k.params)}
	writeJSON(w, http.StatusOK, answer)
}

// callerToken is the token that a request for a widget URL came with.
func callerToken(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}
