package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// opened is what a broker says of a session.
type opened struct {
	ID        string
	Status    string
	WidgetURL string `json:"widget_url"`
	Outcome   *struct {
		Result  string
		Members []struct{ GUID string }
	}
}

func TestABrokerMountsAcme(t *testing.T) {
	acme := acmeFor(t)
	public := httptest.NewUnstartedServer(nil)
	origin := "http://" + public.Listener.Addr().String()
	b, err := broker.New(broker.Options{
		PublicURL:    origin,
		Authenticate: func(*http.Request) (string, error) { return "ada", nil },
		Providers:    []broker.Mount{{Provider: acme}},
		App:          broker.App{Name: "Piggy", EventScheme: "piggy", ReturnURL: "piggy://oauth_complete"},
		Store:        memstore.New(memstore.Options{}),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close(context.WithoutCancel(t.Context()))) })
	public.Config.Handler = b
	public.Start()
	t.Cleanup(public.Close)

	call := func(method, path, body string) (s opened) {
		r, err := http.NewRequestWithContext(t.Context(), method, origin+path, bytes.NewReader([]byte(body)))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		resp, err := public.Client().Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Less(t, resp.StatusCode, 300, "%s %s", method, path)
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&s))
		return s
	}
	s := call("POST", "/sessions", `{"provider":"acme"}`)
	user := customerFor(t)
	begun := user.begin(provider.Widget{URL: secret.New(s.WidgetURL)})
	landing := user.atBank(begun.At, "allow")
	require.True(t, strings.HasPrefix(landing, origin+"/return/acme/"), landing)
	page, _ := user.read(user.client.Get(landing))
	require.Contains(t, page, "Piggy")
	require.Equal(t, "returned", call("GET", "/sessions/"+s.ID, "").Status)

	ended := call("POST", "/sessions/"+s.ID+"/outcome", `{"result":"connected","member_guid":"`+begun.Link.ID+`"}`)
	require.Equal(t, "ended", ended.Status)
}
