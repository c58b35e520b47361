package uba

import (
	"net/url"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
	"github.com/connecthost/connecthost/core/secret"
)

// The password and the code that the test banks take; all others are wrong.
const (
	passwordCorrect = "correct"
	codeCorrect     = "123456"
	maxTries        = 3 // wrong codes until the bank gives up
)

// The reasons for a session that ended without a login, in MX's words.
const (
	cancelled   = "CANCELLED"
	serverError = "SERVER_ERROR"
)

// action takes one of the pages' forms. It is called with the lock held. A
// form of another step than the session's has no effect: it was sent twice, or
// from a page that was gone back to.
type action func(s *session, form url.Values) []Notice

func (u *UBA) actions() map[string]action {
	return map[string]action{
		"bank":        u.chooseBank,
		"type":        u.chooseType,
		"credentials": u.signIn,
		"code":        u.checkCode,
		"retry":       u.retry,
		"search":      u.searchAgain,
		"renew":       u.renew,
		"done":        u.done,
		"cancel":      u.cancel,
	}
}

func (u *UBA) chooseBank(s *session, form url.Values) []Notice {
	b, ok := u.bank(form.Get("bank"))
	if s.step != stepSearch || !ok {
		return nil
	}
	s.bank, s.accountType, s.renews = b, "", ""
	u.begin(s)
	return nil
}

// begin goes to the first step at a session's bank.
func (u *UBA) begin(s *session) {
	switch {
	case s.bank.Types && s.accountType == "" && s.renews == "":
		s.step = stepType
	case s.bank.SCA == redirected:
		u.sendAway(s)
	default:
		s.step = stepCredentials
	}
}

func (u *UBA) chooseType(s *session, form url.Values) []Notice {
	kind := form.Get("type")
	if s.step == stepType && (kind == "private" || kind == "business") {
		s.accountType = kind
		u.begin(s)
	}
	return nil
}

func (u *UBA) signIn(s *session, form url.Values) []Notice {
	if s.step != stepCredentials {
		return nil
	}
	switch {
	case strings.TrimSpace(form.Get("user")) == "":
		s.alert = "Enter a user name."
	case form.Get("password") != passwordCorrect:
		s.alert = "The user name or the password is wrong. Try again."
	case s.bank.Fails:
		u.fail(s, serverError, "The bank cannot answer at the moment.")
	case s.bank.SCA == decoupled:
		u.askPhone(s)
	default:
		s.step, s.tries = stepCode, 0
	}
	return nil
}

func (u *UBA) fail(s *session, reason, alert string) {
	s.step, s.reason, s.alert = stepFailed, reason, alert
}

func (u *UBA) checkCode(s *session, form url.Values) []Notice {
	if s.step != stepCode {
		return nil
	}
	if form.Get("code") == codeCorrect {
		return u.succeed(s)
	}
	if s.tries++; s.tries >= maxTries {
		u.fail(s, "DENIED", "The code was wrong three times.")
		return nil
	}
	s.alert = "This code is wrong. Try again."
	return nil
}

// succeed connects the bank login and goes on, or ends the session.
func (u *UBA) succeed(s *session) []Notice {
	id, err := site.Secret(u.cfg.Random)
	if err != nil {
		u.fail(s, serverError, "UBA cannot answer at the moment.")
		return nil
	}
	notice := u.connect(s, id)
	s.reason, s.visit, s.address, s.phone = "", "", secret.String{}, ""
	if s.options.Multiple || s.options.Management {
		s.step, s.alert = stepOverview, ""
	} else {
		s.step = stepEnded
	}
	return []Notice{notice}
}

// retry begins again at the same bank, also while the bank's own site or the
// phone is waited for: anything begun there has no effect any more.
func (u *UBA) retry(s *session, _ url.Values) []Notice {
	switch s.step {
	case stepFailed, stepPhone, stepAway:
		s.reason, s.visit, s.phone = "", "", ""
		u.begin(s)
	}
	return nil
}

func (u *UBA) searchAgain(s *session, _ url.Values) []Notice {
	if s.step != stepEnded {
		s.step, s.reason, s.visit, s.phone, s.renews = stepSearch, "", "", "", ""
	}
	return nil
}

// renew asks for a new consent for a bank login of the user.
func (u *UBA) renew(s *session, form url.Values) []Notice {
	if s.step != stepOverview {
		return nil
	}
	for _, l := range u.logins {
		if l.ID == form.Get("login") && l.User == s.user.Identifier {
			s.bank, s.accountType, s.renews = l.bank, l.AccountType, l.ID
			u.begin(s)
		}
	}
	return nil
}

// done leaves the overview.
func (u *UBA) done(s *session, _ url.Values) []Notice {
	if s.step == stepOverview {
		s.step = stepEnded
	}
	return nil
}

// cancel leaves UBA. Bank logins that were connected stay.
func (u *UBA) cancel(s *session, _ url.Values) []Notice {
	if s.step == stepEnded {
		return nil
	}
	if s.made == "" && s.reason == "" {
		s.reason = cancelled
	}
	s.step, s.visit, s.phone, s.alert = stepEnded, "", "", ""
	return nil
}
