package bank_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/browsertest"
)

// TestBank_inABrowserWithoutScript goes from the login to another origin, with
// a slow bank and a mistake at each step.
func TestBank_inABrowserWithoutScript(t *testing.T) {
	referrers := make(chan string, 10)
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			referrers <- r.Header.Get("Referer")
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>Back</title><p id=arrived>Back at the provider")
	}))
	t.Cleanup(provider.Close)
	b := browsertest.WithoutScript(t, filepath.Join("..", "..", ".."), "bank")
	s := open(t)
	address, e := s.visit(func(v *bank.Visit) { v.Slow = time.Minute })
	e.to = provider.URL + "/back?state=1"

	b.Do(chromedp.Navigate(address), browsertest.Visible("#sign-in"))
	b.Shoot("login")
	b.Do(browsertest.Keys("#user", "ada"), browsertest.Keys("#password", "wrong"), browsertest.Follow("#sign-in"), browsertest.Visible(".alert"))
	b.Shoot("wrong")
	b.Do(browsertest.Keys("#user", "ada"), browsertest.Keys("#password", "correct"), browsertest.Follow("#sign-in"), browsertest.Visible(".bar"))
	b.Shoot("slow")
	s.clock.Advance(time.Minute) // the page loads again by itself
	b.Do(browsertest.Visible("#allow"))
	b.Shoot("consent")
	for _, id := range []string{"a", "b", "c"} {
		b.Do(browsertest.Click(`input[value="` + id + `"]`))
	}
	b.Do(browsertest.Follow("#allow"), browsertest.Visible(".alert"), browsertest.Click(`input[value="a"]`), browsertest.Click(`input[value="c"]`), browsertest.Follow("#allow"), browsertest.Visible("#arrived"))
	assert.Equal(t, []bank.Grant{{Approved: true, Accounts: []string{"b"}}}, e.all())
	assert.Empty(t, <-referrers, "the provider does not learn the visit's address")

	b.Do(chromedp.Navigate(address), browsertest.Visible("h1"))
	b.Shoot("over")
	failing, e2 := s.visit()
	b.Do(chromedp.Navigate(failing), browsertest.Keys("#user", "ada"), browsertest.Keys("#password", "error"), browsertest.Follow("#sign-in"), browsertest.Visible("#leave"))
	b.Shoot("failure")
	e2.to = provider.URL + "/back?error=1"
	b.Do(browsertest.Follow("#leave"), browsertest.Visible("#arrived"))
	assert.Equal(t, []bank.Grant{{Reason: bank.ServerError}}, e2.all())
}
