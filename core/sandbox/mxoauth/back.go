package mxoauth

import (
	"cmp"
	"html/template"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// back takes the user from the bank: GET /oauth/redirect_from. The world
// learns how it went before the user moves on, so that a page that polls goes
// on by itself, whatever becomes of the return.
func (f *Face) back(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet {
		http.Error(w, "open this address in a browser", http.StatusMethodNotAllowed)
		return
	}
	query := r.URL.Query()
	l, ok := f.take(query.Get("state"), query.Get("code"))
	if !ok {
		render(w, http.StatusGone, "", page{Title: "This return is not known", Text: "It was used before, or it is too old. Go back to the app and start again."})
		return
	}
	ended, err := f.World.FinishOAuth(l.guid, world.OAuthEnd{Reason: reason(l.grant), Accounts: l.grant.Accounts})
	if err != nil { // the member is gone
		render(w, http.StatusGone, "", page{Title: "This connection does not exist any more", Text: "Go back to the app and start again."})
		return
	}
	f.Log.Info("login at the bank ended", "member", l.member, "reason", ended.Reason)
	if l.to.App {
		h.Set("Location", l.to.address(ended, l.member))
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	f.tell(w, ended, l.member)
}

// reason is why the bank did not grant access, "" when it did.
func reason(g bank.Grant) string {
	if g.Approved {
		return ""
	}
	return cmp.Or(g.Reason, bank.ServerError)
}

// tell shows a page that posts the result to the window that opened it. MX
// documents that a browser gets a posted message, and not its form: ours is
// the one that MX's own code sends to its widget, and the widget does not
// need it, because it polls.
func (f *Face) tell(w http.ResponseWriter, ended world.OAuthState, member string) {
	p := page{Title: "You are done here", Text: "You can close this window and go back to the app.", Type: "oauthComplete/success", Member: member, Nonce: newSecret()}
	if ended.Status == world.OAuthSuccess {
		p.Member = ended.InboundGUID
	} else {
		p.Title, p.Type = "The bank did not grant access", "oauthComplete/error"
	}
	render(w, http.StatusOK, p.Nonce, p)
}

// page is what the template shows. Without a Type it posts nothing.
type page struct {
	Title, Text  string
	Type, Member string
	Nonce        string
}

func render(w http.ResponseWriter, status int, nonce string, p page) {
	policy := "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	if nonce != "" {
		policy += "; script-src 'nonce-" + nonce + "'"
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	returnPage.Execute(w, p) // an error means that the client is gone
}

var returnPage = template.Must(template.New("return").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f4f6f8;color:#1b2733}
main{max-width:24rem;padding:2rem;text-align:center}h1{font-size:1.25rem}p{color:#4a5866}</style>
<main><h1>{{.Title}}</h1><p>{{.Text}}</p></main>
{{if .Type}}<script nonce="{{.Nonce}}">
window.opener?.postMessage({ mx: true, type: {{.Type}}, metadata: { member_guid: {{.Member}} } }, window.location.origin);
</script>
{{end}}`))
