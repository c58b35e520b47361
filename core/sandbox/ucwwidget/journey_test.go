package ucwwidget_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// said is what a widget says, with the parts that differ from run to run named:
// MEMBER, CONNECTION and USER.
type said struct {
	kind     string
	metadata string // "" when there is none
}

// names replaces what differs from run to run.
func names(t *testing.T, list []heard) []said {
	t.Helper()
	var out []said
	for _, h := range list {
		one := said{kind: h.Data.Type}
		if len(h.Data.Metadata) > 0 {
			var fields object
			require.NoError(t, json.Unmarshal(h.Data.Metadata, &fields))
			for field, name := range map[string]string{
				"member_guid": "MEMBER", "connectionId": "CONNECTION", "aggregatorUserId": "USER",
				"jobId": "JOB", "akoyaAuthCode": "CODE", "url": "URL",
			} {
				if value, _ := fields[field].(string); value != "" {
					fields[field] = name
				}
			}
			if member, ok := fields["member"].(object); ok {
				member["guid"] = "MEMBER"
			}
			if in, ok := fields["institution"].(object); ok {
				in["guid"] = "OWN"
			}
			encoded, err := json.Marshal(fields)
			require.NoError(t, err)
			one.metadata = string(encoded)
		}
		out = append(out, one)
	}
	return out
}

func change(previous, current string) said {
	return said{"connect/stepChange", `{"current":"` + current + `","previous":"` + previous + `"}`}
}

func status(bank, aggregator, number string) said {
	return said{"connect/memberStatusUpdate", `{"aggregator":"` + aggregator + `","aggregatorUserId":"USER","connectionId":"CONNECTION","connectionStatus":` + number + `,"ucpInstitutionId":"` + bank + `"}`}
}

func connected(bank, aggregator string) said {
	return said{"connect/memberConnected", `{"aggregator":"` + aggregator + `","aggregatorUserId":"USER","connectionId":"CONNECTION","ucpInstitutionId":"` + bank + `"}`}
}

var (
	first  = said{"connect/stepChange", `{"current":"search"}`}
	loaded = said{"connect/loaded", `{"initial_step":"search"}`}
	direct = said{"connect/loaded", `{"initial_step":"enterCreds"}`}
	done   = []said{{"connect/connected/primaryAction", ""}, {"connect/backToSearch", ""}, change("connected", "search")}
)

// settled drops the status of a member that is still being made: whether a
// poll sees it is a matter of time.
func settled(list []said, bank, aggregator string) []said {
	out := []said{}
	for _, one := range list {
		if one != status(bank, aggregator, "0") && one != status(bank, aggregator, "15") {
			out = append(out, one)
		}
	}
	return out
}

func TestSearchRefusedThenConnected(t *testing.T) {
	s := newStage(t)
	steps := []step{typed("#search", "mistr"), click(`li:only-child [data-test="mxCuCredential"]`)}
	steps = append(append(steps, logIn("wrong")...), click(`[data-test="incorrect-credentials"]:not([hidden])`))
	s.does(append(append(steps, logIn("correct")...), click(`[data-test="done-button"]`))...)
	s.frame(s.widgetURL(nil))
	list := s.until("connect/stepChange", `"previous":"connected"`)
	for _, h := range list {
		assert.Equal(t, s.url, h.Origin)
		assert.True(t, h.Framed)
	}
	own := `{"institution":{"code":"mistral","guid":"OWN"}`
	want := append([]said{
		first, loaded,
		{"connect/institutionSearch", `{"query":"mistr"}`},
		{"connect/selectedInstitution", `{"guid":"mxCuCredential","name":"Mistral Credit Union","url":"URL"}`},
		change("search", "enterCreds"),
		{"connect/enterCredentials", own + `}`},
		change("enterCreds", "connecting"),
		status("mxCuCredential", "mx_int", "2"),
		change("connecting", "enterCreds"),
		{"connect/memberError", `{"member":{"connection_status":2,"guid":"MEMBER"}}`},
		{"connect/updateCredentials", own + `,"member_guid":"MEMBER"}`},
		change("enterCreds", "connecting"),
		status("mxCuCredential", "mx_int", "6"),
		connected("mxCuCredential", "mx_int"),
		change("connecting", "connected"),
	}, done...)
	assert.Equal(t, want, settled(names(t, list), "mxCuCredential", "mx_int"))
	s.clean()
}

func TestInstitutionOfTheURLWithItsQuestion(t *testing.T) {
	s := newStage(t)
	steps := append(logIn("correct"), typed(`input[name="ANSWER"]`, "correct"), click(`[data-test="mfa-continue"]`), click(`[data-test="done-button"]`))
	s.does(steps...)
	s.frame(s.widgetURL(object{"institutionId": "sophtronBank"}))
	list := s.until("connect/stepChange", `"previous":"connected"`)
	var kinds []string
	for _, one := range names(t, list) {
		if one.kind != "connect/memberStatusUpdate" {
			kinds = append(kinds, one.kind+one.metadata)
			continue
		}
		for _, extra := range []string{"rawStatus", "selectedAccountId", "jobLastStep", "jobId"} {
			assert.Contains(t, one.metadata, `"`+extra+`"`)
		}
	}
	extra := `"jobId":"JOB","jobLastStep":"done","rawStatus":"success","selectedAccountId":null,`
	join := func(list ...said) (out []string) {
		for _, one := range list {
			out = append(out, one.kind+one.metadata)
		}
		return out
	}
	assert.Equal(t, join(append([]said{
		first, direct,
		{"connect/enterCredentials", `{"institution":{"code":"gullwingate","guid":"OWN"}}`},
		change("enterCreds", "connecting"), change("connecting", "mfa"),
		{"connect/submitMFA", `{"member_guid":"MEMBER"}`},
		change("mfa", "connecting"),
		{"connect/memberConnected", `{"aggregator":"sophtron","aggregatorUserId":"USER","connectionId":"CONNECTION",` + extra + `"ucpInstitutionId":"sophtronBank"}`},
		change("connecting", "connected"),
	}, done...)...), kinds)
	s.clean()
}

func TestRefreshKeepsTheConnection(t *testing.T) {
	s := newStage(t)
	before, err := s.face.Connect("ada", "mxBank")
	require.NoError(t, err)
	s.does(logIn("correct")...)
	s.frame(s.widgetURL(object{"institutionId": "mxBank", "aggregator": "mx_int", "connectionId": before.ConnectionID.Reveal()}))
	list := s.until("connect/memberConnected", before.ConnectionID.Reveal())
	want := []said{
		first, direct,
		{"connect/updateCredentials", `{"institution":{"code":"harborlight","guid":"OWN"},"member_guid":"MEMBER"}`},
		change("enterCreds", "connecting"), status("mxBank", "mx_int", "6"), connected("mxBank", "mx_int"),
	}
	assert.Equal(t, want, settled(names(t, list), "mxBank", "mx_int")[:len(want)])
	s.clean()
}

func TestOAuthInTheBrowser(t *testing.T) {
	for _, row := range []struct {
		name, bank string
		granted    bool
		end, with  string
		want       []said
	}{
		{"granted by MX", "mxBankOauth", true, "connect/memberConnected", "", []said{
			change("enterCreds", "connecting"), status("mxBankOauth", "mx_int", "6"), connected("mxBankOauth", "mx_int"),
		}},
		{"granted by Plaid", "plaidbank", true, "connect/memberConnected", "access-sandbox-", []said{
			change("enterCreds", "connecting"), status("plaidbank", "plaid_sandbox", "6"), connected("plaidbank", "plaid_sandbox"),
		}},
		{"denied", "mxBankOauth", false, "connect/stepChange", `"oauthError"`, []said{
			{"connect/oauthError", `{"error_reason":"DENIED","member_guid":"MEMBER"}`}, change("enterCreds", "oauthError"),
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newStage(t)
			if !row.granted {
				s.refusal = "DENIED"
			}
			s.does(click(`[data-test="oauth-button"]`))
			s.frame(s.widgetURL(object{"institutionId": row.bank}))
			list := s.until(row.end, row.with)
			want := append([]said{first, direct, {"connect/oauthRequested", `{"member_guid":"MEMBER","url":"URL"}`}}, row.want...)
			aggregator := "mx_int"
			if row.bank == "plaidbank" {
				aggregator = "plaid_sandbox"
			}
			got := settled(names(t, list), row.bank, aggregator)
			require.GreaterOrEqual(t, len(got), len(want), got)
			assert.Equal(t, want, got[:len(want)])
			require.Eventually(t, func() bool { return s.pages() == 1 }, deadline, tick, "the bank's window is closed")
			s.clean()
		})
	}
}

func TestUnknownInstitutionSaysTheFirstTwoEventsOnly(t *testing.T) {
	for name, more := range map[string]object{
		"institution": {"institutionId": "nope"},
		"connection":  {"institutionId": "mxBank", "aggregator": "mx_int", "connectionId": "nope"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.frame(s.widgetURL(more))
			assert.Equal(t, []said{first, loaded}, names(t, s.until("connect/loaded", "")))
			s.clean()
		})
	}
}

// members returns what the world has for ada.
func (s *stage) members() []world.Member {
	users := s.face.World.Users(world.UserFilter{})
	if len(users) == 0 {
		return nil
	}
	members, err := s.face.World.Members(users[0].GUID)
	require.NoError(s.t, err)
	return members
}
