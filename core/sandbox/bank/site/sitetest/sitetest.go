// Package sitetest is a user of the sandbox's hosted pages, for tests: a
// browser without script that follows no redirect by itself.
package sitetest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// User is somebody's browser.
type User struct {
	t      testing.TB
	client http.Client
}

// Answer is a whole answer.
type Answer struct {
	*http.Response
	Body string // instead of the response's own
	To   string // where it redirects, as an absolute address; "" for nowhere
}

// NewUser returns a browser with no cookies.
func NewUser(t testing.TB) *User {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &User{t, http.Client{
		Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do sends a request. The test fails when there is no answer.
func (u *User) Do(method, address string, form url.Values, change ...func(*http.Request)) Answer {
	u.t.Helper()
	r, err := http.NewRequestWithContext(u.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		u.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	resp, err := u.client.Do(r)
	if err != nil {
		u.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		u.t.Fatal(err)
	}
	a := Answer{Response: resp, Body: string(body)}
	if raw := resp.Header.Get("Location"); raw != "" {
		to, err := r.URL.Parse(raw)
		if err != nil {
			u.t.Fatalf("a redirect to %q: %v", raw, err)
		}
		a.To = to.String()
	}
	return a
}

// Get loads a page.
func (u *User) Get(address string) Answer {
	u.t.Helper()
	return u.Do(http.MethodGet, address, nil)
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// Token returns the token of the forms on a page.
func (u *User) Token(address string) string {
	u.t.Helper()
	page := u.Get(address)
	found := tokenField.FindStringSubmatch(page.Body)
	if found == nil {
		u.t.Fatalf("no form on the page (%d)", page.StatusCode)
	}
	return found[1]
}

// Submit sends one of a page's forms as the page would: pairs are names and
// values.
func (u *User) Submit(address, action string, pairs ...string) Answer {
	u.t.Helper()
	form := url.Values{"token": {u.Token(address)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return u.Do(http.MethodPost, address+"/"+action, form)
}
