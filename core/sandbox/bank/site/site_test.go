package site_test

import (
	"errors"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

func TestIsOrigin(t *testing.T) {
	for raw, want := range map[string]bool{
		"http://127.0.0.1:4000": true, "https://bank.example": true, "http://[::1]:80": true,
		"": false, "bank.example": false, "//bank.example": false, "ftp://bank.example": false, "https://": false,
		"https://:443": false, "https://bank.example/": false, "https://bank.example#": false, "https://bank.example?": false,
		"https://u@bank.example": false, "HTTPS://bank.example": false, "https://bank.example:x": false, " https://bank.example": false,
	} {
		assert.Equal(t, want, site.IsOrigin(raw), raw)
	}
}

func TestGuard(t *testing.T) {
	const origin = "https://Bank.example:8443"
	for _, row := range []struct {
		name, method, host string
		header             http.Header
		want               int
	}{
		{"page", "GET", "bank.example:8443", nil, http.StatusOK},
		{"linkFromAnotherSite", "GET", "bank.example:8443", http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusOK},
		{"ownForm", "POST", "BANK.example:8443", http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"null"}}, http.StatusOK},
		{"ownFormInAnOldBrowser", "POST", "bank.example:8443", http.Header{"Origin": {"https://bank.example:8443"}}, http.StatusOK},
		{"program", "POST", "bank.example:8443", nil, http.StatusOK},
		{"foreignForm", "POST", "bank.example:8443", http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		{"foreignFormThatClaimsOurOrigin", "POST", "bank.example:8443", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://bank.example:8443"}}, http.StatusForbidden},
		{"formOfAnotherPort", "POST", "bank.example:8443", http.Header{"Origin": {"https://bank.example"}}, http.StatusForbidden},
		{"formOfAnotherScheme", "POST", "bank.example:8443", http.Header{"Origin": {"http://bank.example:8443"}}, http.StatusForbidden},
		{"otherHost", "GET", "bank.example", nil, http.StatusMisdirectedRequest},
		{"hostWithADot", "GET", "bank.example.:8443", nil, http.StatusMisdirectedRequest},
		{"noHost", "GET", "", nil, http.StatusMisdirectedRequest},
	} {
		t.Run(row.name, func(t *testing.T) {
			forged := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
			guarded := site.Guard(origin, forged, http.HandlerFunc(site.Style))
			r := httptest.NewRequestWithContext(t.Context(), row.method, "/style.css", nil)
			r.Host = row.host
			for name, values := range row.header {
				r.Header[name] = values
			}
			w := httptest.NewRecorder()
			guarded.ServeHTTP(w, r)
			assert.Equal(t, row.want, w.Code)
			for _, name := range []string{"Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Cache-Control", "X-Content-Type-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"} {
				assert.NotEmpty(t, w.Header().Get(name), name)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	got, err := site.Secret(strings.NewReader("0123456789abcdef"))
	require.NoError(t, err)
	assert.Equal(t, "30313233343536373839616263646566", got)
	_, err = site.Secret(strings.NewReader("0123456789abcde"))
	assert.Error(t, err, "fifteen bytes are not enough")
	_, err = site.Secret(iotest.ErrReader(errors.New("dry")))
	assert.Error(t, err)
}

func TestHasCookie_looksAtEachOfTheName(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Cookie", "a=1; b=2; a=3")
	assert.True(t, site.HasCookie(r, "a", "3"), "another path's cookie may come first")
	assert.False(t, site.HasCookie(r, "a", "2"))
	assert.False(t, site.HasCookie(r, "c", ""))
}

func TestWrite_answersWholeOrNotAtAll(t *testing.T) {
	pages := template.Must(template.New("good").Parse("<p>{{.}}"))
	template.Must(pages.New("bad").Parse("<p>{{.Missing.Field}}"))
	w := httptest.NewRecorder()
	site.Write(w, http.StatusTeapot, pages, "good", "<b>")
	assert.Equal(t, http.StatusTeapot, w.Code)
	assert.Equal(t, "<p>&lt;b&gt;", w.Body.String())
	w = httptest.NewRecorder()
	site.Write(w, http.StatusOK, pages, "bad", "x")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "<p>")
}

func TestRedirect_keepsTheAddress(t *testing.T) {
	for _, to := range []string{"myapp://return?x=%2F", "https://app.example/a/../b?x", "/session/1"} {
		w := httptest.NewRecorder()
		site.Redirect(w, to)
		assert.Equal(t, http.StatusSeeOther, w.Code)
		assert.Equal(t, to, w.Header().Get("Location"))
	}
}
