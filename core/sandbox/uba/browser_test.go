package uba_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/browsertest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

// app is where the user goes in the end.
func app(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/return/1" { // the page's own icon has a referrer
			assert.Empty(t, r.Header.Get("Referer"))
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>App</title><p id=arrived>Back in the app")
	}))
	t.Cleanup(server.Close)
	return server.URL + "/return/1"
}

// signIn fills in the credentials, on UBA's pages or on the bank's own.
func signIn() browsertest.Step {
	return chromedp.Steps(browsertest.Visible("#sign-in"), browsertest.Keys("#user", "ada"), browsertest.Keys("#password", "correct"), browsertest.Follow("#sign-in"))
}

func TestUBA_inABrowserWithoutScript(t *testing.T) {
	b := browsertest.WithoutScript(t, filepath.Join("..", "..", ".."), "uba")
	h := start(t)
	to := app(t)
	visit := func(o uba.Options) {
		o.User, o.Return = "ada", to
		s, err := h.uba.Open(o)
		require.NoError(t, err)
		b.Do(chromedp.Navigate(s.Address.Reveal()))
	}

	visit(uba.Options{})
	b.Do(browsertest.Visible("#bank-nordlicht"))
	b.Shoot("search")
	b.Do(browsertest.Keys(`input[name="q"]`, "kornbl"), browsertest.Follow("#search"), browsertest.Visible("#bank-kornblume"), browsertest.Follow("#bank-kornblume"), browsertest.Visible("#type-private"))
	b.Shoot("type")
	b.Do(browsertest.Follow("#type-private"), browsertest.Visible("#sign-in"))
	b.Shoot("credentials")
	b.Do(signIn(), browsertest.Visible("#code"), browsertest.Keys("#code", "1"), browsertest.Follow("#confirm"), browsertest.Visible(".alert"))
	b.Shoot("code")
	b.Do(browsertest.Keys("#code", "123456"), browsertest.Follow("#confirm"), browsertest.Visible("#arrived"))

	visit(uba.Options{})
	b.Do(browsertest.Follow("#bank-ahornkasse"), signIn(), browsertest.Visible(".code"))
	b.Shoot("phone-wait")
	require.True(t, h.uba.Answer(h.uba.Questions()[0].ID, true))
	b.Do(browsertest.Visible("#arrived")) // the page loads again by itself

	visit(uba.Options{})
	b.Do(browsertest.Follow("#bank-silberbach"), browsertest.Visible("#open-bank"))
	b.Shoot("away")
	b.Do(browsertest.Follow("#open-bank"), signIn(), browsertest.Follow("#deny"), browsertest.Visible("#retry"))
	b.Shoot("refused")
	b.Do(browsertest.Follow("#retry"), browsertest.Follow("#open-bank"), signIn(), browsertest.Follow("#allow"), browsertest.Visible("#arrived"))

	h.connect(uba.Options{}, "moorland")
	visit(uba.Options{Management: true})
	b.Do(browsertest.Visible(".renew"))
	b.Shoot("overview")
	b.Do(browsertest.Follow("#done"), browsertest.Visible("#arrived"))
	assert.Equal(t, []string{"Kornblumen Privatbank OK", "Ahornkasse OK", "Silberbach Bank OK", "Moorland Volkskasse SYNC_FAILED"}, h.statuses())

	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "ahornkasse")
	b.Do(chromedp.Navigate(h.url+"/phone"), browsertest.Visible(`button[value="approve"]`))
	b.Shoot("phone")
	b.Do(browsertest.Follow(`button[value="approve"]`), browsertest.Visible("#none"))
	assert.Equal(t, back, u.Get(page).To)
}
