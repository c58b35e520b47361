package navigation_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
)

func TestShown(t *testing.T) {
	for address, want := range map[string]string{
		"": "",
		"https://Connect.Example:443/md/token?a#b":  "https://connect.example",
		"mx://connect/loaded?metadata=%7B%7D":       "mx://connect",
		"https://user:pw@connect.example/":          secret.Mask,
		"javascript:alert(1)":                       secret.Mask,
		"mx://x?" + strings.Repeat("a", 1<<20):      "mx://x",
		"mailto:help@bank.example?subject=a-secret": secret.Mask,
	} {
		assert.Equal(t, want, navigation.Shown(address))
	}
}

func TestRequestsAndDecisionsPrintOriginsOnly(t *testing.T) {
	var planted secrettest.Canaries
	token := planted.Plant("token", "cnryWidgetToken0a1b2c3d")
	address := "https://connect.example/md/" + token + "?code=" + token
	request := navigation.Request{URL: secret.New(address), Frame: navigation.FrameMain, UserGesture: true}
	open := navigation.Decision{Action: navigation.External, Open: secret.New(address)}
	blocked := navigation.Decision{Err: fault.New(fault.SchemeBlocked, nil)}
	cfg := navigation.Config{WidgetURL: address, ReturnURLs: []string{"myapp://back?ch_state=" + token}}

	var out secrettest.Output
	out.Print(request, open, blocked, cfg, navigation.Decision{Action: navigation.Allow, Recheck: true})
	out.Check(t, &planted)

	line := "{https://connect.example frame=1 new_window=false redirect=false user_gesture=true response=false}"
	assert.Equal(t, line, fmt.Sprintf("%+v", request))
	encoded, err := json.Marshal(open)
	require.NoError(t, err)
	assert.Equal(t, `"{external https://connect.example}"`, string(encoded))
	assert.Equal(t, "{block scheme_blocked: "+fault.From(blocked.Err).Explain()+"}", fmt.Sprint(blocked))
	assert.Equal(t, "{allow recheck}", fmt.Sprint(navigation.Decision{Action: navigation.Allow, Recheck: true}))
	assert.Contains(t, fmt.Sprint(cfg), "{https://connect.example ")
	assert.Equal(t, token, request.URL.Reveal()[len("https://connect.example/md/"):][:len(token)], "the field keeps the address")
}
