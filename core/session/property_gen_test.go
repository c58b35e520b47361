package session

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// The secrets, which must never be printed: nobody else writes these.
const (
	canaryToken      = "token-canary-1"
	canaryConnection = "connection-canary"
)

// op is one thing that happens to a session. Either in is fed, or the process
// dies and the session is restored.
type op struct {
	after   time.Duration // since the one before; may be negative
	onTime  bool          // at the session's Deadline instead
	in      Input
	restore bool
	link    *returnLink // what a ReturnLink or a Navigate carries
	member  string      // that in says is connected, if the widget said it
	times   int         // how often it is fed at the same instant
}

// returnLink is a return link and what it says.
type returnLink struct {
	status, member, reason string
	nonce                  string
	spelling               int
}

// says is what two spellings of one link have in common.
func (l returnLink) says() string { return l.status + "|" + l.member + "|" + l.reason }

func (l returnLink) url(cfg Config) string {
	pairs := []string{}
	for _, p := range [][2]string{{"status", l.status}, {"member_guid", l.member}, {"error_reason", l.reason}, {"ch_state", l.nonce}} {
		if p[1] != "" {
			pairs = append(pairs, p[0]+"="+url.QueryEscape(p[1]))
		}
	}
	if l.spelling&1 != 0 {
		slices.Reverse(pairs)
	}
	if l.spelling&2 != 0 {
		pairs = append(pairs, "x=1")
	}
	query := ""
	for i, p := range pairs {
		query += map[bool]string{true: "?", false: "&"}[i == 0] + p
	}
	return cfg.Return.Bases[0] + query
}

// pick draws one of the values.
func pick[T any](t *rapid.T, label string, values ...T) T {
	return values[rapid.IntRange(0, len(values)-1).Draw(t, label)]
}

// genTraits varies what begins a visit, and with it what return links say.
func genTraits(t *rapid.T, base traits.Traits) traits.Traits {
	switch rapid.IntRange(0, 3).Draw(t, "visits") {
	case 2:
		base.VisitByNavigation = false
		if base.Return == traits.ReturnSilent {
			base.Return = traits.ReturnSays
		}
	case 3:
		base.VisitByNavigation, base.Return = true, traits.ReturnSilent
	}
	return base
}

func genConfig(t *rapid.T, provider traits.Traits) Config {
	timeout := func(label string) time.Duration {
		return pick(t, label, 0, 0, 0, time.Second, 40*time.Second, time.Hour)
	}
	cfg := Config{
		ID: "s-1", Traits: genTraits(t, provider), WidgetURL: secret.New(origin + "/md/connect/" + canaryToken),
		AppScheme: pick(t, "scheme", "mx", "myapp"), PinScheme: rapid.Bool().Draw(t, "pin"),
		End:    pick(t, "end", EndByApp, EndOnPrimaryAction, EndOnFirstMember),
		Return: Return{Bases: []string{pick(t, "return", "myapp://oauth_complete", "https://app.example/back")}},
		Timeouts: Timeouts{
			Load: timeout("load"), Inactivity: timeout("inactivity"), OAuth: timeout("oauth"), Back: timeout("back"), URL: timeout("url"),
		},
	}
	if rapid.Bool().Draw(t, "nonce") {
		cfg.Return.Nonce = secret.New(nonce)
	}
	if rapid.Bool().Draw(t, "minted") {
		cfg.MintedAt = began.Add(pick(t, "minted", -time.Hour, -9*time.Minute, -time.Second, time.Hour))
	}
	if rapid.IntRange(0, 9).Draw(t, "untimed") == 0 {
		cfg.Timeouts = Timeouts{Load: -1, Inactivity: -1, OAuth: -1, Back: -1, URL: -1}
	}
	return cfg
}

// genOps draws what happens next: one thing, or a few that belong together.
// rapid prefers what comes first.
func genOps(t *rapid.T, cfg Config, n int) []op {
	return pick(t, "what", genAny, genVisit, genReturn, genRestart, genMember, genWidget, genFlood, genDue, genLeaves)(t, cfg, n)
}

func genAny(t *rapid.T, cfg Config, n int) []op {
	return []op{{in: genInput(t, cfg, n), after: genPause(t)}}
}

// genWidget is what brings a session to its widget, from wherever it is.
func genWidget(t *rapid.T, cfg Config, n int) []op {
	return []op{
		{in: Start{}},
		{in: FreshURL{URL: secret.New(fmt.Sprintf("%s/%s-%d", origin, canaryToken, n))}},
		{in: toWidget(t, cfg, "connect/loaded", `{"initial_step":"search"}`)},
	}
}

func genVisit(t *rapid.T, cfg Config, _ int) []op {
	request := genEvent(t, cfg, "connect/oauthRequested", `{"member_guid":"`+genGUID(t)+`","url":"https://bank.example/?state=`+pick(t, "state", "1", "2")+`"}`)
	return []op{{in: request, after: genPause(t)}}
}

// genReturn delivers a link, and once more, after another visit or a restart.
func genReturn(t *rapid.T, cfg Config, n int) []op {
	l := genLink(t, cfg)
	again := l
	again.spelling = rapid.IntRange(0, 3).Draw(t, "spelling")
	deliver := func(l returnLink) op {
		o := op{in: ReturnLink{URL: secret.New(l.url(cfg))}, link: &l, after: genPause(t)}
		if rapid.Bool().Draw(t, "in view") {
			o.in = Navigate{navigation.Request{URL: secret.New(l.url(cfg)), Frame: pick(t, "frame", navigation.FrameMain, navigation.FrameSub), UserGesture: true}}
		}
		return o
	}
	ops := append(genVisit(t, cfg, n), deliver(l))
	if rapid.Bool().Draw(t, "killed") {
		ops = append(ops, genRestart(t, cfg, n)...)
	}
	if rapid.Bool().Draw(t, "another visit") {
		ops = append(ops, genVisit(t, cfg, n)...)
	}
	return append(ops, deliver(again))
}

// genRestart kills the process. What follows is often what an app does.
func genRestart(t *rapid.T, cfg Config, n int) []op {
	ops := []op{{restore: true}}
	if rapid.Bool().Draw(t, "started") {
		ops = append(ops, op{in: Start{}, after: genPause(t)})
	}
	if rapid.Bool().Draw(t, "checked") {
		ops = append(ops, op{in: genChecked(t)})
	}
	if rapid.Bool().Draw(t, "reopened") {
		ops = append(ops, genWidget(t, cfg, n)...)
	}
	return ops
}

func genMember(t *rapid.T, cfg Config, _ int) []op {
	guid := genGUID(t)
	member := guid
	if cfg.Traits.MemberSecret {
		member = canaryConnection + guid
	}
	if !cfg.Traits.Talks {
		member = "" // its widget names no member
	}
	return []op{{in: genConnected(t, cfg, guid), member: member}}
}

// genFlood repeats one thing, or makes the widget talk until it is stopped and
// then say what must not be lost.
func genFlood(t *rapid.T, cfg Config, n int) []op {
	if rapid.IntRange(0, 7).Draw(t, "much") < 7 {
		return []op{{in: genInput(t, cfg, n), times: rapid.IntRange(2, 9).Draw(t, "times")}}
	}
	talk := op{in: toWidget(t, cfg, "connect/new", "{}"), times: messageBurst + 5}
	return append([]op{talk}, genMember(t, cfg, n)...)
}

// genLeaves wants to leave for many places at once, by links or as the widget
// may announce banks.
func genLeaves(t *rapid.T, cfg Config, _ int) []op {
	var ops []op
	announced := rapid.Bool().Draw(t, "announced")
	for i := range 2 * outsideBurst {
		to := fmt.Sprintf("https://bank.example/%d", i)
		o := op{in: link(to)}
		if announced {
			o.in = toWidget(t, cfg, "connect/oauthRequested", `{"member_guid":"M-1","url":"`+to+`"}`)
		}
		ops = append(ops, o)
	}
	return ops
}

func genDue(*rapid.T, Config, int) []op { return []op{{onTime: true, in: Tick{}}} }

func genChecked(t *rapid.T) Input {
	return MemberChecked{
		GUID: pick(t, "guid", "M-1", "M-2", ""), Found: pick(t, "found", "M-3", ""),
		State: pick(t, "state", MemberConnected, MemberWaiting, MemberNeedsUser, MemberUnknown, MemberNone, 5),
	}
}

func genPause(t *rapid.T) time.Duration {
	return pick(t, "pause", 0, 0, time.Millisecond, 15*time.Millisecond, 600*time.Millisecond, 3*time.Second, 31*time.Second,
		4*time.Minute, 16*time.Minute, -time.Millisecond, -10*time.Second, -time.Hour)
}

func genGUID(t *rapid.T) string { return pick(t, "guid", "M-1", "M-2", "M-3") }

func genLink(t *rapid.T, cfg Config) returnLink {
	l := returnLink{
		status: pick(t, "status", "success", "success", "error", ""), member: pick(t, "member", "M-1", "M-2", ""),
		reason: pick(t, "reason", "", "", "DENIED", "CANCELLED", "other"),
		nonce:  pick(t, "nonce", cfg.Return.Nonce.Reveal(), cfg.Return.Nonce.Reveal(), "", "ffffffffffffffffffffffffffffffff"),
	}
	l.spelling = rapid.IntRange(0, 3).Draw(t, "spelling")
	return l
}

func genInput(t *rapid.T, cfg Config, n int) Input {
	switch rapid.IntRange(0, 31).Draw(t, "input") {
	case 31:
		return pick[Input](t, "last", Dismiss{}, Close{}, Crashed{}, PageFailed{}, PageFailed{Err: fault.New(fault.ProviderTimeout, nil)})
	case 0, 1:
		return pick[Input](t, "plain", Touch{}, Start{}, PageLoaded{}, Tick{}, nil)
	case 2, 3:
		return pick[Input](t, "moved", Back{}, Reload{})
	case 4, 5:
		page := origin
		if rapid.IntRange(0, 20).Draw(t, "page") == 20 {
			page = pick(t, "page", "https://other.example", "http://other.example")
		}
		return FreshURL{URL: secret.New(fmt.Sprintf("%s/%s-%d", page, canaryToken, n)), Age: pick(t, "age", 0, -time.Hour, time.Minute, time.Hour)}
	case 6, 7:
		return genChecked(t)
	case 8, 9, 10:
		return Navigate{navigation.Request{
			URL:   secret.New(pick(t, "url", "https://bank.example/login", "https://bank.example/other", "tel:+4911", "javascript:1", origin+"/x", "about:blank", "http://insecure.example/")),
			Frame: pick(t, "frame", navigation.FrameMain, navigation.FrameMain, navigation.FrameSub, navigation.FrameUnknown), NewWindow: rapid.Bool().Draw(t, "window"),
			UserGesture: rapid.Bool().Draw(t, "gesture"), Response: rapid.Bool().Draw(t, "response"),
		}}
	case 11, 12, 13:
		return genConnected(t, cfg, genGUID(t))
	default:
		e := pick(t, "event", [2]string{"ping", "{}"}, [2]string{"navigation", `{"did_go_back":false}`}, [2]string{"navigation", `{"did_go_back":true}`},
			[2]string{"connect/connected/primaryAction", "{}"}, [2]string{"connect/memberError", `{"member":{"guid":"M-1","connection_status":2}}`},
			[2]string{"connect/memberStatusUpdate", `{"member_guid":"M-1","connection_status":6}`}, [2]string{"connect/oauthError", `{"error_reason":"DENIED"}`},
			[2]string{"connect/memberConnected", `{"member_guid":7}`}, [2]string{"connect/oauthRequested", `{"member_guid":"M-1","url":"javascript:1"}`},
			[2]string{"connect/stepChange", `{"current":"timeOut"}`}, [2]string{"connect/new", `[1]`})
		return genEvent(t, cfg, e[0], e[1])
	}
}

func genConnected(t *rapid.T, cfg Config, guid string) Input {
	metadata := `{"member_guid":"` + guid + `"}`
	if cfg.Traits.MemberSecret {
		metadata = `{"ucpInstitutionId":"U","connectionId":"` + canaryConnection + guid + `","aggregatorUserId":"A","aggregator":"mx"}`
	}
	return genEvent(t, cfg, "connect/memberConnected", metadata)
}

// genEvent says something as a navigation or as a message, sometimes from
// where it does not count.
func genEvent(t *rapid.T, cfg Config, name, metadata string) Input {
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		return Message{Origin: pick(t, "origin", "https://evil.example", "null"), Data: posted(cfg, name, metadata)}
	case 1:
		return Message{Origin: origin, SubFrame: true, Data: posted(cfg, name, metadata)}
	case 2:
		in := mx(name, metadata)
		in.Frame = navigation.FrameSub
		return in
	default:
		return toWidget(t, cfg, name, metadata)
	}
}

// toWidget says something in the widget's name.
func toWidget(t *rapid.T, cfg Config, name, metadata string) Input {
	if rapid.Bool().Draw(t, "message") {
		return Message{Origin: origin, Data: posted(cfg, name, metadata)}
	}
	in := mx(name, metadata)
	in.URL = secret.New(pick(t, "scheme", cfg.AppScheme, cfg.AppScheme, "mx") + in.URL.Reveal()[len("mx"):])
	return in
}

func posted(cfg Config, name, metadata string) string {
	if cfg.Traits.MemberSecret {
		return `{"type":"` + name + `","metadata":` + metadata + `}`
	}
	return `{"mx":true,"type":"mx/` + name + `","metadata":` + metadata + `}`
}
