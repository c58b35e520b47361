package bank_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/bank"
)

func logTo(w *strings.Builder) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func TestForm_isRefusedUnlessItIsTheVisitsOwn(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, row := range []struct {
		name   string
		token  func(own, others string) string // nil for the own one
		change func(*http.Request)
		want   int
	}{
		{"own_accepted", nil, nil, http.StatusSeeOther},
		{"ownWithNullOrigin_accepted", nil, header("Origin", "null"), http.StatusSeeOther},
		{"ownSameOrigin_accepted", nil, header("Sec-Fetch-Site", "same-origin"), http.StatusSeeOther},
		{"noToken_refused", func(string, string) string { return "" }, nil, http.StatusForbidden},
		{"otherVisitsToken_refused", func(_, others string) string { return others }, nil, http.StatusForbidden},
		{"cutToken_refused", func(own, _ string) string { return own[:31] }, nil, http.StatusForbidden},
		{"foreignOrigin_refused", nil, header("Origin", "https://evil.example"), http.StatusForbidden},
		{"crossSite_refused", nil, header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"otherPortOfThisMachine_refused", nil, header("Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		{"noCookie_refused", nil, func(r *http.Request) { r.Header.Set("Cookie", "connecthost_bank=0") }, http.StatusForbidden},
		{"otherHost_misdirected", nil, func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		{"otherContentType_refused", nil, header("Content-Type", "text/plain"), http.StatusForbidden},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t)
			address, e := s.visit()
			other, _ := s.visit()
			u := s.user()
			token := u.token(address)
			if row.token != nil {
				token = row.token(token, u.token(other))
			}
			if row.change == nil {
				row.change = func(*http.Request) {}
			}
			// The jar's cookie would come after one that a row sets.
			if strings.HasPrefix(row.name, "noCookie") {
				u = s.user()
			}
			got := u.post(address+"/cancel", url.Values{"token": {token}}, row.change)
			assert.Equal(t, row.want, got.StatusCode)
			if row.want == http.StatusSeeOther {
				assert.Len(t, e.all(), 1)
			} else {
				assert.Empty(t, e.all())
			}
		})
	}
}

func TestVisit_belongsToTheFirstBrowser(t *testing.T) {
	s := open(t)
	address, e := s.visit()
	first, second := s.user(), s.user()
	token := first.token(address)
	got := second.get(address)
	assert.Equal(t, http.StatusForbidden, got.StatusCode)
	assert.Empty(t, got.Cookies())
	assert.Equal(t, http.StatusForbidden, second.post(address+"/cancel", url.Values{"token": {token}}).StatusCode)
	assert.Empty(t, e.all())
	first.submit(address, "cancel")
	assert.Len(t, e.all(), 1)
}

func TestVisit_isNotTakenByAGuess(t *testing.T) {
	s := open(t)
	address, _ := s.visit()
	for _, change := range []func(*http.Request){
		func(r *http.Request) { r.Method = http.MethodHead },
		func(r *http.Request) { r.Header.Set("Sec-Purpose", "prefetch;prerender") },
		func(r *http.Request) { r.Header.Set("Purpose", "prefetch") },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		change(r)
		got := s.user().do(r)
		assert.Equal(t, http.StatusMethodNotAllowed, got.StatusCode)
		assert.Empty(t, got.Cookies())
	}
	assert.Equal(t, http.StatusOK, s.user().get(address).StatusCode)
}

func TestHost_isExact(t *testing.T) {
	b, err := bank.New(bank.Config{Origin: "http://127.0.0.1:4000"})
	require.NoError(t, err)
	for host, want := range map[string]int{
		"127.0.0.1:4000": http.StatusOK, "127.0.0.1": http.StatusMisdirectedRequest, "localhost:4000": http.StatusMisdirectedRequest,
		"127.0.0.1:4000.": http.StatusMisdirectedRequest, "127.1:4000": http.StatusMisdirectedRequest,
		"evil.example:4000": http.StatusMisdirectedRequest, "": http.StatusMisdirectedRequest,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/style.css", nil)
		r.Host = host
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		assert.Equal(t, want, w.Code, host)
	}
}

func TestForm_isBounded(t *testing.T) {
	s := open(t)
	address, _ := s.visit()
	u := s.user()
	token := u.token(address)
	got := u.post(address+"/login", url.Values{"token": {token}, "user": {strings.Repeat("a", 1<<20)}})
	assert.Equal(t, http.StatusBadRequest, got.StatusCode)

	u.post(address+"/login", url.Values{"token": {token}, "user": {strings.Repeat("ä", 1000)}, "password": {"correct"}})
	page := u.get(address).body
	assert.Contains(t, page, strings.Repeat("ä", 64))
	assert.NotContains(t, page, strings.Repeat("ä", 65))
}

func TestCookie_isSecureOverTLS(t *testing.T) {
	b, err := bank.New(bank.Config{Origin: "https://bank.example"})
	require.NoError(t, err)
	address, err := b.Begin(bank.Visit{Institution: "Quillstone Bank", Finish: func(bank.Grant) string { return "" }})
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	require.Len(t, w.Result().Cookies(), 1)
	assert.True(t, w.Result().Cookies()[0].Secure)
}

func TestBegin_isBounded(t *testing.T) {
	s := open(t)
	for range 10_000 {
		s.visit()
	}
	_, err := s.bank.Begin(bank.Visit{Institution: "Quillstone Bank", Finish: func(bank.Grant) string { return "" }})
	require.Error(t, err)
	s.clock.Advance(bank.DefaultTTL + 2*60*60*1e9)
	s.visit()
}

func FuzzBank(f *testing.F) {
	f.Add("/visit/x/login", "user=ada&password=correct", "127.0.0.1:4000")
	f.Add("/visit/%2e%2e/consent", "token=%", "evil.example")
	f.Fuzz(func(t *testing.T, path, form, host string) {
		b, err := bank.New(bank.Config{Origin: "http://127.0.0.1:4000"})
		require.NoError(t, err)
		ended := false
		_, err = b.Begin(bank.Visit{Institution: "Quillstone Bank", Finish: func(bank.Grant) string { ended = true; return "" }})
		require.NoError(t, err)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(form))
		r.URL.Path, r.Host = path, host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		assert.False(t, ended, "nobody without the visit's secrets ends it")
		assert.NotEqual(t, http.StatusInternalServerError, w.Code)
	})
}
