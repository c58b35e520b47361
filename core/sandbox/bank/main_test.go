package bank_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/bank"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a bank on a listener of its own.
type site struct {
	*testing.T
	bank  *bank.Bank
	url   string
	clock *clocktest.Clock
}

func open(t *testing.T, change ...func(*bank.Config)) site {
	t.Helper()
	s := site{T: t, clock: clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC))}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.bank.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	s.url = server.URL
	c := bank.Config{Origin: server.URL, Now: s.clock.Now}
	for _, f := range change {
		f(&c)
	}
	var err error
	s.bank, err = bank.New(c)
	require.NoError(t, err)
	return s
}

// ended collects the grants of a visit.
type ended struct {
	mu     sync.Mutex
	grants []bank.Grant
	to     string
}

func (e *ended) finish(g bank.Grant) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.grants = append(e.grants, g)
	return e.to
}

func (e *ended) all() []bank.Grant {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]bank.Grant(nil), e.grants...)
}

const back = "https://provider.example/back?state=1&x=%2F"

var accounts = []bank.Account{{ID: "a", Name: "Everyday", Number: "DE001234"}, {ID: "b", Name: "Savings <i>", Number: "7"}, {ID: "c", Name: "Card"}}

// visit begins a visit with three accounts.
func (s site) visit(change ...func(*bank.Visit)) (string, *ended) {
	s.Helper()
	e := &ended{to: back}
	v := bank.Visit{Institution: "Quillstone Bank", Accounts: accounts, Finish: e.finish}
	for _, f := range change {
		f(&v)
	}
	address, err := s.bank.Begin(v)
	require.NoError(s, err)
	return address, e
}

// user is somebody's browser that follows no redirect.
type user struct {
	*testing.T
	http.Client
}

func (s site) user() user {
	s.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	transport := &http.Transport{}
	s.Cleanup(transport.CloseIdleConnections)
	return user{s.T, http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is a whole answer.
type answer struct {
	*http.Response
	body string
}

func (u user) do(r *http.Request) answer {
	u.Helper()
	resp, err := u.Do(r)
	require.NoError(u, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(u, err)
	return answer{resp, string(body)}
}

func (u user) get(address string) answer {
	u.Helper()
	r, err := http.NewRequestWithContext(u.Context(), http.MethodGet, address, nil)
	require.NoError(u, err)
	return u.do(r)
}

func (u user) post(address string, form url.Values, change ...func(*http.Request)) answer {
	u.Helper()
	r, err := http.NewRequestWithContext(u.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(u, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range change {
		f(r)
	}
	return u.do(r)
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// token reads the form's token from the visit's page.
func (u user) token(address string) string {
	u.Helper()
	found := tokenField.FindStringSubmatch(u.get(address).body)
	require.NotNil(u, found, "no form on the page")
	return found[1]
}

// submit sends one of the visit's forms as its page would.
func (u user) submit(address, action string, pairs ...string) answer {
	u.Helper()
	form := url.Values{"token": {u.token(address)}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return u.post(address+"/"+action, form)
}

// signIn gets as far as the page of consent.
func (u user) signIn(address string) {
	u.Helper()
	require.Equal(u, http.StatusSeeOther, u.submit(address, "login", "user", "ada", "password", "correct").StatusCode)
}
