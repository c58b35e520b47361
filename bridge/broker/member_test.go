package broker_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// withBare mounts a provider that cannot be asked, too.
func withBare(o *broker.Options) {
	o.Providers = append(o.Providers, broker.Mount{Provider: bare{o.Providers[0].Provider.(*vendor)}})
}

func TestAnAppAsksAboutItsOwnMembersOnly(t *testing.T) {
	b := start(t, withBare)
	mine, bobs, silent := b.open(plain).ID, b.open(plain, as("bob")).ID, b.open(`{"provider":"bare"}`).ID
	ended := b.open(plain).ID
	b.call("DELETE", "/sessions/"+ended, "")
	rows := []struct {
		name, path string
		status     int
		code       fault.Code
	}{
		{"the state of a member", mine + "/member?member_guid=MBR-1", 200, ""},
		{"its names", mine + "/member?member_guid=MBR-1&details=true", 200, ""},
		{"its accounts", mine + "/accounts?member_guid=MBR-1", 200, ""},
		{"a session that has ended", ended + "/member?member_guid=MBR-1", 200, ""},
		{"somebody else's session", bobs + "/member?member_guid=MBR-1", 404, fault.BrokerNotFound},
		{"somebody else's accounts", bobs + "/accounts?member_guid=MBR-1", 404, fault.BrokerNotFound},
		{"an unknown member", mine + "/member?member_guid=MBR-9", 404, fault.ProviderNotFound},
		{"accounts of an unknown member", mine + "/accounts?member_guid=MBR-9", 404, fault.ProviderNotFound},
		{"no member where the widget names it", mine + "/member", 422, fault.InputInvalid},
		{"two members", mine + "/member?member_guid=MBR-1&member_guid=MBR-2", 400, fault.InputInvalid},
		{"a member with a path", mine + "/accounts?member_guid=..%2Fx", 400, fault.InputInvalid},
		{"details that are neither true nor false", mine + "/member?member_guid=MBR-1&details=1", 400, fault.InputInvalid},
		{"a provider without members", silent + "/member?member_guid=MBR-1", 409, fault.ProviderUnsupported},
		{"a provider without accounts", silent + "/accounts?member_guid=MBR-1", 409, fault.ProviderUnsupported},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := b.call("GET", "/sessions/"+row.path, "")
			if row.code != "" {
				assert.Equal(t, row.code, refused(t, row.status, w))
				return
			}
			require.Equal(t, http.StatusOK, w.Code, w.Body)
		})
	}
	member := read[provider.Member](t, b.call("GET", "/sessions/"+mine+"/member?member_guid=MBR-1", "").Body)
	assert.Equal(t, provider.Member{GUID: "MBR-1", State: provider.Ready}, member)
	accounts := read[struct{ Accounts []provider.Account }](t, b.call("GET", "/sessions/"+mine+"/accounts?member_guid=MBR-1", "").Body)
	require.Len(t, accounts.Accounts, 1)
	assert.Equal(t, "ACT-1", accounts.Accounts[0].GUID)
}

func TestAProviderThatNamesNoMembersFindsTheNewest(t *testing.T) {
	r := startReal(t)
	s := r.open(smallest["fino"])
	assert.Equal(t, fault.ProviderNotFound, refused(t, http.StatusNotFound, r.call("GET", "/sessions/"+s.ID+"/member", "")))
	assert.Equal(t, fault.ProviderUnsupported, refused(t, http.StatusConflict, r.call("GET", "/sessions/"+s.ID+"/accounts", "")))
}

func TestAConnectionIsKept(t *testing.T) {
	b := start(t, withBare)
	s := b.open(plain)
	full := `{"connection_id":"canary-token","ucp_institution_id":"UCP-1","aggregator_user_id":"u","aggregator":"plaid"}`
	w := b.call("POST", "/sessions/"+s.ID+"/connections", full)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.JSONEq(t, `{"member_guid":"kept-USR-alice"}`, w.Body.String())
	assert.Equal(t, []event.Connection{{
		UCPInstitutionID: "UCP-1", ConnectionID: secret.New("canary-token"), AggregatorUserID: "u", Aggregator: "plaid",
	}}, b.vendor.kept)
	for name, row := range map[string]struct {
		path, body string
		status     int
		code       fault.Code
	}{
		"no identifier":                     {s.ID, `{"aggregator":"mx"}`, 400, fault.InputInvalid},
		"an unknown field":                  {s.ID, `{"connection_id":"x","user":"bob"}`, 400, fault.InputInvalid},
		"an identifier with a line break":   {s.ID, `{"connection_id":"x\ncanary"}`, 400, fault.InputInvalid},
		"a field with a blank":              {s.ID, `{"connection_id":"x","aggregator":"canary x"}`, 400, fault.InputInvalid},
		"an aggregator that is too long":    {s.ID, `{"connection_id":"x","aggregator":"` + strings.Repeat("x", 513) + `"}`, 400, fault.InputInvalid},
		"a field that is too long":          {s.ID, `{"connection_id":"` + strings.Repeat("x", 5000) + `"}`, 400, fault.InputInvalid},
		"somebody else's session":           {b.open(plain, as("bob")).ID, full, 404, fault.BrokerNotFound},
		"a provider that keeps none":        {b.open(`{"provider":"bare"}`).ID, full, 409, fault.ProviderUnsupported},
		"a session that was never made yet": {strings.Repeat("0", 32), full, 404, fault.BrokerNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.call("POST", "/sessions/"+row.path+"/connections", row.body)
			assert.Equal(t, row.code, refused(t, row.status, w))
			assert.NotContains(t, w.Body.String(), "canary")
		})
	}
}

func TestAnEventSchemeIsTheAppsOwn(t *testing.T) {
	b := start(t)
	b.open(plain)
	assert.Equal(t, "piggy", b.vendor.last(t).EventScheme, "the broker's, unless the request names one")
	b.open(`{"provider":"mx","event_scheme":"ch4f2a"}`)
	assert.Equal(t, "ch4f2a", b.vendor.last(t).EventScheme)
	for _, scheme := range []string{"https", "http", "javascript", "data", "file", "Piggy", "a:b", "x/y", strings.Repeat("x", 65)} {
		w := b.call("POST", "/sessions", `{"provider":"mx","event_scheme":"`+scheme+`"}`)
		assert.Equal(t, fault.InputInvalid, refused(t, http.StatusBadRequest, w), scheme)
	}
}

func TestAProviderThatContradictsItselfIsRefused(t *testing.T) {
	v := &vendor{name: "mx"}
	for name, p := range map[string]provider.Provider{
		"another name than its traits": renamed{bare{v}},
		"traits that cannot be":        &vendor{name: "mx", silent: true, never: true},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(p, start(t).store)
			_, err := broker.New(o)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

// renamed is a provider with another name than its traits.
type renamed struct{ bare }

func (renamed) Name() string { return "other" }
