package uba

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
	"github.com/connecthost/connecthost/core/secret"
)

// sendAway begins a visit to the bank's own site. The page that follows leads
// there and waits: an app opens the bank's address in a browser outside.
func (u *UBA) sendAway(s *session) {
	state, err := site.Secret(u.cfg.Random)
	if err != nil {
		u.fail(s, serverError, "UBA cannot answer at the moment.")
		return
	}
	address, err := u.cfg.OpenBank(bank.Visit{
		Institution: s.bank.Name, Accounts: s.bank.accounts(), Slow: s.bank.Slow,
		Finish: func(g bank.Grant) string {
			u.visited(s, state, g)
			return u.cfg.Origin + "/return/" + state
		},
	})
	if err != nil {
		u.fail(s, serverError, "The bank's own site cannot be reached.")
		return
	}
	s.step, s.visit, s.address = stepAway, state, secret.New(address)
	u.visits[state] = s
}

// redirect leads to the bank's own site. It is a redirect, as of real pages
// with redirected authentication, and not a link: the host of the page is then
// asked about the bank's address before anything is requested from there.
func (u *UBA) redirect(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	s, why := u.own(r)
	to := ""
	if why == nil {
		if to = "/session/" + s.handle; s.step == stepAway {
			to = s.address.Reveal()
		}
	}
	u.mu.Unlock()
	if why != nil {
		refuse(w, *why)
		return
	}
	site.Redirect(w, to)
}

// visited takes what came of a visit. A visit that was replaced, by another
// one or by another bank, changes nothing.
func (u *UBA) visited(s *session, state string, g bank.Grant) {
	u.mu.Lock()
	var notices []Notice
	_, why := u.live(s.handle)
	switch {
	case why != nil || s.step != stepAway || s.visit != state:
	case g.Approved:
		notices = u.succeed(s)
	case g.Reason == bank.ServerError:
		u.fail(s, serverError, "The bank could not answer.")
	default:
		u.fail(s, g.Reason, "You did not allow the access at your bank.")
	}
	u.mu.Unlock()
	u.tell(notices)
}

// back is where the bank sends the browser after a visit. The session's own
// browser goes on with the session. Another one, which an app opened, goes
// back to the app when that was all, and else stops here.
func (u *UBA) back(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	s, ok := u.visits[r.PathValue("state")]
	to := ""
	if ok {
		// Once: a second load of this address goes nowhere.
		delete(u.visits, r.PathValue("state"))
		if s.holds(r) {
			to = u.next(s)
		} else if s.step == stepEnded && s.reason == "" && s.options.Return != "" {
			to = u.to(s)
		}
	}
	u.mu.Unlock()
	switch {
	case !ok:
		refuse(w, unknown)
	case to != "":
		site.Redirect(w, to)
	default:
		refuse(w, comeBack)
	}
}
