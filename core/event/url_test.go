package event

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// golden is what a wire form must become.
type golden struct {
	name     string
	in       string
	event    Name
	form     Form
	known    bool
	valid    bool
	terminal bool
	metadata string
}

func (g golden) check(t *testing.T, e Event, err error) {
	t.Helper()
	require.NoError(t, err)
	assert.Equal(t, g.event, e.Name)
	assert.Equal(t, g.form.String(), e.Form.String())
	assert.Equal(t, g.known, e.Known, "known")
	assert.Equal(t, g.valid, e.Valid(), "problems: %v", e.Problems)
	assert.Equal(t, g.terminal, e.Terminal, "terminal")
	assert.Equal(t, g.metadata, e.Metadata)
	assert.Equal(t, g.known && g.valid, e.Payload() != nil, "payload")
}

const member = `{"member_guid":"MBR-1"}`

func TestURLForms(t *testing.T) {
	encoded := url.PathEscape(member)
	for _, g := range []golden{
		{"version 4", "mx://connect/memberConnected?metadata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"the app's scheme", "myapp://connect/memberConnected?metadata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"scheme in capitals", "MyApp://connect/memberConnected?metadata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"lower-cased name", "mx://connect/memberconnected?metadata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"shouted name", "mx://CONNECT/MEMBERCONNECTED?metadata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"alias of the docs", "mx://connect/memberStatusUpdated?metadata=%7B%22member_guid%22:%22M%22,%22connection_status%22:6%7D", ConnectMemberStatusUpdate, FormURL, true, true, false, `{"member_guid":"M","connection_status":6}`},
		{"alias submitMfa", "mx://connect/submitMfa?metadata=" + encoded, ConnectSubmitMFA, FormURL, true, true, false, member},
		{"alias memberConnected/primaryAction", "mx://connect/memberConnected/primaryAction", ConnectConnectedPrimaryAction, FormURL, true, true, false, "{}"},
		{"no metadata", "mx://load", GenericLoad, FormURL, true, true, false, "{}"},
		{"slash after the host", "mx://load/", GenericLoad, FormURL, true, true, false, "{}"},
		{"slash after the host, with metadata", "mx://ping/?metadata=%7B%7D", GenericPing, FormURL, true, true, false, "{}"},
		{"empty query", "mx://load?", GenericLoad, FormURL, true, true, false, "{}"},
		{"empty metadata", "mx://load?metadata=", GenericLoad, FormURL, true, true, false, "{}"},
		{"metadata without value", "mx://load?metadata", GenericLoad, FormURL, true, true, false, "{}"},
		{"metadata of white space", "mx://load?metadata=%20+", GenericLoad, FormURL, true, true, false, "{}"},
		{"null metadata", "mx://load?metadata=null", GenericLoad, FormURL, true, true, false, "{}"},
		{"white space around the metadata", "mx://load?metadata=%20%7B%7D%0A", GenericLoad, FormURL, true, true, false, "{}"},
		{"other parameters beside the metadata", "mx://connect/memberConnected?a=1&metadata=" + encoded + "&b=2;c", ConnectMemberConnected, FormURL, true, true, true, member},
		{"encoded parameter name", "mx://connect/memberConnected?meta%64ata=" + encoded, ConnectMemberConnected, FormURL, true, true, true, member},
		{"semicolon in the metadata", "mx://connect/institutionSearch?metadata=%7B%22query%22:%22a;b%22%7D", ConnectInstitutionSearch, FormURL, true, true, false, `{"query":"a;b"}`},
		{"equals sign in the metadata", "mx://connect/institutionSearch?metadata={%22query%22:%22a=b%22}", ConnectInstitutionSearch, FormURL, true, true, false, `{"query":"a=b"}`},
		{"metadata not encoded", `mx://connect/institutionSearch?metadata={"query":"café x"}`, ConnectInstitutionSearch, FormURL, true, true, false, `{"query":"café x"}`},
		{"plus is a space", "mx://connect/institutionSearch?metadata=%7B%22query%22%3A%22a+b%2Bc%22%7D", ConnectInstitutionSearch, FormURL, true, true, false, `{"query":"a b+c"}`},
		{"missing field", "mx://connect/memberConnected", ConnectMemberConnected, FormURL, true, false, false, "{}"},
		{"metadata encoded twice", "mx://connect/memberConnected?metadata=" + url.PathEscape(encoded), ConnectMemberConnected, FormURL, true, false, false, `"%7B%22member_guid%22:%22MBR-1%22%7D"`},
		{"broken percent escape", "mx://connect/memberConnected?metadata=%7B%2", ConnectMemberConnected, FormURL, true, false, false, `"%7B%2"`},
		{"wrong percent escape", "mx://connect/memberConnected?metadata=%7B%zz", ConnectMemberConnected, FormURL, true, false, false, `"%7B%zz"`},
		{"truncated JSON", "mx://connect/memberConnected?metadata=%7B%22member_guid%22", ConnectMemberConnected, FormURL, true, false, false, `"{\"member_guid\""`},
		{"not UTF-8", "mx://connect/memberConnected?metadata=%7B%22member_guid%22:%22%FF%22%7D", ConnectMemberConnected, FormURL, true, false, false, `"{\"member_guid\":\"\ufffd\"}"`},
		{"null byte in the metadata", "mx://connect/memberConnected?metadata=%7B%22member_guid%22:%22%00%22%7D", ConnectMemberConnected, FormURL, true, false, false, `"{\"member_guid\":\"\u0000\"}"`},
		{"metadata cut by an ampersand", `mx://connect/institutionSearch?metadata={"query":"a&b"}`, ConnectInstitutionSearch, FormURL, true, false, false, `"{\"query\":\"a"`},
		{"unknown event", "mx://connect/somethingNew?metadata=%7B%22a%22:%5B1%5D%7D", "connect/somethingNew", FormURL, false, true, false, `{"a":[1]}`},
		{"unknown event keeps its case", "mx://Else", "Else", FormURL, false, true, false, "{}"},
		{"unknown event with text", "mx://else?metadata=%7Bx", "else", FormURL, false, true, false, `"{x"`},
		{"unknown event with a scalar", "mx://else?metadata=5", "else", FormURL, false, true, false, "5"},
		{"trailing slash after a path", "mx://connect/loaded/", "connect/loaded/", FormURL, false, true, false, "{}"},
		{"empty segment", "mx://connect//loaded", "connect//loaded", FormURL, false, true, false, "{}"},
		{"name longer than any known", "mx://" + strings.Repeat("a", 200), Name(strings.Repeat("a", 200)), FormURL, false, true, false, "{}"},

		{"version 3", "mx://connect/loaded?initial_step=search", ConnectLoaded, FormFlatURL, true, true, false, `{"initial_step":"search"}`},
		{"version 3 with typed values", "mx://connect/memberStatusUpdate?member_guid=MBR-1&connection_status=6&user_guid=USR-1", ConnectMemberStatusUpdate, FormFlatURL, true, true, false, `{"member_guid":"MBR-1","connection_status":6,"user_guid":"USR-1"}`},
		{"version 3 with a boolean", "mx://navigation?did_go_back=false", GenericNavigation, FormFlatURL, true, true, false, `{"did_go_back":false}`},
		{"version 3 with a wrong boolean", "mx://navigation?did_go_back=False", GenericNavigation, FormFlatURL, true, false, false, `{"did_go_back":"False"}`},
		{"version 3 with a number smuggled in", "mx://connect/memberStatusUpdate?member_guid=M&connection_status=6,%22x%22:1", ConnectMemberStatusUpdate, FormFlatURL, true, false, false, `{"member_guid":"M","connection_status":"6,\"x\":1"}`},
		{"version 3 with a space around a number", "mx://connect/memberStatusUpdate?member_guid=M&connection_status=%206", ConnectMemberStatusUpdate, FormFlatURL, true, false, false, `{"member_guid":"M","connection_status":" 6"}`},
		{"version 3 repeats a field", "mx://connect/loaded?initial_step=a&initial_step=b", ConnectLoaded, FormFlatURL, true, false, false, `{"initial_step":"a","initial_step":"b"}`},
		{"version 3 keeps plus", "mx://connect/loaded?initial_step=a+b%20c", ConnectLoaded, FormFlatURL, true, true, false, `{"initial_step":"a+b c"}`},
		{"version 3 with empty pairs", "mx://connect/loaded?&initial_step=a&&x", ConnectLoaded, FormFlatURL, true, true, false, `{"initial_step":"a","x":""}`},
		{"version 3 with a broken escape", "mx://connect/loaded?initial_step=100%", ConnectLoaded, FormFlatURL, true, true, false, `{"initial_step":"100%"}`},
		{"version 3 with a quote", "mx://connect/loaded?initial_step=%22%7D%00", ConnectLoaded, FormFlatURL, true, true, false, `{"initial_step":"\"}\u0000"}`},
		{"version 3 unknown", "mx://memberCreated?guid=1&type=member", "memberCreated", FormFlatURL, false, true, false, `{"guid":"1","type":"member"}`},

		{"Atrium loaded", "atrium://mxConnectLoaded", LegacyWidgetLoaded, FormAtrium, true, true, false, "{}"},
		{"Atrium loaded, lower-cased", "atrium://mxconnectloaded/", LegacyWidgetLoaded, FormAtrium, true, true, false, "{}"},
		{"Atrium added", "atrium://memberAdded/MBR-1", ConnectMemberConnected, FormAtrium, true, true, true, member},
		{"Atrium added, lower-cased", "ATRIUM://memberadded/MBR-1", ConnectMemberConnected, FormAtrium, true, true, true, member},
		{"Atrium added without member", "atrium://memberAdded", ConnectMemberConnected, FormAtrium, true, false, false, "{}"},
		{"Atrium added without member, with slash", "atrium://memberAdded/", ConnectMemberConnected, FormAtrium, true, false, false, "{}"},
		{"Atrium added with more", "atrium://memberAdded/MBR-1/x", "memberAdded/MBR-1/x", FormURL, false, true, false, "{}"},
		{"Atrium knows no other event", "atrium://connect/memberConnected?metadata=" + encoded, "connect/memberConnected", FormURL, false, true, false, member},
		{"Atrium's events need its scheme", "mx://memberAdded/MBR-1", "memberAdded/MBR-1", FormURL, false, true, false, "{}"},
	} {
		t.Run(g.name, func(t *testing.T) {
			p := parser(t, Config{AppScheme: "MyApp"})
			assert.True(t, p.IsEventURL(g.in))
			e, err := p.FromURL(g.in)
			g.check(t, e, err)
		})
	}
}

func TestURLOfEveryExample(t *testing.T) {
	everyExample(t, func(t *testing.T, p *Parser, spec *Spec, metadata string) {
		if spec.Name == LegacyWidgetLoaded {
			return // its colon cannot be in a URL
		}
		for _, name := range []Name{spec.Name, Name(uri.Lower(string(spec.Name)))} {
			e, err := p.FromURL(urlOf("mx", name, metadata))
			golden{event: spec.Name, form: FormURL, known: true, valid: true, terminal: spec.Terminal, metadata: e.Metadata}.check(t, e, err)
			assert.JSONEq(t, metadata, e.Metadata)
		}
	})
}

func TestHostileURLsAreRefused(t *testing.T) {
	type row struct {
		Name, URL string
		Code      fault.Code
	}
	for _, r := range load[row](t, "hostile_urls.json") {
		t.Run(r.Name, func(t *testing.T) {
			e, err := parser(t, Config{}).FromURL(r.URL)
			assert.Equal(t, r.Code, fault.CodeOf(err))
			assert.Equal(t, Event{}, e)
		})
	}
}

// TestForbiddenBytesAreFoundAtEachPlace puts each byte at each place of URLs
// around the length of a word, among bytes that are looked at one by one.
func TestForbiddenBytesAreFoundAtEachPlace(t *testing.T) {
	for length := 1; length <= 18; length++ {
		for at := range length {
			for c := range 256 {
				for _, around := range []string{" ", "$", `"`, "\x80"} {
					url := strings.Repeat(around, at) + string([]byte{byte(c)}) + strings.Repeat(around, length-at-1)
					if got := hasForbidden(url); got != (c < ' ' || c == '#' || c == 0x7f) {
						t.Fatalf("hasForbidden(%q) is %v", url, got)
					}
				}
			}
		}
	}
}

func TestParametersAreTakenApartAsTheyStand(t *testing.T) {
	p := parser(t, Config{})
	for name, row := range map[string]struct {
		url, metadata string
		form          Form
	}{
		"an empty pair in front":        {"mx://connect/loaded?&metadata=%7B%22initial_step%22%3A%22s%22%7D", `{"initial_step":"s"}`, FormURL},
		"an encoded name":               {"mx://connect/loaded?meta%64ata=%7B%7D", `{}`, FormURL},
		"a pair without a name":         {"mx://connect/loaded?=x&initial_step=s", `{"":"x","initial_step":"s"}`, FormFlatURL},
		"a plus in a flat name":         {"mx://connect/loaded?a+b=c+d", `{"a+b":"c+d"}`, FormFlatURL},
		"a field beside a boolean one":  {"mx://navigation?x=true&did_go_back=false", `{"x":"true","did_go_back":false}`, FormFlatURL},
		"a field beside a number":       {"mx://pulse/overdraftWarning/cta/transferFunds?x=7&amount=7.50", `{"x":"7","amount":7.50}`, FormFlatURL},
		"a number that is not only one": {"mx://pulse/overdraftWarning/cta/transferFunds?amount=7%20", `{"amount":"7 "}`, FormFlatURL},
		"a question mark in a value":    {"mx://connect/loaded?initial_step=a?b", `{"initial_step":"a?b"}`, FormFlatURL},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := p.FromURL(row.url)
			require.NoError(t, err)
			assert.Equal(t, row.metadata, e.Metadata)
			assert.Equal(t, row.form, e.Form)
		})
	}
}

func TestSchemes(t *testing.T) {
	plain := parser(t, Config{})
	app := parser(t, Config{AppScheme: "my.app-1+x"})
	pinned := parser(t, Config{AppScheme: "myapp", PinScheme: true})
	pinnedMX := parser(t, Config{PinScheme: true})
	for _, row := range []struct {
		name   string
		p      *Parser
		url    string
		expect bool
	}{
		{"default is mx", plain, "mx://load", true},
		{"case does not matter", plain, "Mx://load", true},
		{"atrium is accepted", plain, "atrium://x", true},
		{"malformed ones are ours too", plain, "mx:load", true},
		{"scheme alone is ours", plain, "mx:", true},
		{"without colon is not", plain, "mx", false},
		{"longer scheme is not", plain, "mxx://load", false},
		{"another app is not", plain, "myapp://load", false},
		{"https is not", plain, "https://mx://load", false},
		{"leading space is not", plain, " mx://load", false},
		{"nothing is not", plain, "", false},
		{"the app's own", app, "MY.APP-1+X://load", true},
		{"mx beside the app's", app, "mx://load", true},
		{"pinned takes its own", pinned, "myapp://load", true},
		{"pinned refuses mx", pinned, "mx://load", false},
		{"pinned refuses atrium", pinned, "atrium://memberAdded/MBR-1", false},
		{"pinned mx takes mx", pinnedMX, "mx://load", true},
		{"pinned mx refuses atrium", pinnedMX, "atrium://x", false},
	} {
		t.Run(row.name, func(t *testing.T) { assert.Equal(t, row.expect, row.p.IsEventURL(row.url)) })
	}
}

func TestAtriumAsTheAppsOwnSchemeKnowsEverything(t *testing.T) {
	p := parser(t, Config{AppScheme: "atrium"})
	e, err := p.FromURL(urlOf("atrium", ConnectMemberConnected, member))
	golden{event: ConnectMemberConnected, form: FormURL, known: true, valid: true, terminal: true, metadata: member}.check(t, e, err)
	e, err = p.FromURL("atrium://memberAdded/MBR-1")
	golden{event: ConnectMemberConnected, form: FormAtrium, known: true, valid: true, terminal: true, metadata: member}.check(t, e, err)
}

func TestAtriumMeansNothingToOtherDialects(t *testing.T) {
	e, err := parser(t, Config{Dialect: UCW}).FromURL("atrium://memberAdded/MBR-1")
	golden{event: "memberAdded/MBR-1", form: FormURL, valid: true, metadata: "{}"}.check(t, e, err)
}

func TestNewParserRefusesUnusableSettings(t *testing.T) {
	for name, cfg := range map[string]Config{
		"unknown dialect":         {Dialect: 9},
		"scheme with colon":       {AppScheme: "myapp:"},
		"scheme with slashes":     {AppScheme: "myapp://"},
		"scheme with underscore":  {AppScheme: "my_app"},
		"scheme with digit first": {AppScheme: "1app"},
		"scheme with umlaut":      {AppScheme: "mäpp"},
		"https as scheme":         {AppScheme: "HTTPS"},
		"javascript as scheme":    {AppScheme: "javascript"},
		"negative bytes":          {Limits: Limits{Bytes: -1}},
		"negative depth":          {Limits: Limits{Depth: -1}},
		"negative keys":           {Limits: Limits{Keys: -1}},
		"strings beyond 32 bits":  {Limits: Limits{String: maxBytes + 1}},
		"bytes beyond 32 bits":    {Limits: Limits{Bytes: maxBytes + 1}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := NewParser(cfg)
			assert.Nil(t, p)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}
