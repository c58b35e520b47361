package ucwapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

var hiddenToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// visit plays the user at the bank's own site and returns the page at which
// the browser ends.
func visit(t *testing.T, address, decision string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar}
	defer browser.CloseIdleConnections()
	read := func(resp *http.Response, err error) string {
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return string(body)
	}
	page := read(browser.Get(address))
	for _, form := range []struct {
		path   string
		fields url.Values
	}{
		{"/login", url.Values{"user": {"ada"}, "password": {"correct"}}},
		{"/consent", url.Values{"decision": {decision}}},
	} {
		token := hiddenToken.FindStringSubmatch(page)
		require.NotNil(t, token, page)
		form.fields.Set("token", token[1])
		page = read(browser.PostForm(address+form.path, form.fields))
	}
	return page
}

func TestUCW_sendsItsUsersToTheBank(t *testing.T) {
	for decision, row := range map[string]struct{ title, state string }{
		"allow": {"OAuth Complete", `"auth_status":2`},
		"deny":  {"OAuth Error", `{"auth_status":3,"error_reason":"DENIED"}`},
	} {
		t.Run(decision, func(t *testing.T) {
			s := sandboxtest.Start(t, mxtest.Ready)
			post := func(path, meta string, body object) object {
				encoded, err := json.Marshal(body)
				require.NoError(t, err)
				r, err := http.NewRequestWithContext(t.Context(), "POST", s.UCWURL()+path, bytes.NewReader(encoded))
				require.NoError(t, err)
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("meta", meta)
				resp, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				defer resp.Body.Close()
				var answer object
				require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer))
				return answer
			}
			widget := post("/widgetUrl", "", object{"jobTypes": []string{"transactions"}, "userId": "ada", "targetOrigin": "http://a.example"})["widgetUrl"].(string)
			_, token, _ := strings.Cut(widget, "token=")
			meta := post("/instrumentation/"+token, "", nil)["meta"].(string)
			begun := post("/members", meta, object{"institution_id": "mxBankOauth", "is_oauth": true})
			assert.True(t, strings.HasPrefix(begun["oauth_window_uri"].(string), s.BankURL()+"/"))

			assert.Contains(t, visit(t, begun["oauth_window_uri"].(string), decision), "<title>"+row.title+"</title>")
			r, err := http.NewRequestWithContext(t.Context(), "GET", s.UCWURL()+"/oauthStates/"+begun["guid"].(string), nil)
			require.NoError(t, err)
			r.Header.Set("meta", meta)
			resp, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Contains(t, string(body), row.state)
		})
	}
}
