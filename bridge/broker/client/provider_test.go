package client_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// The interfaces are those of the broker's provider.
func TestTheProviderIsWhatTheBrokersIs(t *testing.T) {
	custom := traits.Traits{Provider: "own", Dialect: event.MX, Talks: true, Ask: traits.AskMember, NamesMember: true, MemberSecret: true}
	never := func(tr traits.Traits) traits.Traits { tr.Ask = traits.AskNever; return tr }
	open := custom
	open.MemberSecret = false
	for _, row := range []struct {
		name               string
		traits             traits.Traits
		noAccounts         bool
		asks, reads, keeps bool
	}{
		{"mx", traits.MX(), false, true, true, false},
		{"ucw", traits.UCW(), false, false, true, true},
		{"fino", traits.Fino(), true, true, false, false},
		{"everything", custom, false, true, true, true},
		{"asks and keeps", custom, true, true, false, true},
		{"keeps", never(custom), true, false, false, true},
		{"reads", never(open), false, false, true, false},
		{"nothing", never(open), true, false, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, err := client.New(client.Options{
				URL: "https://broker.example", Provider: row.traits.Provider, Traits: row.traits,
				NoAccounts: row.noAccounts, Authorize: as("alice"),
			})
			require.NoError(t, err)
			p := c.Provider()
			assert.Equal(t, row.traits.Provider, p.Name())
			assert.Equal(t, row.traits, p.Traits())
			_, asks := p.(provider.MemberReader)
			_, reads := p.(provider.AccountReader)
			_, keeps := p.(provider.ConnectionKeeper)
			assert.Equal(t, []bool{row.asks, row.reads, row.keeps}, []bool{asks, reads, keeps})
		})
	}
}

const loopback = "http://127.0.0.1:4711/back"

func TestAWidgetHasTheWayBackThatTheBrokerMade(t *testing.T) {
	h := serve(t, nil, nil)
	landing := h.server.URL + "/return/mx"
	for _, row := range []struct {
		name     string
		provider string
		landing  bool
		request  provider.WidgetRequest
		bases    []string // nil for a way of the provider's own
	}{
		{"loopback", "mx", false, provider.WidgetRequest{ReturnBases: []string{loopback, "piggy://oauth_complete"}}, []string{loopback}},
		{"the app's own link", "mx", false, provider.WidgetRequest{ReturnBases: []string{"piggy://oauth_complete"}}, []string{"piggy://oauth_complete"}},
		{"the landing page", "mx", true, provider.WidgetRequest{ReturnBases: []string{"piggy://oauth_complete"}}, []string{landing, "piggy://oauth_complete"}},
		{"loopback in the landing page's place", "mx", true, provider.WidgetRequest{ReturnBases: []string{loopback}}, []string{loopback}},
		{"none", "mx", false, provider.WidgetRequest{}, nil},
		{"none although fino has one", "fino", false, provider.WidgetRequest{}, nil},
		{"none at UCW, whatever is asked for", "ucw", false, provider.WidgetRequest{
			ReturnBases: []string{loopback}, Products: []provider.Product{provider.Transactions}, TargetOrigin: "https://app.example",
		}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := h.client(row.provider, func(o *client.Options) { o.Landing, o.NoAccounts = row.landing, row.provider == "fino" })
			row.request.UserID = "alice"
			w, err := c.Provider().Widget(t.Context(), row.request)
			require.NoError(t, err)
			require.False(t, w.URL.IsZero())
			assert.Equal(t, "broker:"+w.Session, w.UserGUID)
			if row.bases == nil {
				assert.True(t, w.Return.IsZero())
				return
			}
			assert.Equal(t, row.bases, w.Return.Bases)
			_, err = oauth.ReturnURL(row.bases[0], w.Return.Nonce)
			require.NoError(t, err)
			assert.False(t, w.Return.Nonce.IsZero())
			kept, err := h.Session(t.Context(), w.Session)
			require.NoError(t, err)
			assert.Equal(t, row.bases[0], kept.ReturnBase)
		})
	}
}

func TestAWayThatTheAppDoesNotHearAtIsRefused(t *testing.T) {
	h := serve(t, nil, nil)
	for name, row := range map[string]struct {
		request provider.WidgetRequest
		code    fault.Code
	}{
		"another link than the broker's":  {provider.WidgetRequest{ReturnBases: []string{"other://oauth_complete"}}, fault.ConfigInvalid},
		"a nonce of the app's own":        {provider.WidgetRequest{ReturnURL: secret.New(loopback + "/x")}, fault.ProviderInputInvalid},
		"a base that is not loopback":     {provider.WidgetRequest{ReturnBases: []string{"http://192.0.2.1/back"}}, fault.InputInvalid},
		"a claimed link of somebody else": {provider.WidgetRequest{ReturnBases: []string{"https://app.example/back"}}, fault.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			row.request.UserID = "alice"
			_, err := h.client("mx").Provider().Widget(t.Context(), row.request)
			assert.Equal(t, row.code, fault.CodeOf(err))
		})
	}
}

func TestTheWholeRequestReachesTheBroker(t *testing.T) {
	h := serve(t, func(o *broker.Options) { o.ProviderUser = profiles }, nil)
	c := h.client("mx", func(o *client.Options) { o.NameUser = true })
	w, err := c.Provider().Widget(t.Context(), provider.WidgetRequest{
		UserID: "business", Locale: "fr", ColorScheme: provider.Dark, Products: []provider.Product{provider.Transactions},
		InstitutionCode: "harborlight", NoSearch: true, MobileWebView: true, EventScheme: "ch4711", TargetOrigin: "https://app.example",
	})
	require.NoError(t, err)
	assert.Equal(t, "business", w.UserID)

	again, err := c.Provider().Widget(t.Context(), provider.WidgetRequest{UserGUID: w.UserGUID, UserID: "business"})
	require.NoError(t, err, "a UserGUID of ours is not sent")
	assert.Equal(t, w.Session, again.Session)
	_, err = c.Provider().Widget(t.Context(), provider.WidgetRequest{UserGUID: "USR-of-somebody"})
	assert.Equal(t, fault.BrokerForbidden, fault.CodeOf(err), "another one is, and the broker decides")
	_, err = h.client("mx").Provider().Widget(t.Context(), provider.WidgetRequest{UserGUID: "USR-of-somebody", UserID: "x"})
	require.NoError(t, err, "by default no user is sent")
}

// A fresh URL comes with the way back that the app's own session knows.
func TestAWidgetIsRenewedWithTheSameWayBack(t *testing.T) {
	h := serve(t, nil, nil)
	request := provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}}
	first, err := h.client("mx").Provider().Widget(t.Context(), request)
	require.NoError(t, err)
	kept, err := h.Session(t.Context(), first.Session)
	require.NoError(t, err)

	later := h.client("mx")
	request.UserGUID, request.MemberGUID = first.UserGUID, h.mistral(kept.ProviderUser)
	again, err := later.Provider().Widget(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, first.Session, again.Session)
	assert.Equal(t, first.Return, again.Return)
	assert.False(t, again.URL.Equal(first.URL))
	request.ReturnBases = []string{"other://back"}
	_, err = later.Provider().Widget(t.Context(), request)
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), "the app must hear at the session's way")

	require.NoError(t, later.End(t.Context(), first.Session))
	w, err := later.Provider().Widget(t.Context(), provider.WidgetRequest{UserGUID: first.UserGUID})
	assert.Equal(t, fault.SessionEnded, fault.CodeOf(err))
	assert.Zero(t, w)
}

func TestAMemberIsReadThroughTheBroker(t *testing.T) {
	h := serve(t, nil, nil)
	p := h.client("mx").Provider()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice"})
	require.NoError(t, err)
	kept, err := h.Session(t.Context(), w.Session)
	require.NoError(t, err)
	member := h.mistral(kept.ProviderUser)

	// Another process has the UserGUID, and nothing else.
	later := h.client("mx").Provider()
	ready, err := provider.AwaitReady(t.Context(), later.(provider.MemberReader), w.UserGUID, member, provider.AwaitOptions{Interval: 1})
	require.NoError(t, err)
	assert.Equal(t, provider.Ready, ready.State)
	named, err := later.(provider.MemberReader).Member(t.Context(), w.UserGUID, member)
	require.NoError(t, err)
	direct, err := h.mx.Provider().Member(t.Context(), kept.ProviderUser, member)
	require.NoError(t, err)
	assert.Equal(t, direct, named)
	assert.NotEmpty(t, named.InstitutionName)
	accounts, err := later.(provider.AccountReader).Accounts(t.Context(), w.UserGUID, member)
	require.NoError(t, err)
	want, err := h.mx.Provider().Accounts(t.Context(), kept.ProviderUser, member)
	require.NoError(t, err)
	assert.Equal(t, want, accounts)

	for name, ask := range map[string]func() error{
		"an unknown member": func() error {
			_, err := later.(provider.MemberReader).MemberState(t.Context(), w.UserGUID, "MBR-none")
			return err
		},
		"accounts of an unknown member": func() error {
			_, err := later.(provider.AccountReader).Accounts(t.Context(), w.UserGUID, "MBR-none")
			return err
		},
	} {
		assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(ask()), name)
	}
	bob := h.client("mx", func(o *client.Options) { o.Authorize = as("bob") }).Provider()
	_, err = bob.(provider.MemberReader).MemberState(t.Context(), w.UserGUID, member)
	assert.Equal(t, fault.BrokerNotFound, fault.CodeOf(err), "somebody else's session")
	_, err = later.(provider.MemberReader).MemberState(t.Context(), "USR-1", member)
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err), "a user who is not ours")
	_, err = later.(provider.AccountReader).Accounts(t.Context(), "broker:../x", member)
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
}

func TestAProviderThatCannotBeAskedSaysSo(t *testing.T) {
	h := serve(t, nil, nil)
	p := h.client("fino").Provider() // without NoAccounts
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice"})
	require.NoError(t, err)
	_, err = p.(provider.AccountReader).Accounts(t.Context(), w.UserGUID, "")
	assert.Equal(t, fault.ProviderUnsupported, fault.CodeOf(err))
	_, err = p.(provider.MemberReader).MemberState(t.Context(), w.UserGUID, "")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err), "there is no bank login yet")
}

// UCW's widget describes a connection: the broker keeps it, and gives it a name
// to ask for accounts by.
func TestAConnectionIsKeptByTheBroker(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("ucw")
	p := c.Provider()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{
		UserID:   "alice",
		Products: []provider.Product{provider.Transactions}, TargetOrigin: "https://app.example",
	})
	require.NoError(t, err)
	made, err := h.sandbox.UCW().Connect("alice", "plaidbank", "transactions")
	require.NoError(t, err)
	member, err := p.(provider.ConnectionKeeper).Keep(t.Context(), w.UserGUID, made)
	require.NoError(t, err)
	assert.Equal(t, "kept-0", member)
	assert.Equal(t, made, h.kept[0].Connection)
	accounts, err := p.(provider.AccountReader).Accounts(t.Context(), w.UserGUID, member)
	require.NoError(t, err)
	assert.NotEmpty(t, accounts)
	_, err = p.(provider.ConnectionKeeper).Keep(t.Context(), "USR-1", made)
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))

	outcome, err := c.Report(t.Context(), w.Session, provider.Outcome{Result: "connected"})
	require.NoError(t, err)
	assert.Equal(t, client.Outcome{Result: session.Connected, MemberGUID: member}, outcome, "UCW verifies nothing")
	assert.NotContains(t, h.log.String(), made.ConnectionID.Reveal())
}
