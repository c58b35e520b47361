package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

func TestFlags_setTheUCWServer(t *testing.T) {
	for _, row := range []struct {
		args string
		want ucwapi.Config
	}{
		{"", ucwapi.Config{}},
		{"-ucw-auth general", ucwapi.Config{Auth: ucwapi.Auth{General: true}}},
		{"-ucw-auth data,delete", ucwapi.Config{Auth: ucwapi.Auth{Data: true, Delete: true}}},
		{"-ucw-auth all", ucwapi.Config{Auth: ucwapi.Auth{General: true, Data: true, Delete: true}}},
		{"-ucw-auth data -ucw-auth general", ucwapi.Config{Auth: ucwapi.Auth{General: true, Data: true}}},
		{"-ucw-cookie-samesite None", ucwapi.Config{CookieSameSite: http.SameSiteNoneMode}},
		{"-ucw-cookie-samesite lax", ucwapi.Config{CookieSameSite: http.SameSiteLaxMode}},
		{"-ucw-no-data -ucw-no-delete -ucw-production -ucw-rate-limit 3", ucwapi.Config{NoData: true, NoDelete: true, Production: true, RateLimit: 3}},
	} {
		t.Run(row.args, func(t *testing.T) {
			var stderr bytes.Buffer
			o, err := parse(strings.Fields(row.args), &stderr)
			require.NoError(t, err, stderr.String())
			assert.Equal(t, row.want, o.UCW.Config)
		})
	}
}

func TestFlags_setTheSandbox(t *testing.T) {
	o, err := parse(strings.Fields("-addr 127.0.0.1:1 -ucw-addr 127.0.0.1:2 -fino-addr 127.0.0.1:3 -bank-addr 127.0.0.1:4 -ui basic -delay -1s -seed 7"), new(bytes.Buffer))
	require.NoError(t, err)
	assert.Equal(t, sandbox.Options{
		Addr: "127.0.0.1:1", UI: "basic", Delay: -time.Second, Seed: 7, UCW: sandbox.UCWOptions{Addr: "127.0.0.1:2"},
		Fino: sandbox.FinoOptions{Addr: "127.0.0.1:3"}, Bank: sandbox.BankOptions{Addr: "127.0.0.1:4"},
	}, o)
	o, err = parse([]string{"-delay", "0"}, new(bytes.Buffer))
	require.NoError(t, err)
	assert.Negative(t, o.Delay, "none, and not the default")
}

// TestTokens_openTheirRealms uses what the line of JSON says.
func TestTokens_openTheirRealms(t *testing.T) {
	o, err := parse(strings.Fields("-ui basic -delay -1s -ucw-auth all"), new(bytes.Buffer))
	require.NoError(t, err)
	s, err := sandbox.Start(t.Context(), o)
	require.NoError(t, err)
	defer func() { assert.NoError(t, stop(s)) }()
	text, err := json.Marshal(s.Endpoints())
	require.NoError(t, err)
	var line struct {
		UCW struct {
			Base   string `json:"base_url"`
			Tokens struct{ General, Data, Delete string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &line))
	token := func(value string) ucw.TokenSource {
		return func(context.Context) (secret.String, error) { return secret.New(value), nil }
	}
	client := func(general, data, deletion string) *ucw.Client {
		c, err := ucw.New(ucw.Config{BaseURL: line.UCW.Base, Tokens: ucw.Tokens{General: token(general), Data: token(data), Delete: token(deletion)}})
		require.NoError(t, err)
		t.Cleanup(c.CloseIdleConnections)
		return c
	}
	made, err := s.UCW().Connect("ada", "mxBank")
	require.NoError(t, err)
	connection := ucw.ConnectionOf("ada", made)
	use := func(c *ucw.Client) []fault.Code {
		_, general := c.WidgetURL(t.Context(), ucw.WidgetURLRequest{JobTypes: []ucw.JobType{ucw.Transactions}, UserID: "ada", TargetOrigin: "https://app.example"})
		_, data := c.Accounts(t.Context(), connection)
		return []fault.Code{fault.CodeOf(general), fault.CodeOf(data), fault.CodeOf(c.DeleteConnection(t.Context(), connection))}
	}
	tokens := line.UCW.Tokens
	wrong := fault.ProviderUnauthorized
	assert.Equal(t, []fault.Code{wrong, wrong, wrong}, use(client(tokens.Data, tokens.Delete, tokens.General)), "each realm has its own")
	assert.Equal(t, []fault.Code{"", "", ""}, use(client(tokens.General, tokens.Data, tokens.Delete)))
}
