package mxwidget

import (
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
)

const (
	cookieName = "connecthost_widget"
	cookiePath = "/md/"
)

// servePage opens a widget session: the token is used up and the page comes
// with a cookie.
func (f *Face) servePage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || isPrefetch(r) {
		// Neither a HEAD nor a guess of the browser may use the token up.
		http.Error(w, "open this address in a browser", http.StatusMethodNotAllowed)
		return
	}
	k, state := f.tickets.take(r.PathValue("token"))
	if state != tokenGood {
		f.log.Info("widget url refused", "why", refusals[state].Heading)
		writeRefusal(w, refusals[state])
		return
	}
	user, err := f.world.User(k.user)
	if err != nil {
		writeRefusal(w, refusals[tokenUnknown])
		return
	}
	cookie, opened := f.sessions.open(k)
	boot, err := json.Marshal(bootOf(opened, user))
	if err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	f.log.Info("widget opened", slog.String("user", user.GUID), slog.String("session", opened.guid))
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: cookie, Path: cookiePath, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	setPageHeaders(w, pagePolicy(k.config.TargetOriginReferrer))
	w.Write(f.ui.page(boot))
}

// isPrefetch reports whether a browser loads the page before anybody asked.
func isPrefetch(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") || r.Header.Get("Purpose") == "prefetch"
}

// pagePolicy is the content security policy of the widget's page. Only the
// page that the widget URL was asked for may embed it.
func pagePolicy(embedder string) string {
	if embedder == "" {
		embedder = "'none'"
	}
	return "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"style-src 'self' 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors " + embedder
}

func setPageHeaders(w http.ResponseWriter, policy string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// refusal is a page for a token that opens nothing.
type refusal struct {
	Status  int
	Heading string
	Text    string
}

// refusals is read-only. The words are the sandbox's own.
var refusals = map[tokenState]refusal{
	tokenUnknown: {http.StatusNotFound, "This widget address is not known", "Ask for a new widget URL."},
	tokenUsed:    {http.StatusGone, "This widget address was used before", "A widget URL opens one page, once. Ask for a new one, also to load the page again."},
	tokenExpired: {http.StatusGone, "This widget address has expired", "A widget URL works for ten minutes. Ask for a new one."},
}

func writeRefusal(w http.ResponseWriter, r refusal) {
	setPageHeaders(w, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(r.Status)
	refusalPage.Execute(w, r) // an error means that the client is gone
}

var refusalPage = template.Must(template.New("refusal").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Heading}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f4f6f8;color:#1b2733}
main{max-width:24rem;padding:2rem;text-align:center}h1{font-size:1.25rem}p{color:#4a5866}</style>
<main><h1>{{.Heading}}</h1><p>{{.Text}}</p><p>Connecthost sandbox, error {{.Status}}</p></main>
`))
