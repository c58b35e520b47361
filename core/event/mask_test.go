package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMasked(t *testing.T) {
	for _, row := range []struct {
		name     string
		dialect  Dialect
		event    Name
		metadata string
		masked   string
	}{
		{"nothing secret stays as written", MX, ConnectMemberConnected, `{ "member_guid" : "MBR-1" }`, `{ "member_guid" : "MBR-1" }`},
		{"routing number", MX, ConnectMicrodepositsBlockedRoutingNumber, `{"routing_number":"110000000","reason":"BLOCKED"}`, `{"routing_number":"[secret]","reason":"BLOCKED"}`},
		{"URL of oauthComplete", MX, ClientOAuthComplete, `{"url":"https://bank.example/x"}`, `{"url":"[secret]"}`},
		{"query of oauthRequested", MX, ConnectOAuthRequested, `{"url":"https://user:pass@bank.example/authorize?state=1&code=2#x","member_guid":"MBR-1"}`, `{"url":"https://bank.example/authorize?[secret]","member_guid":"MBR-1"}`},
		{"fragment of oauthRequested", MX, ConnectOAuthRequested, `{"url":"https://bank.example#token"}`, `{"url":"https://bank.example#[secret]"}`},
		{"oauthRequested without query", MX, ConnectOAuthRequested, `{"url":"https://bank.example/a"}`, `{"url":"https://bank.example/a"}`},
		{"oauthRequested that is not a URL", MX, ConnectOAuthRequested, `{"url":"javascript:alert(1)"}`, `{"url":"[secret]"}`},
		{"oauthRequested with a scheme of scripts", MX, ConnectOAuthRequested, `{"url":"javascript://x"}`, `{"url":"[secret]"}`},
		{"oauthRequested mistyped", MX, ConnectOAuthRequested, `{"url":["https://bank.example/?state=1"]}`, `{"url":["https://bank.example/?[secret]"]}`},
		{"app link", MX, ConnectOAuthRequested, `{"url":"mybank://login?x=1"}`, `{"url":"mybank://login?[secret]"}`},
		{"UCW connection", UCW, ConnectMemberConnected, `{"connectionId":"access-1","aggregator":"plaid","akoyaAuthCode":"c"}`, `{"connectionId":"[secret]","aggregator":"plaid","akoyaAuthCode":"[secret]"}`},
		{"UCW connection in an unknown event", UCW, "connect/new", `{"x":{"connectionId":"access-1"}}`, `{"x":{"connectionId":"[secret]"}}`},
		{"UCW member", UCW, ConnectSubmitMFA, `{"member_guid":"access-1"}`, `{"member_guid":"[secret]"}`},
		{"UCW nested member", UCW, ConnectMemberError, `{"member":{"guid":"access-1","connection_status":2}}`, `{"member":{"guid":"[secret]","connection_status":2}}`},
		{"secret names at any depth", MX, "other", `{"a":[{"Access_Token":"t","API-key":"k","passWord":1,"credentials":[{"value":"v"}]}],"account_number":"1","b":"c"}`, `{"a":[{"Access_Token":"[secret]","API-key":"[secret]","passWord":"[secret]","credentials":"[secret]"}],"account_number":"[secret]","b":"c"}`},
		{"nonce of a return link", MX, "other", `{"ch_state":"n","chState":"n","state":"CA"}`, `{"ch_state":"[secret]","chState":"[secret]","state":"CA"}`},
		{"secret names in capitals", MX, "other", `{"AUTHORIZATION":"t","TAXID":"t","ZAP":"z"}`, `{"AUTHORIZATION":"[secret]","TAXID":"[secret]","ZAP":"z"}`},
		{"URL without a host", MX, "other", `{"next":"https://?code=1"}`, `{"next":"https://?[secret]"}`},
		{"URL with an empty user name", MX, "other", `{"next":"https://@bank.example/a"}`, `{"next":"https://bank.example/a"}`},
		{"escaped secret name", MX, "other", `{"t\u006fken":"t"}`, `{"t\u006fken":"[secret]"}`},
		{"both of two equal keys", MX, "other", `{"token":"a","token":"b"}`, `{"token":"[secret]","token":"[secret]"}`},
		{"null stays", MX, "other", `{"token":null}`, `{"token":null}`},
		{"JSON in text", MX, "other", `{"payload":" {\"token\":1}","list":"[1]","e":""}`, `{"payload":"[secret]","list":"[secret]","e":""}`},
		{"URL in a field nobody knows", MX, "other", `{"next":"https://x.example/?code=1"}`, `{"next":"https://x.example/?[secret]"}`},
		{"text with a URL", MX, "other", `{"next":"see https://x.example/?code=1"}`, `{"next":"[secret]"}`},
		{"metadata that is text", MX, "other", `"{token"`, `"[secret]"`},
		{"metadata that is empty text", MX, "other", `""`, `""`},
		{"scalar", MX, "other", `5`, `5`},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := read(t, parser(t, Config{Dialect: row.dialect}), row.event, row.metadata)
			assert.Equal(t, row.masked, string(e.Masked()))
			assert.Equal(t, row.metadata, e.Metadata)
		})
	}
}

func TestEventMadeByHandIsMaskedToo(t *testing.T) {
	e := Event{Name: ConnectOAuthRequested, Metadata: `{"url":"https://bank.example/?state=1"}`}
	assert.Equal(t, `{"url":"https://bank.example/?[secret]"}`, string(e.Masked()))
	assert.Equal(t, `"[secret]"`, string(Event{Metadata: `{"broken`}.Masked()))
	assert.Equal(t, `"[secret]"`, string(Event{}.Masked()))
}

// TestNothingPrintsASecret puts a canary wherever a secret can be and looks
// for it in everything that an event prints as.
func TestNothingPrintsASecret(t *testing.T) {
	const canary = "canary-7f3a"
	for _, row := range []struct {
		dialect Dialect
		message string
	}{
		{UCW, `{"type":"connect/memberConnected","metadata":{"ucpInstitutionId":"U","connectionId":"canary-7f3a","aggregatorUserId":"A","aggregator":"plaid"}}`},
		{UCW, `{"type":"connect/memberConnected","metadata":{"connectionId":["canary-7f3a"]}}`},
		{UCW, `{"type":"connect/memberStatusUpdate","metadata":{"ucpInstitutionId":"U","connectionId":"canary-7f3a","aggregatorUserId":"A","aggregator":"plaid","connectionStatus":6}}`},
		{MX, `{"type":"mx/connect/oauthRequested","metadata":{"url":"https://bank.example/?state=canary-7f3a","member_guid":"MBR-1"}}`},
		{MX, `{"type":"mx/connect/microdeposits/blockedRoutingNumber","metadata":{"routing_number":"canary-7f3a","reason":"x"}}`},
		{MX, `{"type":"mx/client/oauthComplete","metadata":{"url":"canary-7f3a"}}`},
		{MX, `{"type":"mx/connect/memberConnected","metadata":"canary-7f3a"}`},
		{MX, `{"type":"mx/connect/memberConnected","metadata":{"member_guid":{"token":"canary-7f3a"}}}`},
		{MX, `{"type":"mx/other","metadata":{"session_token":"canary-7f3a"}}`},
	} {
		e, err := parser(t, Config{Dialect: row.dialect}).FromMessage(row.message)
		require.NoError(t, err)
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%T"} {
			fmt.Fprintf(&out, verb+verb+"\n", e, &e)
		}
		fmt.Fprintf(&out, "%v %+v\n", []Event{e}, struct{ E Event }{e})
		slog.New(slog.NewTextHandler(&out, nil)).Info("event", "e", e, "pointer", &e)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("event", "e", e, "list", []Event{e})
		encoded, err := json.Marshal(map[string]any{"e": e, "p": &e})
		require.NoError(t, err)
		out.Write(encoded)
		if err := e.Err(); err != nil {
			fmt.Fprintln(&out, err)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("invalid", "err", err)
		}
		fmt.Fprintf(&out, "%v", e.Problems)
		if row.dialect == UCW {
			fmt.Fprintf(&out, "%v %+v %#v %s", e.Payload(), e.Payload(), e.Payload(), e.Payload())
		}
		assert.NotContains(t, out.String(), canary)
		assert.NotContains(t, out.String(), fmt.Sprintf("%x", canary))
		assert.Contains(t, e.Metadata, canary)
	}
}

func TestErrorsHoldNothingOfTheInput(t *testing.T) {
	const canary = "canary-7f3a"
	p := parser(t, Config{})
	for _, in := range []string{"canary-7f3a://x", "mx://load#canary-7f3a", "mx://canary-7f3a%", "mx://x?metadata=canary-7f3a&metadata=", "mx:canary-7f3a"} {
		_, err := p.FromURL(in)
		require.Error(t, err)
		assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), canary)
	}
	for _, in := range []string{`"canary-7f3a"`, `{"a":canary-7f3a}`, `{"type":["canary-7f3a"]}`} {
		_, err := p.FromMessage(in)
		require.Error(t, err)
		assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), canary)
	}
}
