package ucw_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
)

// planted are secrets, each short enough that what masks long words is not all
// that hides it.
type planted struct {
	secrettest.Canaries
	id, bearer, widgetToken, number string
}

func plant() *planted {
	p := &planted{}
	p.id = p.Plant("connection id", "cid-7f3a91c")
	p.bearer = p.Plant("bearer token", "bt.55d0e8a2")
	p.widgetToken = p.Plant("widget token", "wt-9b1c44e7")
	p.number = p.Plant("account number", "7001877442")
	return p
}

// gossips repeat what the server was told, or what it knows, in each way.
func (p *planted) gossips() map[string]func(r *http.Request, body string) string {
	return map[string]func(*http.Request, string) string{
		"header":     func(r *http.Request, _ string) string { return "bad " + r.Header.Get("UCW-Connection-Id") },
		"bearer":     func(r *http.Request, _ string) string { return "bad " + r.Header.Get("Authorization") },
		"body":       func(_ *http.Request, body string) string { return body },
		"URI":        func(r *http.Request, _ string) string { return "Cannot " + r.Method + " " + r.URL.RequestURI() },
		"widget URL": func(*http.Request, string) string { return "https://w.example/widget?token=" + p.widgetToken },
	}
}

var shapes = []string{
	`TEXT`, `QUOTED`, `{"message":QUOTED}`, `{"error":QUOTED}`, `{"message":QUOTED`,
	`{"widgetUrl":QUOTED,"accounts":QUOTED,"customers":QUOTED,"transactions":QUOTED,"jwt":QUOTED}`,
	`{"widgetUrl":"ftp://w.example/widget?token=TOKEN","accounts":[{"depositAccount":{"accountId":"A","accountNumber":"NUMBER","currentBalance":QUOTED}}],
	  "customers":[{"customerId":"C","extra":QUOTED}],"transactions":[{"x":{"transactionId":1}}],"jwt":"a.b.c"}`,
	`{"widgetUrl":"https://w.example/widget?token=TOKEN","accounts":[{"depositAccount":{"accountNumber":"NUMBER"}}],"jwt":"e30.eyJzdWIiOiJ3dC05YjFjNDRlNyJ9.x"}`,
}

func TestNoSecretIsEverPrinted(t *testing.T) {
	p := plant()
	for _, status := range []int{200, 302, 400} {
		for _, kind := range []string{"text/html; charset=utf-8", "application/json"} {
			for i, shape := range shapes {
				for name, piece := range p.gossips() {
					t.Run(fmt.Sprint(status, " ", kind, " ", i, " ", name), func(t *testing.T) {
						p.checkNothingSlips(t, p.server(t, status, kind, shape, piece))
					})
				}
			}
		}
	}
}

func (p *planted) server(t *testing.T, status int, kind, shape string, piece func(*http.Request, string) string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said := piece(r, string(body))
		quoted, _ := json.Marshal(said)
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Location", "https://w.example/widget?token="+p.widgetToken)
		w.WriteHeader(status)
		_, _ = strings.NewReplacer("TEXT", said, "QUOTED", string(quoted), "TOKEN", p.widgetToken, "NUMBER", p.number).WriteString(w, shape)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (p *planted) checkNothingSlips(t *testing.T, base string) {
	var out secrettest.Output
	cfg := ucw.Config{BaseURL: base, Retries: -1, Logger: out.Logger(), Tokens: ucw.Tokens{
		General: token(p.bearer), Data: token(p.bearer), Delete: token(p.bearer),
	}}
	c := newClient(t, cfg)
	connection := ucw.ConnectionOf("ada", event.Connection{Aggregator: ucw.Plaid, ConnectionID: secret.New(p.id), UCPInstitutionID: "plaidbank"})
	req := request()
	req.Connection = &connection
	url, err := c.WidgetURL(t.Context(), req)
	out.Print(url, err)
	accounts, err := c.Accounts(t.Context(), connection)
	out.Print(accounts, err)
	customers, err := c.Identity(t.Context(), connection)
	out.Print(customers, err)
	transactions, err := c.AccountTransactions(t.Context(), connection, ucw.TransactionsQuery{AccountID: "A"})
	out.Print(transactions, err)
	vc, err := c.VCAccounts(t.Context(), connection)
	out.Print(vc, err, c.DeleteConnection(t.Context(), connection), c.DeleteUser(t.Context(), ucw.Plaid, ""))
	out.Check(t, &p.Canaries)
}

func TestSettingsAndRequestsPrintNoSecret(t *testing.T) {
	p := plant()
	var out secrettest.Output
	cfg := ucw.Config{BaseURL: "https://ucw.example", Tokens: ucw.Tokens{General: token(p.bearer)}}
	c := newClient(t, cfg)
	connection := ucw.Connection{UserID: "ada", Aggregator: ucw.Plaid, ID: secret.New(p.id)}
	req := request()
	req.Connection = &connection
	out.Print(cfg, c, c.Provider(), connection, req)
	out.Check(t, &p.Canaries)
}

func TestSecretsAreSentWhereTheyBelong(t *testing.T) {
	p := plant()
	c, requests := canned(t, 200, "application/json", `{"accounts":[]}`, func(cfg *ucw.Config) { cfg.Tokens.Data = token(p.bearer) })
	_, err := c.Accounts(t.Context(), ucw.Connection{Aggregator: ucw.Plaid, ID: secret.New(p.id)})
	require.NoError(t, err)
	got := (*requests)[0]
	assert.Equal(t, "Bearer "+p.bearer, got.header.Get("Authorization"))
	assert.Equal(t, p.id, got.header.Get("UCW-Connection-Id"))
	assert.NotContains(t, got.uri, p.id, "never in an address, which others log")
}
