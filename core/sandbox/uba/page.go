package uba

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
	Title     string
	Refresh   int // load again after so many seconds; 0 for never
	Path      string
	Token     string
	Alert     string
	Query     string
	Banks     []testBank
	Bank      testBank
	Logins    []Login
	Ended     bool // with a bank login
	Code      string
	Link      template.URL // checked before
	Questions []Question
}

// views is how each step's page is called and titled.
var views = map[step]struct{ name, title string }{
	stepOverview:    {"overview.html", "Your banks"},
	stepSearch:      {"search.html", "Find your bank"},
	stepType:        {"type.html", "Which accounts?"},
	stepCredentials: {"credentials.html", "Sign in"},
	stepCode:        {"code.html", "Enter the code"},
	stepPhone:       {"wait.html", "Approve on your phone"},
	stepAway:        {"away.html", "Go on at your bank"},
	stepFailed:      {"failed.html", "This did not work"},
	stepEnded:       {"ended.html", "You are done here"},
}

// pageOf is the page on which a session stands.
func (u *UBA) pageOf(s *session, query string) reply {
	if s.leave && s.step == stepEnded && s.options.Return != "" {
		s.leave = false // once: loading again must not send the user back again
		return reply{to: u.to(s)}
	}
	p := &page{
		Title: views[s.step].title, Path: "/session/" + s.handle, Token: s.token,
		Alert: s.alert, Bank: s.bank,
	}
	switch s.step {
	case stepSearch:
		p.Query, p.Banks = query, u.find(query)
	case stepOverview:
		p.Logins = u.overview(s)
	case stepPhone:
		p.Refresh, p.Code = 1, s.code()
	case stepAway:
		p.Refresh = 2
	case stepEnded:
		p.Ended = s.made != ""
		p.Link = template.URL(u.to(s)) // canReturn has checked it
	}
	return reply{page: p, name: views[s.step].name}
}

func (u *UBA) overview(s *session) []Login {
	var all []Login
	for _, l := range u.logins {
		if l.User == s.user.Identifier {
			all = append(all, u.seen(l))
		}
	}
	return all
}

// refusal is a page without a session.
type refusal struct {
	status      int
	title, text string
}

// The refusals. They are read-only.
var (
	unknown    = refusal{http.StatusNotFound, "This address is not known", "Go back to the app and start again."}
	expired    = refusal{http.StatusGone, "This session has expired", "It took too long. Go back to the app and start again."}
	elsewhere  = refusal{http.StatusForbidden, "This session is open in another browser", "Go on there, or go back to the app and start again."}
	forged     = refusal{http.StatusForbidden, "This form is not ours", "Go back to the app and start again."}
	unreadable = refusal{http.StatusBadRequest, "This form cannot be read", "Go back to the app and start again."}
	comeBack   = refusal{http.StatusOK, "Go on in the app", "You can close this tab and go back to the app."}
)

func refuse(w http.ResponseWriter, r refusal) {
	site.Write(w, r.status, pages, "refusal.html", &page{Title: r.title, Alert: r.text})
}
