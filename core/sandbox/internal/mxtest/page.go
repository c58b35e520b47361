package mxtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Page is an opened widget page, without a browser.
type Page struct {
	T       *testing.T
	HTTP    *http.Client // with the page's cookie
	Boot    Object       // the page's own data
	Headers http.Header  // that the page came with

	base string
}

var bootElement = regexp.MustCompile(`<script type="application/json" id="boot">(.*)</script>`)

// Open loads a widget URL and keeps its cookie.
func (c Client) Open(widgetURL string) *Page {
	c.T.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(c.T, err)
	p := &Page{T: c.T, HTTP: &http.Client{Jar: jar}, base: c.Sandbox.BaseURL()}
	answer, err := p.HTTP.Get(widgetURL)
	require.NoError(c.T, err)
	defer answer.Body.Close()
	require.Equal(c.T, http.StatusOK, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	require.NoError(c.T, err)
	found := bootElement.FindSubmatch(body)
	require.NotNil(c.T, found, "the page has no boot data")
	require.NoError(c.T, json.Unmarshal(found[1], &p.Boot))
	p.Headers = answer.Header
	return p
}

// Request makes the request of a callback.
func (p *Page) Request(callback string, params ...any) *http.Request {
	p.T.Helper()
	if params == nil {
		params = []any{}
	}
	body, err := json.Marshal(Object{"params": params})
	require.NoError(p.T, err)
	r, err := http.NewRequestWithContext(p.T.Context(), "POST", p.base+"/md/rpc/"+callback, bytes.NewReader(body))
	require.NoError(p.T, err)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// Try calls a callback and returns the status and the whole answer.
func (p *Page) Try(callback string, params ...any) (int, Object) {
	p.T.Helper()
	return Exchange(p.T, p.HTTP, p.Request(callback, params...))
}

// RPC calls a callback that has to succeed and returns its result.
func (p *Page) RPC(callback string, params ...any) any {
	p.T.Helper()
	status, answer := p.Try(callback, params...)
	require.Equal(p.T, http.StatusOK, status, "%s: %v", callback, answer)
	return answer["result"]
}

// Member adds a member as the widget's page does.
func (p *Page) Member(institution, password string) Object {
	p.T.Helper()
	in := p.RPC("loadInstitutionByCode", institution).(Object)
	form := Form(p.RPC("getInstitutionCredentials", in["guid"]), password)
	return p.RPC("addMember", Object{"institution_guid": in["guid"], "credentials": form}).(Object)["member"].(Object)
}
