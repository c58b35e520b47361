package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
)

// acmeFor starts Acme for a test.
func acmeFor(t testing.TB) Acme {
	t.Helper()
	acme, stop, err := start(t.Context())
	require.NoError(t, err)
	t.Cleanup(stop)
	return acme
}

// customer is the user in the system's browser. It stops at an address that is
// an app's.
type customer struct {
	testing.TB
	client http.Client
}

func customerFor(t testing.TB) *customer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &customer{t, http.Client{Jar: jar, Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/back" { // Acme's own
			return nil
		}
		return http.ErrUseLastResponse
	}}}
}

func (c *customer) read(resp *http.Response, err error) (body, to string) {
	c.Helper()
	require.NoError(c, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(c, err)
	return string(data), resp.Header.Get("Location")
}

var hidden = regexp.MustCompile(`name="(state|challenge)" value="([^"]*)"`)

// atBank decides at the bank and returns where the browser ends.
func (c *customer) atBank(address, decision string) (to string) {
	c.Helper()
	body, _ := c.read(c.client.Get(address))
	form := url.Values{"decision": {decision}}
	for _, field := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(field[1], field[2])
	}
	_, to = c.read(c.client.PostForm(address[:strings.Index(address, "?")], form))
	return to
}

var pageToken = regexp.MustCompile(`data-page="([^"]+)"`)

// begun is a link whose user is about to log in.
type begun struct {
	At   string
	Link struct{ ID string }

	status string // where the page asks for it
}

// begin opens a widget and presses its button, without a browser.
func (c *customer) begin(w provider.Widget) (b begun) {
	c.Helper()
	address := w.URL.Reveal()
	body, _ := c.read(c.client.Get(address))
	token := pageToken.FindStringSubmatch(body)
	require.NotNil(c, token, body)
	links := address[:strings.Index(address, "/widget/")] + "/page/" + token[1] + "/links"
	body, _ = c.read(c.client.Post(links, "", nil))
	require.NoError(c, json.Unmarshal([]byte(body), &b))
	b.status = links + "/" + b.Link.ID
	return b
}

// connect is the user of a widget from the button to the link.
func (c *customer) connect(w provider.Widget) (link string) {
	c.Helper()
	b := c.begin(w)
	c.atBank(b.At, "allow")
	body, _ := c.read(c.client.Get(b.status))
	require.Contains(c, body, `"linked"`)
	return b.Link.ID
}
