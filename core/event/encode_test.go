package event

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMessagesToTheWidget(t *testing.T) {
	for _, row := range []struct {
		name string
		got  json.RawMessage
		want string
	}{
		{"ping has no flag", EncodePing(), `{"type":"ping"}`},
		{"sdk info has no flag", EncodeSDKInfo("go", "1.0.0"), `{"type":"mx/sdk/info","metadata":{"sdk":"go","version":"1.0.0"}}`},
		{"navigation has a payload", EncodeNavigateBack(), `{"mx":true,"type":"mx/navigation","payload":{"action":"back"}}`},
		{"success names the member", EncodeOAuthSuccess("MBR-1"), `{"mx":true,"type":"oauthComplete/success","metadata":{"member_guid":"MBR-1"}}`},
		{"error has empty metadata", EncodeOAuthError(), `{"mx":true,"type":"oauthComplete/error","metadata":{}}`},
	} {
		t.Run(row.name, func(t *testing.T) { assert.Equal(t, row.want, string(row.got)) })
	}
}

func TestMessagesToTheWidgetAreSafeInAScript(t *testing.T) {
	const hostile = "</script><!--&'\"`${x}\u2028\u2029\\ \x00\xff"
	for _, message := range []json.RawMessage{EncodeOAuthSuccess(hostile), EncodeSDKInfo(hostile, hostile)} {
		assert.True(t, json.Valid(message))
		for _, bad := range []string{"<", ">", "&", "\u2028", "\u2029", "\x00"} {
			assert.NotContains(t, string(message), bad)
		}
	}
	var m struct{ Metadata struct{ Member_guid string } }
	assert.NoError(t, json.Unmarshal(EncodeOAuthSuccess(hostile), &m))
	assert.Equal(t, "</script><!--&'\"`${x}\u2028\u2029\\ \x00\ufffd", m.Metadata.Member_guid)
}

func TestIsEcho(t *testing.T) {
	p := parser(t, Config{Limits: Limits{Bytes: 200}})
	for _, message := range []json.RawMessage{EncodePing(), EncodeSDKInfo("go", "1"), EncodeNavigateBack(), EncodeOAuthSuccess("M"), EncodeOAuthError()} {
		assert.True(t, p.IsEcho(string(message)), string(message))
		assert.True(t, p.IsEcho(textOf(string(message))), string(message))
	}
	for name, message := range map[string]string{
		"the widget's ping":       `{"type":"mx/ping","mx":true,"metadata":{}}`,
		"another widget's ping":   `{"type":"ping","metadata":{}}`,
		"the widget's navigation": `{"type":"mx/navigation","mx":true,"metadata":{"did_go_back":true}}`,
		"an event":                `{"type":"mx/connect/loaded"}`,
		"no type":                 `{}`,
		"another type":            `{"type":1}`,
		"an array":                `[]`,
		"no JSON":                 `{`,
		"no text":                 `"`,
		"too large":               `{"type":"mx/sdk/info","a":"` + string(make([]byte, 300)) + `"}`,
	} {
		t.Run(name, func(t *testing.T) { assert.False(t, p.IsEcho(string(message))) })
	}
}
