package broker

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/internal/landing"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session/seal"
)

func corpus(f *testing.F, file string) {
	var rows []struct{ Body string }
	text, err := os.ReadFile(file)
	require.NoError(f, err)
	require.NoError(f, json.Unmarshal(text, &rows))
	for _, row := range rows {
		f.Add(row.Body)
	}
}

// FuzzSessionBody: the standard library reads an accepted body in the same way,
// and it holds nothing that could leave its place in a URL or a header.
func FuzzSessionBody(f *testing.F) {
	corpus(f, "testdata/sessions.json")
	f.Add(`{"provider":"mx","products":["transactions"],"user":{"id":"a"},"locale":"en-US","theme":"dark","member_guid":"MBR-1"}`)
	f.Fuzz(func(t *testing.T, body string) {
		s, err := parseSession([]byte(body))
		if err != nil {
			return
		}
		var loose sessionRequest
		require.NoError(t, json.Unmarshal([]byte(body), &loose))
		require.Equal(t, loose, s)
		for _, v := range []string{s.Provider, s.User.GUID, s.User.ID, s.MemberGUID, s.Institution.GUID, s.Institution.Code, s.Locale} {
			require.LessOrEqual(t, len(v), 128)
			require.False(t, strings.ContainsAny(v, "\r\n/?#%&<>\"' "), v)
		}
		require.Equal(t, len(s.Products), len(slices.Compact(slices.Sorted(slices.Values(s.Products)))))
	})
}

// FuzzOutcomeBody: an accepted body has a member exactly when it is connected.
func FuzzOutcomeBody(f *testing.F) {
	corpus(f, "testdata/sessions.json")
	f.Add(`{"result":"connected","member_guid":"MBR-1"}`)
	f.Add(`{"result":"failed","reason":"oauth_denied"}`)
	f.Fuzz(func(t *testing.T, body string) {
		o, err := parseOutcome([]byte(body))
		if err != nil {
			return
		}
		require.Equal(t, o.Result == Connected, o.MemberGUID != "")
		require.False(t, strings.ContainsAny(o.MemberGUID, "\r\n/?#%&<>\"' "))
	})
}

// FuzzWebhookBody: an accepted body survives the store as it is.
func FuzzWebhookBody(f *testing.F) {
	corpus(f, "testdata/sessions.json")
	ring, err := newRing(Options{Keys: []secret.String{secret.New(strings.Repeat("k", seal.KeySize))}})
	require.NoError(f, err)
	b := &Broker{ring: ring}
	f.Fuzz(func(t *testing.T, body string) {
		if parseWebhook([]byte(body)) != nil {
			return
		}
		require.True(t, json.Valid([]byte(body)))
		sealed, err := b.seal(body, "webhook mx")
		require.NoError(t, err)
		plain, err := b.unseal(sealed, "webhook mx")
		require.NoError(t, err)
		require.Equal(t, body, plain)
		_, err = b.unseal(sealed, "webhook fino")
		require.Error(t, err)
	})
}

// FuzzReturnQuery: a link that is believed has the nonce once, and the link
// that is handed over says the same to the core.
func FuzzReturnQuery(f *testing.F) {
	const nonce = "0123456789abcdef0123456789abcdef"
	for _, q := range []string{
		"ch_state=" + nonce + "&status=success&member_guid=MBR-1", "ch_state=" + nonce + "&status=error&error_reason=DENIED",
		"status=error&ch_state=" + nonce + "&amp;member_guid=M", "ch_state=" + nonce + "&ch_state=" + nonce,
		"ch_state=" + nonce + "&%63h_state=x", "ch_state=" + nonce + "&status=error;member_guid=x", "",
	} {
		f.Add(q)
	}
	created := time.Unix(1_800_000_000, 0)
	s := Session{ID: "s", Provider: "mx", ReturnBase: "https://broker.example/return/mx", Created: created, Expires: created.Add(time.Hour)}
	f.Fuzz(func(t *testing.T, query string) {
		found, ok := nonceOfLink("", query)
		if !ok {
			return
		}
		r := httptest.NewRequest("GET", "https://broker.example/return/mx", nil)
		r.URL = &url.URL{Path: "/return/mx", RawQuery: query}
		result, err := judge(created, s, Mount{Provider: named("mx")}, found, r)
		if err != nil {
			return
		}
		require.Equal(t, 1, strings.Count(query, oauth.NonceParameter+"="))
		attempt, err := oauth.NewAttempt(created, oauth.Config{Session: "s", Provider: "mx", ReturnURLs: []string{"piggy://oauth_complete"}, Nonce: found})
		require.NoError(t, err)
		app := landing.App{ReturnURL: "piggy://oauth_complete", AndroidPackage: "a.b"}
		handed, err := attempt.Accept(created, string(landing.Handover(app, "Linux", result, found).Link))
		require.NoError(t, err)
		require.Equal(t, result, handed)
		require.False(t, strings.ContainsAny(string(landing.Handover(app, "Android", result, found).Link), "\r\n <>\"'"))
	})
}

// FuzzConnectionBody: an accepted connection has an identifier, and nothing that
// could leave its place in a header or a log line.
func FuzzConnectionBody(f *testing.F) {
	corpus(f, "testdata/sessions.json")
	f.Add(`{"connection_id":"token","ucp_institution_id":"UCP-1","aggregator_user_id":"u","aggregator":"mx"}`)
	f.Fuzz(func(t *testing.T, body string) {
		c, err := parseConnection([]byte(body))
		if err != nil {
			return
		}
		require.False(t, c.ConnectionID.IsZero())
		for _, v := range []string{c.ConnectionID.Reveal(), c.UCPInstitutionID, c.AggregatorUserID, c.Aggregator} {
			require.LessOrEqual(t, len(v), maxConnection)
			require.False(t, strings.ContainsAny(v, "\r\n \t"), v)
		}
	})
}
