package session

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

const (
	origin    = "https://widgets.example"
	widgetURL = origin + "/md/connect/token-1234"
)

// bench is a session with a clock.
type bench struct {
	t *testing.T
	*Session
	now time.Time
}

func newBench(t *testing.T, change func(*Config)) *bench {
	t.Helper()
	cfg := Config{WidgetURL: secret.New(widgetURL)}
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg)
	require.NoError(t, err)
	return &bench{t: t, Session: s, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
}

// opened is a bench whose widget is there.
func openedBench(t *testing.T, change func(*Config)) *bench {
	b := newBench(t, change)
	b.feed(Start{})
	b.feed(mx("connect/loaded", `{"initial_step":"search"}`))
	return b
}

func (b *bench) feed(in Input) Answer {
	b.now = b.now.Add(100 * time.Millisecond)
	return b.Step(b.now, in)
}

func (b *bench) wait(d time.Duration) Answer {
	b.now = b.now.Add(d)
	return b.Step(b.now, Tick{})
}

// mx is an event as a navigation of the main frame.
func mx(name, metadata string) Navigate {
	return Navigate{navigation.Request{
		URL:   secret.New("mx://" + name + "?metadata=" + url.QueryEscape(metadata)),
		Frame: navigation.FrameMain,
	}}
}

func connected(guid string) Navigate {
	return mx("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, guid))
}

func post(from, data string) Message { return Message{Origin: from, Data: data} }

func link(to string) Navigate {
	return Navigate{navigation.Request{URL: secret.New(to), Frame: navigation.FrameMain, UserGesture: true}}
}

// names lists an answer's effects in words, except Persist and those of visits,
// which have tests of their own.
func names(a Answer) []string {
	list := []string{}
	for _, e := range a.Effects {
		switch e := e.(type) {
		case Load:
			list = append(list, "load")
		case Emit:
			list = append(list, "emit "+string(e.Event.Name))
		case OpenExternal:
			list = append(list, "open "+e.URL.Reveal())
		case Post:
			list = append(list, "post "+string(e.Data))
		case Warn:
			list = append(list, "warn "+string(fault.CodeOf(e.Err)))
		case NeedURL:
			list = append(list, strings.TrimSpace("need "+e.MemberGUID))
		case CheckMember:
			list = append(list, strings.TrimSpace("check "+e.GUID))
		case CloseView:
			list = append(list, "close")
		case End:
			list = append(list, "end "+string(e.Outcome.Result))
		}
	}
	return list
}

func outcome(t *testing.T, a Answer) Outcome {
	t.Helper()
	require.NotEmpty(t, a.Effects)
	end, ok := a.Effects[len(a.Effects)-1].(End)
	require.True(t, ok, "the last effect is %T", a.Effects[len(a.Effects)-1])
	return end.Outcome
}

func TestNewRefusesUnusableSettings(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		code   fault.Code
	}{
		{"no widget URL", func(c *Config) { c.WidgetURL = secret.String{} }, fault.WidgetURLInvalid},
		{"http elsewhere than on loopback", func(c *Config) { c.WidgetURL = secret.New("http://widgets.example/x") }, fault.WidgetURLInvalid},
		{"a file", func(c *Config) { c.WidgetURL = secret.New("file:///etc/passwd") }, fault.WidgetURLInvalid},
		{"userinfo", func(c *Config) { c.WidgetURL = secret.New("https://a@b.example/") }, fault.WidgetURLInvalid},
		{"a web scheme for events", func(c *Config) { c.AppScheme = "https" }, fault.ConfigInvalid},
		{"no scheme for events", func(c *Config) { c.AppScheme = "a b" }, fault.ConfigInvalid},
		{"an unusable return URL", func(c *Config) { c.Return.Bases = []string{"http://elsewhere.example/"} }, fault.ConfigInvalid},
		{"an unusable nonce", func(c *Config) { c.Return.Nonce = secret.New("short") }, fault.ConfigInvalid},
		{"an unusable in-view origin", func(c *Config) { c.InView = []string{"http://a.example"} }, fault.ConfigInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := Config{WidgetURL: secret.New(widgetURL)}
			tt.change(&cfg)
			_, err := New(cfg)
			assert.Equal(t, tt.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestALoopbackWidgetIsAccepted(t *testing.T) {
	_, err := New(Config{WidgetURL: secret.New("http://127.0.0.1:8080/md/connect/x")})
	assert.NoError(t, err)
}

func TestStartLoadsTheWidgetOnce(t *testing.T) {
	b := newBench(t, nil)
	a := b.feed(Start{})
	assert.Equal(t, []string{"load"}, names(a))
	assert.Equal(t, widgetURL, a.Effects[0].(Load).URL.Reveal())
	a = b.feed(Start{})
	assert.Equal(t, []string{"warn input_invalid"}, names(a))
}

func TestTheCredentialsJourneyInBothWireForms(t *testing.T) {
	steps := []struct{ name, metadata string }{
		{"connect/loaded", `{"initial_step":"search"}`},
		{"connect/institutionSearch", `{"query":"bank"}`},
		{"connect/selectedInstitution", `{"code":"a","guid":"INS-1","name":"A","url":null}`},
		{"connect/stepChange", `{"previous":"search","current":"enterCreds"}`},
		{"connect/enterCredentials", `{"institution":{"code":"a","guid":"INS-1"}}`},
		{"connect/memberStatusUpdate", `{"member_guid":"MBR-1","connection_status":6}`},
		{"connect/memberConnected", `{"member_guid":"MBR-1"}`},
	}
	forms := map[string]func(name, metadata string) Input{
		"navigations": func(n, m string) Input { return mx(n, m) },
		"messages": func(n, m string) Input {
			return post(origin, fmt.Sprintf(`{"mx":true,"type":"mx/%s","metadata":%s}`, n, m))
		},
	}
	for form, make := range forms {
		t.Run(form, func(t *testing.T) {
			b := newBench(t, nil)
			b.feed(Start{})
			for _, s := range steps {
				a := b.feed(make(s.name, s.metadata))
				assert.Equal(t, []string{"emit " + s.name}, names(a))
				assert.Nil(t, a.Err)
			}
			a := b.feed(make("connect/connected/primaryAction", `{}`))
			assert.Equal(t, []string{"emit connect/connected/primaryAction", "close", "end connected"}, names(a))
			assert.Equal(t, []Member{{GUID: "MBR-1"}}, outcome(t, a).Members)
			assert.True(t, b.Ended())
		})
	}
}

func TestEachMemberIsDeliveredOnce(t *testing.T) {
	b := openedBench(t, nil)
	assert.Equal(t, []string{"emit connect/memberConnected"}, names(b.feed(connected("MBR-1"))))
	again := b.feed(connected("MBR-1"))
	assert.Empty(t, again.Effects)
	assert.Equal(t, navigation.Event, again.Decision.Action)
	assert.Empty(t, b.feed(post(origin, `{"type":"mx/connect/memberConnected","metadata":{"member_guid":"MBR-1"}}`)).Effects)
	assert.Equal(t, []string{"emit connect/memberConnected"}, names(b.feed(connected("MBR-2"))))
	assert.Equal(t, []Member{{GUID: "MBR-1"}, {GUID: "MBR-2"}}, outcome(t, b.feed(Dismiss{})).Members)
}

func TestUCWConnectionsAreToldApart(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Traits = traits.UCW() })
	b.feed(Start{})
	say := func(id string) []string {
		return names(b.feed(post(origin, fmt.Sprintf(`{"type":"connect/memberConnected","metadata":{"ucpInstitutionId":"bank","connectionId":%q,"aggregatorUserId":"u","aggregator":"mx"}}`, id))))
	}
	assert.Equal(t, []string{"emit connect/memberConnected"}, say("one"))
	assert.Empty(t, say("one"))
	assert.Equal(t, []string{"emit connect/memberConnected"}, say("two"))
	members := outcome(t, b.feed(Close{})).Members
	assert.Equal(t, []Member{
		{Connection: event.Connection{UCPInstitutionID: "bank", ConnectionID: secret.New("one"), AggregatorUserID: "u", Aggregator: "mx"}},
		{Connection: event.Connection{UCPInstitutionID: "bank", ConnectionID: secret.New("two"), AggregatorUserID: "u", Aggregator: "mx"}},
	}, members)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", members, members, members), "two")
}

func TestEndModes(t *testing.T) {
	tests := []struct {
		name           string
		mode           EndMode
		member, action []string
	}{
		{"the primary action ends it", EndOnPrimaryAction,
			[]string{"emit connect/memberConnected"},
			[]string{"emit connect/connected/primaryAction", "close", "end connected"}},
		{"the first member ends it", EndOnFirstMember,
			[]string{"emit connect/memberConnected", "close", "end connected"}, []string{}},
		{"only the app ends it", EndByApp,
			[]string{"emit connect/memberConnected"},
			[]string{"emit connect/connected/primaryAction"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, func(c *Config) { c.End = tt.mode })
			assert.Equal(t, tt.member, names(b.feed(connected("MBR-1"))))
			assert.Equal(t, tt.action, names(b.feed(mx("connect/connected/primaryAction", "{}"))))
		})
	}
}

func TestEveryWayToEndGivesOneOutcome(t *testing.T) {
	loadFailed := fault.New(fault.WidgetLoadFailed, nil)
	tests := []struct {
		name       string
		before     []Input
		in         Input
		result     Result
		code       fault.Code
		effectsOut []string
	}{
		{"the user closes the window", nil, Dismiss{}, Exited, "", []string{"close", "end exited"}},
		{"the app closes the widget", nil, Close{}, Exited, "", []string{"close", "end exited"}},
		{"the primary action without a member", nil, mx("connect/connected/primaryAction", "{}"), Exited, "",
			[]string{"emit connect/connected/primaryAction", "close", "end exited"}},
		{"the page fails", nil, PageFailed{Err: loadFailed}, Failed, fault.WidgetLoadFailed, []string{"close", "end failed"}},
		{"the page fails without a reason", nil, PageFailed{}, Failed, fault.WidgetLoadFailed, []string{"close", "end failed"}},
		{"the web process dies", nil, Crashed{}, Failed, fault.WidgetCrashed, []string{"close", "end failed"}},
		{"the user closes it after a member", []Input{connected("MBR-1")}, Dismiss{}, Connected, "", []string{"close", "end connected"}},
		{"it dies after a member", []Input{connected("MBR-1")}, Crashed{}, Connected, "",
			[]string{"warn widget_crashed", "close", "end connected"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, nil)
			for _, in := range tt.before {
				b.feed(in)
			}
			a := b.feed(tt.in)
			assert.Equal(t, tt.effectsOut, names(a))
			o := outcome(t, a)
			assert.Equal(t, tt.result, o.Result)
			if tt.code == "" {
				assert.Nil(t, o.Err)
			} else {
				assert.Equal(t, tt.code, fault.CodeOf(o.Err))
			}
			for _, late := range []Input{Dismiss{}, Close{}, Tick{}, connected("MBR-9"), post(origin, "{}"), Start{}, Crashed{}} {
				a := b.feed(late)
				assert.Empty(t, a.Effects)
				assert.Equal(t, fault.SessionEnded, fault.CodeOf(a.Err))
				assert.Equal(t, navigation.Block, a.Decision.Action)
			}
			assert.True(t, b.Deadline().IsZero())
		})
	}
}

func TestTheWidgetIsToldItsHostEachTimeItLoads(t *testing.T) {
	b := openedBench(t, func(c *Config) { c.SDK = SDK{"connecthost", `1.2"3`} })
	for range 2 {
		a := b.feed(mx("load", ""))
		require.Len(t, a.Effects, 2)
		assert.JSONEq(t, `{"type":"mx/sdk/info","metadata":{"sdk":"connecthost","version":"1.2\"3"}}`, string(a.Effects[1].(Post).Data))
	}
	assert.Len(t, openedBench(t, nil).feed(mx("load", "")).Effects, 1, "without a name it is told nothing")
}
