package bank

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

//go:embed pages
var files embed.FS

// pages are read-only.
var pages = template.Must(template.ParseFS(files, "pages/*.html"))

// page is what the templates show.
type page struct {
	Title       string
	Institution string
	Refresh     bool // load again in a second
	Path        string
	Token       string
	User        string
	Alert       string
	Accounts    []choice
}

// choice is an account on the page of consent.
type choice struct{ ID, Name, Tail string }

// render answers with the page of the step on which the visit stands.
func (b *Bank) render(w http.ResponseWriter, v *visit) {
	v.mu.Lock()
	p := page{
		Institution: v.Institution, Path: "/visit/" + v.id, Token: v.token,
		User: v.user, Alert: v.alert,
	}
	step, waiting := v.step, b.now().Before(v.until)
	v.mu.Unlock()
	switch {
	case step == finished:
		refuse(w, over)
	case step == signingIn:
		p.Title = "Sign in"
		site.Write(w, http.StatusOK, pages, "login.html", p)
	case waiting:
		p.Title, p.Refresh = "One moment", true
		site.Write(w, http.StatusOK, pages, "wait.html", p)
	case step == failing:
		p.Title = "Something went wrong"
		site.Write(w, http.StatusInternalServerError, pages, "failure.html", p)
	default:
		p.Title, p.Accounts = "Share your accounts", choices(v.Accounts)
		site.Write(w, http.StatusOK, pages, "consent.html", p)
	}
}

func choices(accounts []Account) []choice {
	var all []choice
	for _, a := range accounts {
		all = append(all, choice{a.ID, a.Name, tail(a.Number)})
	}
	return all
}

// tail returns the last four characters of a number.
func tail(number string) string {
	runes := []rune(number)
	return string(runes[max(0, len(runes)-4):])
}

// refusal is a page without a visit.
type refusal struct {
	status      int
	title, text string
}

// The refusals. They are read-only.
var (
	unknown    = refusal{http.StatusNotFound, "This address is not known", "Go back to the app and start again."}
	expired    = refusal{http.StatusGone, "This visit has expired", "It took too long. Go back to the app and start again."}
	over       = refusal{http.StatusGone, "You are done here", "You can close this tab and go back to the app."}
	elsewhere  = refusal{http.StatusForbidden, "This visit is open in another browser", "Go on there, or go back to the app and start again."}
	forged     = refusal{http.StatusForbidden, "This form is not ours", "Go back to the app and start again."}
	unreadable = refusal{http.StatusBadRequest, "This form cannot be read", "Go back to the app and start again."}
)

func refuse(w http.ResponseWriter, r refusal) {
	site.Write(w, r.status, pages, "refusal.html", page{Title: r.title, Alert: r.text})
}
