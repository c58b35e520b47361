package ucw_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

func TestAdapterIsAProvider(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	p := s.Provider()
	assert.Equal(t, "ucw", p.Name())
	w, err := p.Widget(t.Context(), provider.WidgetRequest{
		UserID: "ada", TargetOrigin: "https://app.example", Products: []provider.Product{provider.Transactions},
		ReturnURL: secret.New("myapp://oauth_complete?n=1"), Locale: "fr", NoSearch: true,
	})
	require.NoError(t, err)
	assert.Contains(t, w.URL.Reveal(), "/widget?token=")
	assert.Equal(t, "ada", w.UserID)
	assert.Equal(t, "ada", w.UserGUID)
}

func TestAdapterPutsARequestIntoUCWsWords(t *testing.T) {
	base := func() provider.WidgetRequest {
		return provider.WidgetRequest{UserID: "ada", TargetOrigin: "https://app.example", Products: []provider.Product{provider.Transactions}}
	}
	for _, row := range []struct {
		name   string
		change func(*provider.WidgetRequest)
		want   string // "" when refused
		code   fault.Code
	}{
		{"every product that UCW has", func(r *provider.WidgetRequest) {
			r.Products = []provider.Product{provider.AccountVerification, provider.IdentityVerification, provider.Transactions, provider.TransactionHistory}
		}, `{"jobTypes":["accountNumber","accountOwner","transactions","transactionHistory"],"userId":"ada","targetOrigin":"https://app.example"}`, ""},
		{"the guid wins over the id", func(r *provider.WidgetRequest) { r.UserGUID = "bob" }, `{"jobTypes":["transactions"],"userId":"bob","targetOrigin":"https://app.example"}`, ""},
		{"an institution", func(r *provider.WidgetRequest) { r.InstitutionCode = "mxBank" },
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://app.example","institutionId":"mxBank"}`, ""},
		{"a member that the app keeps", func(r *provider.WidgetRequest) { r.MemberGUID = "kept" },
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://app.example","institutionId":"mxBank","connectionId":"MBR-canary-1","aggregator":"mx_int"}`, ""},
		{"a member that it does not", func(r *provider.WidgetRequest) { r.MemberGUID = "lost" }, "", fault.ProviderNotFound},
		{"no product", func(r *provider.WidgetRequest) { r.Products = nil }, "", fault.ProviderInputInvalid},
		{"a product that UCW lacks", func(r *provider.WidgetRequest) { r.Products = []provider.Product{provider.Statements} }, "", fault.ProviderInputInvalid},
		{"a mobile web view", func(r *provider.WidgetRequest) { r.MobileWebView = true }, "", fault.ProviderInputInvalid},
		{"no user", func(r *provider.WidgetRequest) { r.UserID = "" }, "", fault.ProviderInputInvalid},
		{"no page to post to", func(r *provider.WidgetRequest) { r.TargetOrigin = "" }, "", fault.ProviderInputInvalid},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, requests := canned(t, 200, "application/json", `{"widgetUrl":"https://w.example/widget?token=t"}`)
			p := c.Provider()
			p.Connection = keeps
			req := base()
			row.change(&req)
			_, err := p.Widget(t.Context(), req)
			require.Equal(t, row.code, fault.CodeOf(err), "%v", err)
			if row.want == "" {
				assert.Empty(t, *requests)
				return
			}
			assert.JSONEq(t, row.want, (*requests)[0].body)
		})
	}
}

// keeps is an app's store with one connection.
func keeps(_ context.Context, user, member string) (ucw.Connection, error) {
	if user != "ada" || member != "kept" {
		return ucw.Connection{}, fault.New(fault.ProviderNotFound, nil)
	}
	return mx, nil
}

func TestAdapterPreparesARequest(t *testing.T) {
	c, requests := canned(t, 200, "application/json", `{"widgetUrl":"https://w.example/widget?token=t"}`)
	p := c.Provider()
	p.Prepare = func(r *ucw.WidgetURLRequest) { r.JobTypes = []ucw.JobType{ucw.AccountOwner} }
	_, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", TargetOrigin: "https://app.example"})
	require.NoError(t, err)
	assert.Contains(t, (*requests)[0].body, `["accountOwner"]`)
}

func TestAdapterCannotAskAboutMembers(t *testing.T) {
	c, requests := canned(t, 200, "application/json", `{}`)
	p := c.Provider()
	_, asked := any(p).(provider.MemberReader)
	assert.False(t, asked, "UCW cannot be asked about a connection")
	_, err := p.Accounts(t.Context(), "ada", "m")
	assert.Equal(t, fault.MemberUnknown, fault.CodeOf(err), "the app does not say which connection that is")
	assert.False(t, fault.From(err).Retryable, "asking again does not help")
	assert.Empty(t, *requests)
}

func TestAdapterKeepsAConnectionWhereTheAppSays(t *testing.T) {
	c, requests := canned(t, 200, "application/json", `{}`)
	p := c.Provider()
	made := event.Connection{ConnectionID: secret.New("token"), Aggregator: "mx"}
	_, keeps := any(p).(provider.ConnectionKeeper)
	require.False(t, keeps, "UCW itself keeps none")
	keeping := p.Keeping(func(_ context.Context, user string, c event.Connection) (string, error) {
		require.Equal(t, "ada", user)
		require.Equal(t, made, c)
		return "mine", nil
	})
	member, err := keeping.Keep(t.Context(), "ada", made)
	require.NoError(t, err)
	require.Equal(t, "mine", member)
	assert.Empty(t, *requests)
}

func TestAdapterReadsTheAccountsOfAConnectionThatTheAppKeeps(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	kept := s.connected(t, "mxBank")
	p := s.Provider()
	p.Connection = func(context.Context, string, string) (ucw.Connection, error) { return kept, nil }
	accounts, err := p.Accounts(t.Context(), "ada", "mine")
	require.NoError(t, err)
	require.Len(t, accounts, 3)
	for _, a := range accounts {
		assert.Equal(t, "mine", a.MemberGUID)
		assert.NotEmpty(t, a.GUID)
		assert.NotEmpty(t, a.Name)
		assert.Equal(t, "USD", a.Currency)
		require.NotNil(t, a.Balance)
		assert.Positive(t, *a.Balance)
	}
	_, err = p.Accounts(t.Context(), "ada", "")
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err), "there is no list of a user's accounts")
}
