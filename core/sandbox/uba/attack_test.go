package uba_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

func TestAuth_opensOnlyAddressesOfItsOwn(t *testing.T) {
	h, other := start(t), start(t)
	mine, err := h.uba.Open(uba.Options{User: "ada"})
	require.NoError(t, err)
	theirs, err := other.uba.Open(uba.Options{User: "ada"})
	require.NoError(t, err)
	id := mine.ID.Reveal()
	parts := strings.Split(id, ".")
	require.Len(t, parts, 3)
	for name, query := range map[string]string{
		"nothing":           "",
		"empty":             "sessionId=",
		"otherSigner":       "sessionId=" + theirs.ID.Reveal(),
		"withoutSignature":  "sessionId=" + parts[0] + "." + parts[1] + ".",
		"changedSignature":  "sessionId=" + parts[0] + "." + parts[1] + "." + strings.Repeat("A", 43),
		"noneAlgorithm":     "sessionId=eyJhbGciOiJub25lIn0." + parts[1] + ".",
		"twice":             "sessionId=" + id + "&sessionId=" + id,
		"notAToken":         "sessionId=%00%ff",
		"signatureOfOthers": "sessionId=" + parts[0] + "." + parts[1] + "." + strings.Split(theirs.ID.Reveal(), ".")[2],
	} {
		t.Run(name, func(t *testing.T) {
			got := sitetest.NewUser(t).Get(h.url + "/auth?" + query)
			assert.Equal(t, http.StatusNotFound, got.StatusCode)
			assert.Empty(t, got.Cookies())
		})
	}
	assert.Equal(t, http.StatusSeeOther, sitetest.NewUser(t).Get(mine.Address.Reveal()).StatusCode)
}

func TestSession_belongsToTheFirstBrowser(t *testing.T) {
	h := start(t)
	s, err := h.uba.Open(uba.Options{User: "ada"})
	require.NoError(t, err)
	first, second := sitetest.NewUser(t), sitetest.NewUser(t)
	head := first.Do(http.MethodHead, s.Address.Reveal(), nil)
	assert.Equal(t, http.StatusMethodNotAllowed, head.StatusCode)
	guess := second.Do(http.MethodGet, s.Address.Reveal(), nil, func(r *http.Request) { r.Header.Set("Sec-Purpose", "prefetch") })
	assert.Equal(t, http.StatusMethodNotAllowed, guess.StatusCode)
	page := first.Get(s.Address.Reveal()).To
	assert.Equal(t, page, first.Get(s.Address.Reveal()).To, "the app may load the address again")
	for _, got := range []sitetest.Answer{second.Get(s.Address.Reveal()), second.Get(page)} {
		assert.Equal(t, http.StatusForbidden, got.StatusCode)
		assert.Empty(t, got.Cookies())
	}
	token := first.Token(page)
	got := second.Do(http.MethodPost, page+"/bank", url.Values{"token": {token}, "bank": {"nordlicht"}})
	assert.Equal(t, http.StatusForbidden, got.StatusCode)
	h.sees(first.Get(page), "Find your bank")
}

func TestSession_expires(t *testing.T) {
	h := start(t)
	s, err := h.uba.Open(uba.Options{User: "ada"})
	require.NoError(t, err)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "ahornkasse")
	token, question := u.Token(page), h.uba.Questions()[0].ID
	away, awayPage := h.visit(uba.Options{})
	away.Submit(awayPage, "bank", "bank", "silberbach")
	outside := sitetest.NewUser(t)
	h.Advance(uba.DefaultSessionTTL - time.Minute)
	// The bank's own visit is younger than the session is here.
	away.Submit(awayPage, "retry")
	address := h.toBank(away, awayPage)
	outside.Submit(address, "login", "user", "ada", "password", "correct")
	h.Advance(time.Minute)
	for _, got := range []sitetest.Answer{
		sitetest.NewUser(t).Get(s.Address.Reveal()), u.Get(page), u.Do(http.MethodPost, page+"/cancel", url.Values{"token": {token}}),
	} {
		assert.Equal(t, http.StatusGone, got.StatusCode)
		h.sees(got, "expired")
	}
	assert.Empty(t, h.uba.Questions())
	assert.False(t, h.uba.Answer(question, true), "the phone is too late")
	outside.Get(h.atBank2(outside, address))
	assert.Empty(t, h.statuses(), "the bank is too late")
}

// atBank2 decides at the bank after the login.
func (h *hosted) atBank2(u *sitetest.User, address string) string {
	h.Helper()
	return u.Submit(address, "consent", "decision", "allow", "account", "silberbach-giro").To
}

func TestForm_isRefusedUnlessItIsTheSessionsOwn(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	own := u.Token(page)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, row := range []struct {
		name   string
		form   url.Values
		change func(*http.Request)
		want   int
	}{
		{"noToken", url.Values{"bank": {"nordlicht"}}, header("X", "y"), http.StatusForbidden},
		{"otherToken", url.Values{"token": {strings.Repeat("0", 32)}}, header("X", "y"), http.StatusForbidden},
		{"foreignOrigin", url.Values{"token": {own}}, header("Origin", "https://evil.example"), http.StatusForbidden},
		{"crossSite", url.Values{"token": {own}}, header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"otherPort", url.Values{"token": {own}}, header("Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		{"otherHost", url.Values{"token": {own}}, func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		{"otherContentType", url.Values{"token": {own}}, header("Content-Type", "text/plain"), http.StatusForbidden},
		{"tooLarge", url.Values{"token": {own}, "x": {strings.Repeat("a", 1<<17)}}, header("X", "y"), http.StatusBadRequest},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := u.Do(http.MethodPost, page+"/cancel", row.form, row.change)
			assert.Equal(t, row.want, got.StatusCode)
			h.sees(u.Get(page), "Find your bank")
		})
	}
}

func TestForm_ofAnotherStepHasNoEffect(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	for _, form := range [][]string{
		{"code", "code", "123456"}, {"credentials", "user", "ada", "password", "correct"}, {"type", "type", "private"},
		{"done"}, {"retry"}, {"renew", "login", ""},
	} {
		u.Submit(page, form[0], form[1:]...)
		h.sees(u.Get(page), "Find your bank")
	}
	token := u.Token(page)
	assert.Equal(t, back, u.Submit(page, "cancel").To)
	for _, action := range []string{"bank", "search", "cancel", "done", "retry"} {
		got := u.Do(http.MethodPost, page+"/"+action, url.Values{"token": {token}, "bank": {"nordlicht"}})
		assert.Equal(t, back, got.To, "a session that ended stays so")
	}
	assert.Empty(t, h.statuses())
}

func TestCode_countsOnceUnderManyClicks(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "nordlicht")
	form := url.Values{"token": {u.Token(page)}, "code": {"123456"}}
	var clicks sync.WaitGroup
	for range 20 {
		clicks.Go(func() { assert.Equal(t, back, u.Do(http.MethodPost, page+"/code", form).To) })
	}
	clicks.Wait()
	assert.Len(t, h.statuses(), 1)
	assert.Len(t, h.told(), 1)
}

func TestPhone(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "ahornkasse")
	phone := sitetest.NewUser(t)
	got := phone.Do(http.MethodGet, h.url+"/phone", nil, func(r *http.Request) { r.Header.Set("Accept", "application/json") })
	var listed struct{ Questions []uba.Question }
	require.NoError(t, json.Unmarshal([]byte(got.Body), &listed))
	assert.Equal(t, h.uba.Questions(), listed.Questions)
	id := listed.Questions[0].ID
	for name, row := range map[string]struct {
		path, decision string
		change         func(*http.Request)
		want           int
	}{
		"noDecision":      {id, "", func(*http.Request) {}, http.StatusBadRequest},
		"unknownQuestion": {"0", "approve", func(*http.Request) {}, http.StatusNotFound},
		"otherSite":       {id, "approve", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"otherHost":       {id, "approve", func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
	} {
		t.Run(name, func(t *testing.T) {
			got := phone.Do(http.MethodPost, h.url+"/phone/"+row.path, url.Values{"decision": {row.decision}}, row.change)
			assert.Equal(t, row.want, got.StatusCode)
			assert.Len(t, h.uba.Questions(), 1)
		})
	}
}

// script is what the pages do without.
var script = regexp.MustCompile(`(?i)<script|javascript:|\son[a-z]+=`)

func TestPages_haveStrictHeadersAndNoScript(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{Multiple: true})
	shown := []sitetest.Answer{u.Get(page), u.Get(h.url + "/phone"), u.Get(h.url + "/nothing"), u.Get(h.url + "/return/none")}
	u.Submit(page, "bank", "bank", "silberbach")
	shown = append(shown, u.Get(page))
	u.Submit(page, "search")
	h.signIn(u, page, "nordlicht")
	shown = append(shown, u.Get(page))
	u.Submit(page, "code", "code", "123456")
	shown = append(shown, u.Get(page))
	u.Submit(page, "done")
	shown = append(shown, u.Get(page))
	for _, p := range shown {
		assert.Equal(t, "no-referrer", p.Header.Get("Referrer-Policy"))
		assert.Equal(t, "no-store", p.Header.Get("Cache-Control"))
		assert.Contains(t, p.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		assert.NotRegexp(t, script, p.Body)
		assert.NotContains(t, p.Body, "ZgotmplZ", "a link was taken for a dangerous one")
	}
}

func TestLog_holdsNoSecret(t *testing.T) {
	log := &strings.Builder{}
	h := start(t, func(c *uba.Config) {
		c.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	s, err := h.uba.Open(uba.Options{User: "canary-user", Return: back})
	require.NoError(t, err)
	u := sitetest.NewUser(t)
	page := u.Get(s.Address.Reveal()).To
	token := u.Token(page)
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", "canary-login", "password", "canary-password")
	u.Submit(page, "credentials", "user", "canary-login", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	require.Contains(t, log.String(), "Nordlicht Bank")
	for _, canary := range []string{s.ID.Reveal(), token, page, "canary-user", "canary-login", "canary-password", "123456", "nonce", s.UserIdentifier} {
		assert.NotContains(t, log.String(), canary)
	}
}

func TestRandomness_isNeeded(t *testing.T) {
	_, err := uba.New(uba.Config{Origin: "https://uba.example", Random: iotest.ErrReader(errors.New("dry"))})
	assert.Equal(t, fault.Other, fault.CodeOf(err))
	u, err := uba.New(uba.Config{Origin: "https://uba.example", Random: iotest.TimeoutReader(strings.NewReader(strings.Repeat("x", 40)))})
	require.NoError(t, err)
	_, err = u.Open(uba.Options{User: "ada"})
	assert.Equal(t, fault.Other, fault.CodeOf(err))
	_, err = u.NewUser("person", "active")
	assert.Equal(t, fault.Other, fault.CodeOf(err))
}

func FuzzUBA(f *testing.F) {
	f.Add("GET", "/auth", "sessionId=a.b.c", "")
	f.Add("POST", "/session/x/bank", "", "bank=nordlicht")
	f.Add("POST", "/phone/x", "", "decision=approve")
	f.Fuzz(func(t *testing.T, method, path, query, form string) {
		told := false
		u, err := uba.New(uba.Config{Origin: "http://127.0.0.1:4000", Notify: func(uba.Notice) { told = true }})
		require.NoError(t, err)
		_, err = u.Open(uba.Options{User: "ada", Return: back})
		require.NoError(t, err)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(form))
		r.Method, r.URL.Path, r.URL.RawQuery, r.Host = method, path, query, "127.0.0.1:4000"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		u.ServeHTTP(w, r)
		assert.NotEqual(t, http.StatusInternalServerError, w.Code)
		assert.Empty(t, w.Result().Cookies(), "nobody without its id gets a session")
		assert.False(t, told)
	})
}
