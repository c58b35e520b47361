package bank_test

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank"
)

func TestNew_refusesWhatIsNoOrigin(t *testing.T) {
	for _, origin := range []string{
		"", "127.0.0.1:1", "ftp://bank.example", "http://", "http://:80", "https://bank.example/", "https://bank.example/x",
		"https://bank.example?x", "https://bank.example#", "https://u@bank.example", "https://bank.example:x",
	} {
		t.Run(origin, func(t *testing.T) {
			_, err := bank.New(bank.Config{Origin: origin})
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
	_, err := bank.New(bank.Config{Origin: "https://bank.example", TTL: -1})
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	b, err := bank.New(bank.Config{Origin: "https://bank.example:8443"})
	require.NoError(t, err)
	assert.Equal(t, "https://bank.example:8443", b.Origin())
}

func TestBegin_refusesAnIncompleteVisit(t *testing.T) {
	s := open(t)
	finish := func(bank.Grant) string { return "" }
	for name, v := range map[string]bank.Visit{
		"noInstitution": {Finish: finish},
		"noEnd":         {Institution: "Quillstone Bank"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.bank.Begin(v)
			assert.Equal(t, fault.InputInvalid, fault.CodeOf(err))
		})
	}
}

func TestBegin_failsWithoutRandomness(t *testing.T) {
	s := open(t, func(c *bank.Config) { c.Random = iotest.ErrReader(errors.New("dry")) })
	_, err := s.bank.Begin(bank.Visit{Institution: "Quillstone Bank", Finish: func(bank.Grant) string { return "" }})
	assert.Equal(t, fault.Other, fault.CodeOf(err))
}

func TestBegin_addressesHave128Bits(t *testing.T) {
	s := open(t)
	one, _ := s.visit()
	two, _ := s.visit()
	assert.NotEqual(t, one, two)
	assert.Regexp(t, regexp.MustCompile(`^`+regexp.QuoteMeta(s.url)+`/visit/[0-9a-f]{32}$`), one)
}

func TestVisit_endsAsTheUserDecides(t *testing.T) {
	for _, row := range []struct {
		name string
		do   func(u user, address string) answer
		want bank.Grant
	}{
		{"allowAll", func(u user, a string) answer {
			u.signIn(a)
			return u.submit(a, "consent", "decision", "allow", "account", "a", "account", "b", "account", "c")
		}, bank.Grant{Approved: true, Accounts: []string{"a", "b", "c"}}},
		{"allowSome_inTheVisitsOrder_foreignAndRepeatedOnesAreNothing", func(u user, a string) answer {
			u.signIn(a)
			return u.submit(a, "consent", "decision", "allow", "account", "c", "account", "x", "account", "a", "account", "c")
		}, bank.Grant{Approved: true, Accounts: []string{"a", "c"}}},
		{"deny", func(u user, a string) answer {
			u.signIn(a)
			return u.submit(a, "consent", "decision", "deny", "account", "a")
		}, bank.Grant{Reason: bank.Denied}},
		{"noDecisionIsADenial", func(u user, a string) answer { u.signIn(a); return u.submit(a, "consent", "account", "a") }, bank.Grant{Reason: bank.Denied}},
		{"cancelBeforeLogin", func(u user, a string) answer { return u.submit(a, "cancel") }, bank.Grant{Reason: bank.Cancelled}},
		{"cancelAtConsent", func(u user, a string) answer { u.signIn(a); return u.submit(a, "cancel") }, bank.Grant{Reason: bank.Cancelled}},
		{"theBankFails", func(u user, a string) answer {
			u.submit(a, "login", "user", "ada", "password", "error")
			return u.submit(a, "cancel")
		}, bank.Grant{Reason: bank.ServerError}},
		{"wrongPasswordThenRight", func(u user, a string) answer {
			u.submit(a, "login", "user", "ada", "password", "wrong")
			u.signIn(a)
			return u.submit(a, "consent", "decision", "allow", "account", "b")
		}, bank.Grant{Approved: true, Accounts: []string{"b"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t)
			address, e := s.visit()
			u := s.user()
			got := row.do(u, address)
			assert.Equal(t, http.StatusSeeOther, got.StatusCode)
			assert.Equal(t, []string{back}, got.Header["Location"])
			assert.Equal(t, []bank.Grant{row.want}, e.all())
			page := u.get(address)
			assert.Equal(t, http.StatusGone, page.StatusCode)
			assert.Contains(t, page.body, "You are done here")
		})
	}
}

func TestVisit_withoutAccountsAsksForNone(t *testing.T) {
	s := open(t)
	address, e := s.visit(func(v *bank.Visit) { v.Accounts = nil })
	u := s.user()
	u.signIn(address)
	assert.NotContains(t, u.get(address).body, "checkbox")
	u.submit(address, "consent", "decision", "allow")
	assert.Equal(t, []bank.Grant{{Approved: true}}, e.all())
}

func TestVisit_withoutAPlaceToGoSaysSo(t *testing.T) {
	s := open(t)
	address, e := s.visit()
	e.to = ""
	got := s.user().submit(address, "cancel")
	assert.Equal(t, http.StatusGone, got.StatusCode)
	assert.Contains(t, got.body, "close this tab")
}

func TestPages_showWhereTheVisitStands(t *testing.T) {
	s := open(t)
	address, e := s.visit()
	u := s.user()
	login := u.get(address)
	assert.Equal(t, http.StatusOK, login.StatusCode)
	assert.Contains(t, login.body, "Sign in – Quillstone Bank")
	assert.NotContains(t, login.body, "Everyday", "before the login nobody sees accounts")

	u.submit(address, "login", "user", "ada", "password", "Correct")
	assert.Contains(t, u.get(address).body, "password is wrong")
	u.submit(address, "login", "user", "  ", "password", "correct")
	assert.Contains(t, u.get(address).body, "Enter a user name")

	u.submit(address, "login", "user", "<b>ada", "password", "correct")
	consent := u.get(address)
	assert.Contains(t, consent.body, "Signed in as <strong>&lt;b&gt;ada</strong>")
	assert.Contains(t, consent.body, "Savings &lt;i&gt;")
	assert.Contains(t, consent.body, "ends in 1234")
	assert.NotContains(t, consent.body, "DE001234", "no whole account number")
	assert.NotContains(t, consent.body, "role=\"alert\"")

	got := u.submit(address, "consent", "decision", "allow")
	assert.Equal(t, strings.TrimPrefix(address, s.url), got.Header.Get("Location"))
	assert.Contains(t, u.get(address).body, "Choose at least one account")
	assert.Empty(t, e.all())
}

func TestPages_ofAFailingBank(t *testing.T) {
	s := open(t)
	address, e := s.visit()
	u := s.user()
	u.submit(address, "login", "user", "ada", "password", "error")
	page := u.get(address)
	assert.Equal(t, http.StatusInternalServerError, page.StatusCode)
	assert.Contains(t, page.body, "cannot answer")
	assert.Empty(t, e.all(), "the visit ends when the user leaves the page")
}

func TestSlow_waitsOnTheBanksClock(t *testing.T) {
	s := open(t)
	address, e := s.visit(func(v *bank.Visit) { v.Slow = 10 * time.Second })
	u := s.user()
	u.signIn(address)
	for range 2 {
		page := u.get(address)
		assert.Contains(t, page.body, `http-equiv="refresh" content="1"`)
		assert.NotContains(t, page.body, "Everyday")
		s.clock.Advance(4 * time.Second)
	}
	got := u.submit(address, "consent", "decision", "allow", "account", "a")
	assert.Equal(t, strings.TrimPrefix(address, s.url), got.Header.Get("Location"), "no consent before the page is there")
	assert.Empty(t, e.all())
	s.clock.Advance(2 * time.Second)
	assert.Contains(t, u.get(address).body, "Everyday")
}

func TestSlow_canBeCancelled(t *testing.T) {
	for _, password := range []string{"correct", "error"} {
		s := open(t)
		address, e := s.visit(func(v *bank.Visit) { v.Slow = time.Minute })
		u := s.user()
		u.submit(address, "login", "user", "ada", "password", password)
		u.submit(address, "cancel")
		assert.Equal(t, []bank.Grant{{Reason: bank.Cancelled}}, e.all(), password)
	}
}

func TestVisit_expires(t *testing.T) {
	s := open(t, func(c *bank.Config) { c.TTL = time.Minute })
	address, e := s.visit()
	u := s.user()
	form := url.Values{"token": {u.token(address)}, "decision": {"allow"}, "account": {"a"}}
	u.signIn(address)
	s.clock.Advance(time.Minute)
	for _, got := range []answer{u.get(address), u.post(address+"/consent", form), u.post(address+"/cancel", form)} {
		assert.Equal(t, http.StatusGone, got.StatusCode)
		assert.Contains(t, got.body, "expired")
	}
	assert.Empty(t, e.all())
	s.clock.Advance(2 * time.Hour)
	s.visit() // cleans up
	assert.Equal(t, http.StatusNotFound, u.get(address).StatusCode)
}

func TestVisit_endsOnceUnderManyClicks(t *testing.T) {
	s := open(t)
	address, e := s.visit()
	u := s.user()
	u.signIn(address)
	form := url.Values{"token": {u.token(address)}, "account": {"a"}, "decision": {"allow"}}
	var all sync.WaitGroup
	answers := make([]answer, 20)
	for i := range answers {
		all.Go(func() { answers[i] = u.post(address+[]string{"/consent", "/cancel"}[i%2], form) })
	}
	all.Wait()
	for _, a := range answers {
		assert.Equal(t, back, a.Header.Get("Location"), "each click leads on")
	}
	assert.Len(t, e.all(), 1)
}

func TestUnknownAddresses(t *testing.T) {
	s := open(t)
	address, _ := s.visit()
	u := s.user()
	for _, path := range []string{"/", "/visit", "/visit/", "/visit/" + strings.Repeat("0", 32), strings.TrimPrefix(address, s.url) + "/login", strings.TrimPrefix(address, s.url) + "/x"} {
		got := u.get(s.url + path)
		assert.Equal(t, http.StatusNotFound, got.StatusCode, path)
		assert.Contains(t, got.body, "not known", path)
	}
	got := u.post(s.url+"/visit/none/login", url.Values{})
	assert.Equal(t, http.StatusNotFound, got.StatusCode)
}

// script is what the pages do without.
var script = regexp.MustCompile(`(?i)<script|javascript:|\son[a-z]+=`)

func TestPages_haveStrictHeadersAndNoScript(t *testing.T) {
	s := open(t)
	address, _ := s.visit()
	u := s.user()
	pages := []answer{u.get(address), u.get(s.url + "/style.css"), u.get(s.url + "/nothing")}
	u.signIn(address)
	pages = append(pages, u.get(address), u.submit(address, "cancel"), u.get(address))
	for _, p := range pages {
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			assert.Equal(t, want, p.Header.Get(name), name)
		}
		policy := p.Header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'")
		assert.Contains(t, policy, "frame-ancestors 'none'")
		assert.NotContains(t, policy, "unsafe")
		assert.NotRegexp(t, script, p.body)
	}
}

func TestCookie_isBoundToTheVisit(t *testing.T) {
	s := open(t)
	address, _ := s.visit()
	got := s.user().get(address)
	require.Len(t, got.Cookies(), 1)
	c := got.Cookies()[0]
	assert.Equal(t, strings.TrimPrefix(address, s.url), c.Path)
	assert.True(t, c.HttpOnly)
	assert.False(t, c.Secure, "a bank on a loopback address has no TLS")
	assert.Equal(t, http.SameSiteLaxMode, c.SameSite)
	assert.NotContains(t, got.body, c.Value)
}

func TestLog_holdsNoAddressTokenOrPassword(t *testing.T) {
	log := &strings.Builder{}
	s := open(t, func(c *bank.Config) { c.Logger = logTo(log) })
	address, _ := s.visit()
	u := s.user()
	token := u.token(address)
	u.submit(address, "login", "user", "canary-user", "password", "canary-password")
	u.signIn(address)
	u.submit(address, "consent", "decision", "allow", "account", "a")
	assert.Contains(t, log.String(), "Quillstone Bank")
	for _, canary := range []string{strings.TrimPrefix(address, s.url+"/visit/"), token, "canary-user", "canary-password", "provider.example"} {
		assert.NotContains(t, log.String(), canary)
	}
}
