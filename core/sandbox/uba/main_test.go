package uba_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// back is the app's return address.
const back = "myapp://return/nonce?x=%2F"

// hosted is a UBA and a bank's own site, each on an origin of its own.
type hosted struct {
	*testing.T
	uba  *uba.UBA
	bank *bank.Bank
	url  string
	*clocktest.Clock

	mu      sync.Mutex
	notices []uba.Notice
}

func start(t *testing.T, change ...func(*uba.Config)) *hosted {
	t.Helper()
	h := &hosted{T: t, Clock: clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC))}
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.uba.ServeHTTP(w, r) }))
	t.Cleanup(pages.Close)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.bank.ServeHTTP(w, r) }))
	t.Cleanup(site.Close)
	h.url = pages.URL
	var err error
	h.bank, err = bank.New(bank.Config{Origin: site.URL, Now: h.Now})
	require.NoError(t, err)
	cfg := uba.Config{Origin: pages.URL, OpenBank: h.bank.Begin, Notify: h.notify, Now: h.Now}
	for _, f := range change {
		f(&cfg)
	}
	h.uba, err = uba.New(cfg)
	require.NoError(t, err)
	return h
}

func (h *hosted) notify(n uba.Notice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notices = append(h.notices, n)
}

// told returns what webhooks would be sent about: types and statuses.
func (h *hosted) told() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := []string{}
	for _, n := range h.notices {
		all = append(all, n.Type+" "+n.Login.Bank+" "+n.Login.Status)
	}
	return all
}

// visit opens a session in a new browser and returns the address of its page.
func (h *hosted) visit(o uba.Options) (*sitetest.User, string) {
	h.Helper()
	if o.User == "" {
		o.User = "ada"
	}
	if o.Return == "" {
		o.Return = back
	}
	s, err := h.uba.Open(o)
	require.NoError(h, err)
	u := sitetest.NewUser(h)
	got := u.Get(s.Address.Reveal())
	require.Equal(h, http.StatusSeeOther, got.StatusCode, got.Body)
	require.NotContains(h, got.To, "sessionId")
	return u, got.To
}

// signIn gets past the credentials of a bank that asks for them.
func (h *hosted) signIn(u *sitetest.User, page, code string) {
	h.Helper()
	u.Submit(page, "bank", "bank", code)
	got := u.Submit(page, "credentials", "user", "ada", "password", "correct")
	require.Equal(h, page, got.To)
}

// connect connects a bank login with a code.
func (h *hosted) connect(o uba.Options, code string) uba.Login {
	h.Helper()
	u, page := h.visit(o)
	h.signIn(u, page, code)
	u.Submit(page, "code", "code", "123456")
	all := h.logins()
	require.NotEmpty(h, all)
	return all[len(all)-1]
}

func (h *hosted) logins() []uba.Login {
	all, _ := h.uba.Logins("ada")
	return all
}

// statuses are the user's logins, short.
func (h *hosted) statuses() []string {
	all := []string{}
	for _, l := range h.logins() {
		all = append(all, l.Bank+" "+l.Status)
	}
	return all
}

// toBank returns where the page's link to the bank's own site leads.
func (h *hosted) toBank(u *sitetest.User, page string) string {
	h.Helper()
	require.Contains(h, u.Get(page).Body, `id="open-bank"`)
	return u.Get(page + "/bank").To
}

// atBank signs in at the bank's own site and decides; it returns where the
// bank sends the browser.
func (h *hosted) atBank(u *sitetest.User, address, decision string) string {
	h.Helper()
	u.Submit(address, "login", "user", "ada", "password", "correct")
	got := u.Submit(address, "consent", "decision", decision, "account", "silberbach-giro", "account", "brombeer-giro")
	require.Contains(h, got.To, h.url+"/return/")
	return got.To
}

func (h *hosted) sees(a sitetest.Answer, text string) {
	h.Helper()
	assert.Contains(h, a.Body, text)
}
