package navigation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

const widget = "https://connect.example/md/connect/token"

func TestDecideFollowsTheTable(t *testing.T) {
	table := decisions(t)
	policy := mustPolicy(t, table.config())
	for _, row := range table.Rows {
		t.Run(row.Name, func(t *testing.T) {
			got := policy.Decide(row.request())
			assert.Equal(t, row.Action, got.Action.String())
			assert.Equal(t, row.Recheck, got.Recheck)
			assert.Equal(t, row.Open, got.Open.Reveal())
			if row.Code == "" {
				assert.Nil(t, got.Err)
				return
			}
			require.NotNil(t, got.Err)
			assert.Equal(t, row.Code, fault.CodeOf(got.Err))
		})
	}
}

func TestStrictKeepsTheExactPageOnly(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{WidgetURL: widget, Strict: true})
	for url, want := range map[string]navigation.Action{
		widget:           navigation.Allow,
		widget + "#step": navigation.Allow,
		"HTTPS://CONNECT.example:443/md/connect/token": navigation.Allow,
		widget + "/":                 navigation.External,
		widget + "?x":                navigation.External,
		"https://connect.example/":   navigation.External,
		"https://other.example/":     navigation.External,
		"mx://connect/loaded":        navigation.Event,
		"http://connect.example/md/": navigation.External,
	} {
		got := policy.Decide(navigation.Request{URL: secret.New(url), Frame: navigation.FrameMain, UserGesture: true})
		assert.Equal(t, want, got.Action, url)
	}
	// A frame of the widget's origin is not a way out of the main frame.
	same := navigation.Request{URL: secret.New("https://connect.example/captcha")}
	assert.Equal(t, navigation.Decision{Action: navigation.Allow, Recheck: true}, policy.Decide(same))
	same.Frame = navigation.FrameSub
	assert.Equal(t, navigation.Decision{Action: navigation.Allow}, policy.Decide(same))
}

func TestExternalAddressesAreOpenedInCanonicalForm(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{WidgetURL: widget})
	for url, want := range map[string]string{
		"HTTPS://Bank.Example:443": "https://bank.example/",
		"MAILTO:a@b.example":       "mailto:a@b.example",
	} {
		got := policy.Decide(navigation.Request{URL: secret.New(url), Frame: navigation.FrameMain, UserGesture: true})
		assert.Equal(t, navigation.Decision{Action: navigation.External, Open: secret.New(want)}, got)
	}
}

func TestTheAppsSchemesReplaceTheDefaults(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{WidgetURL: widget, EventSchemes: []string{"MyApp"}})
	decide := func(url string) navigation.Action {
		return policy.Decide(navigation.Request{URL: secret.New(url), Frame: navigation.FrameMain}).Action
	}
	assert.Equal(t, navigation.Event, decide("myapp://connect/loaded"))
	assert.Equal(t, navigation.Block, decide("mx://connect/loaded"))
}

// The event's parser has its own limit and error for the size.
func TestALongEventIsStillAnEvent(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{WidgetURL: widget})
	long := "://connect/loaded?metadata=" + strings.Repeat("x", navigation.MaxLength)
	decide := func(url string) navigation.Decision {
		return policy.Decide(navigation.Request{URL: secret.New(url), Frame: navigation.FrameMain, UserGesture: true})
	}
	assert.Equal(t, navigation.Event, decide("mx"+long).Action)
	assert.Equal(t, fault.URLInvalid, fault.CodeOf(decide("https"+long).Err))
	assert.Equal(t, fault.SchemeBlocked, fault.CodeOf(decide("data:"+strings.Repeat("x", 1<<20)).Err))
	assert.Equal(t, fault.URLInvalid, fault.CodeOf(decide(strings.Repeat("x", 1<<20)+":").Err))
}

func TestDeclaredAddresses(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{
		WidgetURL: widget, ReturnURLs: []string{"https://app.example/back"}, ExternalSchemes: []string{"bankapp"},
	})
	for raw, want := range map[string]any{
		"HTTPS://bank.example/login?state=1": "https://bank.example/login?state=1",
		"http://127.0.0.1:9/login":           "http://127.0.0.1:9/login",
		"bankapp://login":                    "bankapp://login",
		"http://bank.example/login":          fault.NavigationBlocked,
		"https://app.example/back?status=x":  fault.NavigationBlocked,
		"https://u@bank.example/":            fault.URLInvalid,
		"bankapp:x y":                        fault.URLInvalid,
		"":                                   fault.URLInvalid,
		"tel:555":                            fault.SchemeBlocked,
		"mailto:a@b.example":                 fault.SchemeBlocked,
		"mx://connect/loaded":                fault.SchemeBlocked,
		"javascript:alert(1)":                fault.SchemeBlocked,
		"intent://x#Intent;end":              fault.SchemeBlocked,
	} {
		open, err := policy.Declared(secret.New(raw))
		if code, refused := want.(fault.Code); refused {
			assert.Equal(t, code, fault.CodeOf(err), raw)
			assert.Empty(t, open)
			continue
		}
		assert.NoError(t, err, raw)
		assert.Equal(t, want, open.Reveal())
	}
}

func TestNewPolicyRefusesUnusableSettings(t *testing.T) {
	with := func(change func(*navigation.Config)) navigation.Config {
		cfg := navigation.Config{WidgetURL: widget}
		change(&cfg)
		return cfg
	}
	widgetURL := func(u string) navigation.Config {
		return with(func(c *navigation.Config) { c.WidgetURL = u })
	}
	returns := func(u string) navigation.Config {
		return with(func(c *navigation.Config) { c.ReturnURLs = []string{u} })
	}
	inView := func(u string) navigation.Config {
		return with(func(c *navigation.Config) { c.InView = []string{u} })
	}
	events := func(s ...string) navigation.Config {
		return with(func(c *navigation.Config) { c.EventSchemes = s })
	}
	external := func(s ...string) navigation.Config {
		return with(func(c *navigation.Config) { c.ExternalSchemes = s })
	}
	rows := []struct {
		name string
		cfg  navigation.Config
		want fault.Code
	}{
		{"https widget", widgetURL(widget), ""},
		{"loopback widget", widgetURL("http://127.0.0.1:9/"), ""},
		{"no widget", widgetURL(""), fault.WidgetURLInvalid},
		{"http widget", widgetURL("http://connect.example/"), fault.WidgetURLInvalid},
		{"widget with a user name", widgetURL("https://u@connect.example/"), fault.WidgetURLInvalid},
		{"script as a widget", widgetURL("javascript://connect.example/"), fault.WidgetURLInvalid},

		{"return to an app's scheme", returns("myapp://oauth_complete"), ""},
		{"return to a claimed link with a query", returns("https://app.example/back?x=1"), ""},
		{"return to loopback", returns("http://[::1]:80/x"), ""},
		{"return over http", returns("http://app.example/back"), fault.ConfigInvalid},
		{"return with a fragment", returns("https://app.example/back#x"), fault.ConfigInvalid},
		{"return without an authority", returns("myapp:oauth_complete"), fault.ConfigInvalid},
		{"return to a script", returns("javascript://x"), fault.ConfigInvalid},
		{"return to an intent", returns("intent://x"), fault.ConfigInvalid},
		{"return to a telephone", returns("tel://x"), fault.ConfigInvalid},

		{"in-view origin", inView("https://login.example:8443"), ""},
		{"in-view loopback", inView("http://localhost:1/"), ""},
		{"in-view http", inView("http://login.example"), fault.ConfigInvalid},
		{"in-view path", inView("https://login.example/x"), fault.ConfigInvalid},
		{"in-view query", inView("https://login.example/?x"), fault.ConfigInvalid},
		{"in-view wildcard", inView("https://*.example"), fault.ConfigInvalid},
		{"in-view scheme", inView("mx://login"), fault.ConfigInvalid},
		{"strict and in-view", with(func(c *navigation.Config) { c.Strict, c.InView = true, []string{"https://a.example"} }), fault.ConfigInvalid},

		{"event scheme", events("com.example.app"), ""},
		{"event scheme with a colon", events("mx:"), fault.ConfigInvalid},
		{"event scheme with slashes", events("mx://"), fault.ConfigInvalid},
		{"empty event scheme", events(""), fault.ConfigInvalid},
		{"event scheme with the Kelvin sign", events("\u212Aey"), fault.ConfigInvalid},
		{"event scheme that begins with a digit", events("1app"), fault.ConfigInvalid},
		{"web event scheme", events("mx", "HTTPS"), fault.ConfigInvalid},
		{"event scheme tel", events("tel"), fault.ConfigInvalid},
		{"very long event scheme", events(strings.Repeat("x", 100)), fault.ConfigInvalid},

		{"external scheme", external("bankid", "tel"), ""},
		{"external script", external("JavaScript"), fault.ConfigInvalid},
		{"external file", external("file"), fault.ConfigInvalid},
		{"external intent", external("intent"), fault.ConfigInvalid},
		{"external settings", external("ms-settings"), fault.ConfigInvalid},
		{"external browser page", external("chrome-extension"), fault.ConfigInvalid},
		{"external event scheme", external("mx"), fault.ConfigInvalid},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			policy, err := navigation.NewPolicy(row.cfg)
			assert.Equal(t, row.want, fault.CodeOf(err))
			assert.Equal(t, row.want == "", policy != nil)
		})
	}
}

func TestAPolicyDoesNotPrintTheWidgetURL(t *testing.T) {
	policy := mustPolicy(t, navigation.Config{WidgetURL: widget})
	for _, text := range []string{fmt.Sprintf("%+v", policy), fmt.Sprintf("%+v", *policy), fmt.Sprintf("%#v", *policy)} {
		assert.NotContains(t, text, "token")
	}
}

func TestACommonDecisionAllocatesNothing(t *testing.T) {
	policy := mustPolicy(t, decisions(t).config())
	for name, r := range commonRequests() {
		t.Run(name, func(t *testing.T) {
			assert.Zero(t, testing.AllocsPerRun(100, func() { policy.Decide(r) }))
		})
	}
}

func BenchmarkDecide(b *testing.B) {
	policy := mustPolicy(b, decisions(b).config())
	for name, r := range commonRequests() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				policy.Decide(r)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = navigation.Read("https://connect.example/md/connect/token?x=1#step")
	}
}

func commonRequests() map[string]navigation.Request {
	return map[string]navigation.Request{
		"same origin": {URL: secret.New("https://connect.example/md/next?x=1#step"), Frame: navigation.FrameMain},
		"unknown":     {URL: secret.New("https://captcha.example/frame")},
		"sub-frame":   {URL: secret.New("https://captcha.example/frame"), Frame: navigation.FrameSub},
		"event":       {URL: secret.New("mx://connect/loaded?metadata=%7B%7D"), Frame: navigation.FrameMain},
	}
}
