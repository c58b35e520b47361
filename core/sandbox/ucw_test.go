package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func TestUCW_sharesTheWorldOnAnOriginOfItsOwn(t *testing.T) {
	s := sandboxtest.Start(t, ready)
	assert.NotEqual(t, s.BaseURL(), s.UCWURL())
	client, err := ucw.New(ucw.Config{BaseURL: s.UCWURL()})
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	url, err := client.WidgetURL(t.Context(), ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.AccountNumber}, UserID: "ada", TargetOrigin: "http://127.0.0.1:1",
	})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(url.Reveal(), s.UCWURL()+"/widget?token="))

	connection, err := s.UCW().Connect("ada", "mxBank")
	require.NoError(t, err)
	accounts, err := client.Accounts(t.Context(), ucw.ConnectionOf("ada", connection))
	require.NoError(t, err)
	users := s.World().Users(world.UserFilter{})
	require.Len(t, users, 1)
	assert.Equal(t, "ada", users[0].ID)
	same, err := s.World().Accounts("ada")
	require.NoError(t, err)
	assert.Len(t, same, len(accounts))
}

func TestUCW_answersItsOwnHostsOnly(t *testing.T) {
	s := sandboxtest.Start(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.UCWURL()+"/health", nil)
	require.NoError(t, err)
	r.Host = "attacker.example"
	status, _ := exchange(t, http.DefaultClient, r)
	assert.Equal(t, http.StatusMisdirectedRequest, status)
}

func TestUCW_thatCannotStartLeavesNothingOpen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	for addr, code := range map[string]fault.Code{
		taken.Addr().String(): fault.SandboxBind,
		"0.0.0.0:0":           fault.ConfigInvalid,
		"nonsense":            fault.ConfigInvalid,
	} {
		o := sandbox.Options{UI: sandbox.UIBasic, UCW: sandbox.UCWOptions{Addr: addr}}
		free, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		o.Addr = free.Addr().String()
		require.NoError(t, free.Close())
		_, err = sandbox.Start(t.Context(), o)
		assert.Equal(t, code, fault.CodeOf(err), addr)
		again, err := net.Listen("tcp", o.Addr)
		require.NoError(t, err, "the first address is given up")
		require.NoError(t, again.Close())
	}
}

func TestUCW_hostURLIsASetting(t *testing.T) {
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.UCW.HostURL = "https://ucw.example" })
	client, err := ucw.New(ucw.Config{BaseURL: s.UCWURL()})
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	url, err := client.WidgetURL(t.Context(), ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.AccountNumber}, UserID: "ada", TargetOrigin: "http://127.0.0.1:1",
	})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(url.Reveal(), "https://ucw.example/widget?token="))
}

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
			s := sandboxtest.Start(t, ready)
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
