package uba_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

func TestEmbedded_connectsWithACode(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{Recurring: true})
	h.sees(u.Get(page), "Find your bank")
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", " ", "password", "correct")
	h.sees(u.Get(page), "Enter a user name")
	u.Submit(page, "credentials", "user", "ada", "password", "wrong")
	h.sees(u.Get(page), "password is wrong")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	h.sees(u.Get(page), "Enter the code")
	u.Submit(page, "code", "code", "000000")
	h.sees(u.Get(page), "This code is wrong")
	assert.Empty(t, h.statuses())

	got := u.Submit(page, "code", "code", "123456")
	assert.Equal(t, http.StatusSeeOther, got.StatusCode)
	assert.Equal(t, back, got.To)
	require.Equal(t, []string{"Nordlicht Bank OK"}, h.statuses())
	l := h.logins()[0]
	assert.True(t, l.Active)
	assert.Equal(t, h.Now(), l.Synchronized)
	assert.Equal(t, h.Now().Add(uba.DefaultConsentTTL), l.ConsentUntil)
	assert.Equal(t, []string{"connected Nordlicht Bank OK"}, h.told())
	h.sees(u.Get(page), "Your bank is connected")
}

func TestEmbedded_threeWrongCodesEndTheAttempt(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "nordlicht")
	for range 3 {
		u.Submit(page, "code", "code", "1")
	}
	h.sees(u.Get(page), "wrong three times")
	u.Submit(page, "code", "code", "123456")
	assert.Empty(t, h.statuses(), "the step is over")
	u.Submit(page, "retry")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	assert.Equal(t, []string{"Nordlicht Bank OK"}, h.statuses())
}

func TestDecoupled_waitsForThePhone(t *testing.T) {
	for _, row := range []struct {
		name    string
		answer  func(h *hosted, id string)
		to      string
		shows   string
		connect []string
	}{
		{"approved_goesBackByItself", func(h *hosted, id string) { assert.True(h, h.uba.Answer(id, true)) }, back, "", []string{"Ahornkasse OK"}},
		{"refused_saysSo", func(h *hosted, id string) { assert.True(h, h.uba.Answer(id, false)) }, "", "You refused on your phone", []string{}},
		{"approvedOnThePage", func(h *hosted, id string) {
			got := sitetest.NewUser(h).Do(http.MethodPost, h.url+"/phone/"+id, map[string][]string{"decision": {"approve"}})
			assert.Equal(h, h.url+"/phone", got.To)
		}, back, "", []string{"Ahornkasse OK"}},
		{"otherQuestion_stillWaits", func(h *hosted, _ string) { assert.False(h, h.uba.Answer("0", true)) }, "", `http-equiv="refresh" content="1"`, []string{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := start(t)
			u, page := h.visit(uba.Options{})
			h.signIn(u, page, "ahornkasse")
			questions := h.uba.Questions()
			require.Len(t, questions, 1)
			h.sees(u.Get(page), questions[0].Code)
			h.sees(sitetest.NewUser(t).Get(h.url+"/phone"), questions[0].Code)
			row.answer(h, questions[0].ID)
			got := u.Get(page)
			assert.Equal(t, row.to, got.To)
			h.sees(got, row.shows)
			assert.Equal(t, row.connect, h.statuses())
			if row.to != "" {
				assert.Empty(t, u.Get(page).To, "the user is sent back once")
				assert.Empty(t, h.uba.Questions())
				assert.False(t, h.uba.Answer(questions[0].ID, true), "a question is answered once")
			}
		})
	}
}

func TestDecoupled_startingAgainAsksAnew(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "ahornkasse")
	old := h.uba.Questions()[0].ID
	u.Submit(page, "retry")
	assert.Empty(t, h.uba.Questions())
	assert.False(t, h.uba.Answer(old, true))
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	assert.NotEqual(t, old, h.uba.Questions()[0].ID)
}

func TestRedirected_inTheSameBrowser(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "silberbach")
	h.sees(u.Get(page), `http-equiv="refresh" content="2"`)
	returned := u.Get(h.atBank(u, h.toBank(u, page), "allow"))
	assert.Equal(t, back, returned.To)
	assert.Equal(t, []string{"Silberbach Bank OK"}, h.statuses())
	assert.Equal(t, []string{"connected Silberbach Bank OK"}, h.told())
}

// TestRedirected_outsideOfTheApp is the case of an app that opens the bank in
// the system's browser: that one goes back to the app, and the page in the app
// notices by itself.
func TestRedirected_outsideOfTheApp(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "silberbach")
	outside := sitetest.NewUser(t)
	returned := h.atBank(outside, h.toBank(u, page), "allow")
	got := outside.Get(returned)
	assert.Equal(t, back, got.To)
	assert.Equal(t, http.StatusNotFound, outside.Get(returned).StatusCode, "once")
	shown := u.Get(page)
	assert.Empty(t, shown.To, "the page in the app does not return a second time by itself")
	h.sees(shown, "Your bank is connected")
	h.sees(shown, `href="myapp://return/nonce?x=%2F"`)
}

func TestRedirected_whenTheBankDoesNotAgree(t *testing.T) {
	for _, row := range []struct {
		name, shows string
		end         func(h *hosted, u *sitetest.User, address string) sitetest.Answer
	}{
		{"denied", "did not allow", func(h *hosted, u *sitetest.User, a string) sitetest.Answer { return u.Get(h.atBank(u, a, "deny")) }},
		{"cancelled", "did not allow", func(_ *hosted, u *sitetest.User, a string) sitetest.Answer { return u.Get(u.Submit(a, "cancel").To) }},
		{"failed", "could not answer", func(_ *hosted, u *sitetest.User, a string) sitetest.Answer {
			u.Submit(a, "login", "user", "ada", "password", "error")
			return u.Get(u.Submit(a, "cancel").To)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := start(t)
			u, page := h.visit(uba.Options{})
			u.Submit(page, "bank", "bank", "silberbach")
			outside := sitetest.NewUser(t)
			got := row.end(h, outside, h.toBank(u, page))
			assert.Empty(t, got.To)
			h.sees(got, "Go on in the app")
			h.sees(u.Get(page), row.shows)
			assert.Empty(t, h.statuses())
			u.Submit(page, "retry")
			assert.Equal(t, back, u.Get(h.atBank(u, h.toBank(u, page), "allow")).To)
			assert.Equal(t, []string{"Silberbach Bank OK"}, h.statuses())
		})
	}
}

func TestRedirected_deniedInTheSameBrowserGoesOnThere(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "silberbach")
	assert.Equal(t, page, u.Get(h.atBank(u, h.toBank(u, page), "deny")).To)
	h.sees(u.Get(page), "did not allow")
}

func TestRedirected_aVisitThatWasReplacedHasNoEffect(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "silberbach")
	old := h.toBank(u, page)
	u.Submit(page, "retry")
	assert.NotEqual(t, old, h.toBank(u, page))
	got := sitetest.NewUser(t)
	h.sees(got.Get(h.atBank(got, old, "allow")), "Go on in the app")
	assert.Empty(t, h.statuses())
	h.sees(u.Get(page), "Waiting for your bank")
}

func TestRedirected_slowly(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "brombeer")
	address := h.toBank(u, page)
	u.Submit(address, "login", "user", "ada", "password", "correct")
	h.sees(u.Get(address), "One moment")
	h.Advance(3 * time.Second)
	h.sees(u.Get(address), "Share your accounts")
}

func TestRedirected_withoutABankSiteTheBanksAreMissing(t *testing.T) {
	for _, open := range []func(bank.Visit) (string, error){nil, func(bank.Visit) (string, error) { return "", assert.AnError }} {
		h := start(t, func(c *uba.Config) { c.OpenBank = open })
		u, page := h.visit(uba.Options{})
		u.Submit(page, "bank", "bank", "silberbach")
		if open == nil {
			h.sees(u.Get(page), "Find your bank")
			assert.NotContains(t, u.Get(page).Body, "Silberbach")
		} else {
			h.sees(u.Get(page), "cannot be reached")
		}
	}
}

func TestSearch(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	got := u.Get(page + "?q=LICHT")
	h.sees(got, "Nordlicht Bank")
	assert.NotContains(t, got.Body, "Ahornkasse")
	got = u.Get(page + "?q=%3Cscript%3E")
	h.sees(got, "No bank has this name")
	h.sees(got, "&lt;script&gt;")
	u.Submit(page, "bank", "bank", "nobank")
	h.sees(u.Get(page), "Find your bank")
}

func TestAccountType_isAskedWhereTheBankNeedsIt(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	u.Submit(page, "bank", "bank", "kornblume")
	h.sees(u.Get(page), "Which accounts?")
	u.Submit(page, "type", "type", "other")
	h.sees(u.Get(page), "Which accounts?")
	u.Submit(page, "type", "type", "business")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	require.Len(t, h.logins(), 1)
	assert.Equal(t, "business", h.logins()[0].AccountType)
}

func TestBankWithAFailure(t *testing.T) {
	h := start(t, func(c *uba.Config) { c.ReturnStatus = true })
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "eisenhut")
	h.sees(u.Get(page), "cannot answer")
	assert.Equal(t, back+"&error_reason=SERVER_ERROR&status=error", u.Submit(page, "cancel").To)
	assert.Empty(t, h.statuses())
}

func TestChoosingAnotherBank(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "eisenhut")
	u.Submit(page, "search")
	h.sees(u.Get(page), "Find your bank")
	h.signIn(u, page, "nordlicht")
	assert.Equal(t, back, u.Submit(page, "code", "code", "123456").To)
}

func TestReturn_saysNothingUnlessAsked(t *testing.T) {
	for _, row := range []struct {
		name   string
		status bool
		back   string
		finish bool
		want   string // %s is the login
	}{
		{"success_silent", false, back, true, back},
		{"cancel_silent", false, back, false, back},
		{"success_withStatus", true, back, true, back + "&member_guid=LOGIN&status=success"},
		{"cancel_withStatus", true, "https://app.example/r", false, "https://app.example/r?error_reason=CANCELLED&status=error"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := start(t, func(c *uba.Config) { c.ReturnStatus = row.status })
			u, page := h.visit(uba.Options{Return: row.back})
			if !row.finish {
				assert.Equal(t, row.want, u.Submit(page, "cancel").To)
				assert.Empty(t, h.told())
				return
			}
			h.signIn(u, page, "nordlicht")
			got := u.Submit(page, "code", "code", "123456").To
			assert.Equal(t, replace(row.want, "LOGIN", h.logins()[0].ID), got)
		})
	}
}
