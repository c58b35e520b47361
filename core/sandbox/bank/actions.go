package bank

import (
	"net/http"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// The passwords. Every other one is wrong.
const (
	passwordCorrect = "correct"
	passwordError   = "error" // the bank fails
)

const maxUser = 64 // characters of a user name that pages show

// login takes the user name and the password.
func (b *Bank) login(w http.ResponseWriter, r *http.Request, v *visit) {
	user, password := strings.TrimSpace(r.PostForm.Get("user")), r.PostForm.Get("password")
	v.mu.Lock()
	if v.step == signingIn {
		v.signIn(user, password)
		v.until = b.now().Add(v.Slow)
	}
	v.mu.Unlock()
	v.back(w)
}

// signIn moves on from the login page.
func (v *visit) signIn(user, password string) {
	v.alert = ""
	if runes := []rune(user); len(runes) > maxUser {
		user = string(runes[:maxUser])
	}
	switch {
	case user == "":
		v.alert = "Enter a user name."
	case password == passwordCorrect:
		v.step, v.user = choosing, user
	case password == passwordError:
		v.step = failing
	default:
		v.alert = "The user name or the password is wrong. Try again."
	}
}

// back leads from a form to the visit's page, so that loading that again sends
// nothing twice.
func (v *visit) back(w http.ResponseWriter) { site.Redirect(w, "/visit/"+v.id) }

// consent takes the user's decision.
func (b *Bank) consent(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	step, waiting := v.step, b.now().Before(v.until)
	v.alert = ""
	v.mu.Unlock()
	if step == finished {
		b.end(w, v, Grant{})
		return
	}
	if step != choosing || waiting {
		v.back(w)
		return
	}
	if r.PostForm.Get("decision") != "allow" {
		b.end(w, v, Grant{Reason: Denied})
		return
	}
	chosen := v.chosen(r.PostForm["account"])
	if len(chosen) == 0 && len(v.Accounts) > 0 {
		v.mu.Lock()
		v.alert = "Choose at least one account, or do not allow access."
		v.mu.Unlock()
		v.back(w)
		return
	}
	b.end(w, v, Grant{Approved: true, Accounts: chosen})
}

// chosen returns the visit's accounts that are among ids.
func (v *visit) chosen(ids []string) []string {
	var chosen []string
	for _, a := range v.Accounts {
		if slices.Contains(ids, a.ID) {
			chosen = append(chosen, a.ID)
		}
	}
	return chosen
}

// cancel leaves the bank: by the user's wish, or from its error page.
func (b *Bank) cancel(w http.ResponseWriter, _ *http.Request, v *visit) {
	v.mu.Lock()
	failed := v.step == failing && !b.now().Before(v.until)
	v.mu.Unlock()
	if failed {
		b.end(w, v, Grant{Reason: ServerError})
		return
	}
	b.end(w, v, Grant{Reason: Cancelled})
}

// end finishes the visit and sends the browser on.
func (b *Bank) end(w http.ResponseWriter, v *visit, g Grant) {
	to := b.finish(v, g)
	if to == "" {
		refuse(w, over)
		return
	}
	site.Redirect(w, to)
}
