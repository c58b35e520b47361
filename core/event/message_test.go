package event

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
)

func TestMessageForms(t *testing.T) {
	for _, g := range []golden{
		{"MX object", `{"metadata":{"member_guid":"MBR-1"},"mx":true,"type":"mx/connect/memberConnected"}`, ConnectMemberConnected, FormObject, true, true, true, member},
		{"white space", " {\n\t\"type\" : \"mx/load\" }\r\n", GenericLoad, FormObject, true, true, false, "{}"},
		{"prefix in capitals", `{"type":"MX/Connect/MemberConnected","metadata":{"member_guid":"MBR-1"}}`, ConnectMemberConnected, FormObject, true, true, true, member},
		{"escaped slashes", `{"type":"mx\/connect\/memberConnected","metadata":{"member_guid":"MBR-1"}}`, ConnectMemberConnected, FormObject, true, true, true, member},
		{"escaped keys", `{"t\u0079pe":"mx/connect/memberConnected","m\u0065tadata":{"member\u005fguid":"MBR-1"}}`, ConnectMemberConnected, FormObject, true, true, true, `{"member\u005fguid":"MBR-1"}`},
		{"without metadata", `{"type":"mx/connect/connected/primaryAction","mx":true}`, ConnectConnectedPrimaryAction, FormObject, true, true, false, "{}"},
		{"null metadata", `{"type":"mx/load","metadata":null}`, GenericLoad, FormObject, true, true, false, "{}"},
		{"first step change", `{"type":"mx/connect/stepChange","metadata":{"current":"search"}}`, ConnectStepChange, FormObject, true, true, false, `{"current":"search"}`},
		{"null previous", `{"type":"mx/connect/stepChange","metadata":{"previous":null,"current":"search"}}`, ConnectStepChange, FormObject, true, true, false, `{"previous":null,"current":"search"}`},
		{"null institution URL", `{"type":"mx/connect/selectedInstitution","metadata":{"name":"x","url":null}}`, ConnectSelectedInstitution, FormObject, true, true, false, `{"name":"x","url":null}`},
		{"fields that no row knows", `{"type":"mx/connect/loaded","metadata":{"initial_step":"search","extra":{"a":[1,null]}}}`, ConnectLoaded, FormObject, true, true, false, `{"initial_step":"search","extra":{"a":[1,null]}}`},
		{"half a surrogate pair", `{"type":"mx/connect/loaded","metadata":{"initial_step":"\ud800"}}`, ConnectLoaded, FormObject, true, true, false, `{"initial_step":"\ud800"}`},
		{"metadata twice", `{"type":"mx/connect/memberConnected","metadata":{},"metadata":{"member_guid":"MBR-1"}}`, ConnectMemberConnected, FormObject, true, false, false, member},
		{"another key twice", `{"type":"mx/connect/memberConnected","mx":true,"mx":true,"metadata":{"member_guid":"MBR-1"}}`, ConnectMemberConnected, FormObject, true, false, false, member},
		{"metadata as text", `{"type":"mx/connect/memberConnected","metadata":"{\"member_guid\":\"MBR-1\"}"}`, ConnectMemberConnected, FormObject, true, false, false, `"{\"member_guid\":\"MBR-1\"}"`},
		{"unknown", `{"type":"mx/connect/somethingNew","metadata":{"a":1,"a":2}}`, "connect/somethingNew", FormObject, false, true, false, `{"a":1,"a":2}`},
		{"unknown with text", `{"type":"other","metadata":"x"}`, "other", FormObject, false, true, false, `"x"`},
		{"unknown outside ASCII", `{"type":"mx/été"}`, "été", FormObject, false, true, false, "{}"},
		{"a name with a space", `{"type":"acme linked"}`, "acme linked", FormObject, false, true, false, "{}"},
		{"a name as long as can be", `{"type":"` + strings.Repeat("n", maxName) + `"}`, Name(strings.Repeat("n", maxName)), FormObject, false, true, false, "{}"},
		{"Kelvin sign is not a k", `{"type":"mx/connect/bac` + "\u212a" + `ToSearch"}`, "connect/bac\u212aToSearch", FormObject, false, true, false, "{}"},
		{"one prefix only", `{"type":"mx/mx/load"}`, "mx/load", FormObject, false, true, false, "{}"},

		{"JSON text", `"{\"metadata\":{\"member_guid\":\"MBR-1\"},\"mx\":true,\"type\":\"mx/connect/memberConnected\"}"`, ConnectMemberConnected, FormText, true, true, true, member},
		{"JSON text with an emoji", `"{\"type\":\"mx/connect/institutionSearch\",\"metadata\":{\"query\":\"\ud83c\udfe6 \\u00e9\"}}"`, ConnectInstitutionSearch, FormText, true, true, false, `{"query":"🏦 \u00e9"}`},

		{"legacy", `"{\"type\":\"load\",\"payload\":{},\"moneyDesktop\":true,\"timeStamp\":1700000000000}"`, GenericLoad, FormLegacy, true, true, false, "{}"},
		{"legacy without payload", `"{\"type\":\"ping\",\"moneyDesktop\":true}"`, GenericPing, FormLegacy, true, true, false, "{}"},
		{"legacy member added", `"{\"type\":\"mxConnect:memberAdded\",\"payload\":{\"member_guid\":\"MBR-1\"},\"moneyDesktop\":true}"`, ConnectMemberConnected, FormLegacy, true, true, true, member},
		{"legacy widget loaded", `"{\"type\":\"mxConnect:widgetLoaded\",\"payload\":{},\"moneyDesktop\":true}"`, LegacyWidgetLoaded, FormLegacy, true, true, false, "{}"},
		{"legacy unknown", `"{\"type\":\"accountCreated\",\"payload\":{\"guid\":\"ACT-1\"},\"moneyDesktop\":true}"`, "accountCreated", FormLegacy, false, true, false, `{"guid":"ACT-1"}`},
		{"legacy as object", `{"type":"load","payload":{"a":1},"metadata":{"b":1},"moneyDesktop":true}`, GenericLoad, FormLegacy, true, true, false, `{"a":1}`},
		{"not legacy when moneyDesktop is not true", `{"type":"load","payload":{"a":1},"metadata":{"b":1},"moneyDesktop":1}`, GenericLoad, FormObject, true, true, false, `{"b":1}`},
		{"payload when there is no metadata", `{"type":"other","payload":{"a":1}}`, "other", FormObject, false, true, false, `{"a":1}`},
	} {
		t.Run(g.name, func(t *testing.T) {
			e, err := parser(t, Config{}).FromMessage(g.in)
			g.check(t, e, err)
		})
	}
}

func TestUCWMessages(t *testing.T) {
	const connected = `{"ucpInstitutionId":"U","connectionId":"C","aggregatorUserId":"A","aggregator":"mx_int","jobId":7}`
	for _, g := range []golden{
		{"unprefixed", `{"type":"connect/memberConnected","metadata":` + connected + `}`, ConnectMemberConnected, FormObject, true, true, true, connected},
		{"older prefix", `{"type":"vcs/connect/memberConnected","metadata":` + connected + `}`, ConnectMemberConnected, FormObject, true, true, true, connected},
		{"empty connection", `{"type":"connect/memberConnected","metadata":{"ucpInstitutionId":"U","connectionId":"","aggregatorUserId":"A","aggregator":"mx"}}`, ConnectMemberConnected, FormObject, true, false, false, `{"ucpInstitutionId":"U","connectionId":"","aggregatorUserId":"A","aggregator":"mx"}`},
		{"navigation", `{"type":"navigation","metadata":{"did_go_back":false}}`, GenericNavigation, FormObject, true, true, false, `{"did_go_back":false}`},
		{"MX only", `{"type":"account/created","metadata":{"guid":"ACT-1"}}`, "account/created", FormObject, false, true, false, `{"guid":"ACT-1"}`},
	} {
		t.Run(g.name, func(t *testing.T) {
			e, err := parser(t, Config{Dialect: UCW}).FromMessage(g.in)
			g.check(t, e, err)
		})
	}
}

func TestFinoMessages(t *testing.T) {
	for _, g := range []golden{
		{"ready", `{"type":"ready"}`, FinoReady, FormObject, true, true, false, `{"type":"ready"}`},
		{"unknown keeps the whole message", `{"type":"resize","height":400}`, "resize", FormObject, false, true, false, `{"type":"resize","height":400}`},
		{"metadata when there is some", `{"type":"resize","metadata":{"height":400}}`, "resize", FormObject, false, true, false, `{"height":400}`},
	} {
		t.Run(g.name, func(t *testing.T) {
			e, err := parser(t, Config{Dialect: Fino}).FromMessage(g.in)
			g.check(t, e, err)
		})
	}
}

func TestMessageOfEveryExample(t *testing.T) {
	everyExample(t, func(t *testing.T, p *Parser, spec *Spec, metadata string) {
		for _, prefix := range []string{"mx/", "", "vcs/"} {
			for _, name := range append([]string{string(spec.Name), uri.Lower(string(spec.Name))}, spec.Aliases...) {
				object := objectOf(prefix, Name(name), metadata)
				for in, form := range map[string]Form{object: FormObject, textOf(object): FormText} {
					e, err := p.FromMessage(in)
					golden{event: spec.Name, form: form, known: true, valid: true, terminal: spec.Terminal, metadata: metadata}.check(t, e, err)
				}
			}
		}
	})
}

func TestHostileMessagesAreRefused(t *testing.T) {
	type row struct {
		Name, Data string
		Code       fault.Code
	}
	for _, r := range load[row](t, "hostile_messages.json") {
		for _, dialect := range []Dialect{MX, UCW, Fino} {
			t.Run(dialect.String()+" "+r.Name, func(t *testing.T) {
				e, err := parser(t, Config{Dialect: dialect}).FromMessage(r.Data)
				assert.Equal(t, r.Code, fault.CodeOf(err))
				assert.Equal(t, Event{}, e)
				_, err = parser(t, Config{Dialect: dialect}).FromMessage(textOf(r.Data))
				assert.Equal(t, r.Code, fault.CodeOf(err), "as text")
			})
		}
	}
}

func TestInvalidUTF8IsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"in a value": "{\"type\":\"mx/load\",\"a\":\"\xff\"}",
		"in a key":   "{\"type\":\"mx/load\",\"\xc0\xaf\":1}",
		"in text":    "\"{\\\"type\\\":\\\"\xed\xa0\x80\\\"}\"",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parser(t, Config{}).FromMessage(data)
			assert.Equal(t, fault.EventMalformed, fault.CodeOf(err))
		})
	}
}

func TestParserIsSafeForConcurrentUse(t *testing.T) {
	p := parser(t, Config{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				e, err := p.FromURL(urlOf("mx", ConnectMemberConnected, member))
				assert.NoError(t, err)
				assert.True(t, e.Terminal)
				_ = e.Masked()
			}
		})
	}
	wg.Wait()
}
