package session

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// memberError is the widget's error screen for a connection_status.
func memberError(status int) Input {
	return mx("connect/memberError", fmt.Sprintf(`{"member":{"guid":"MBR-1","connection_status":%d}}`, status))
}

func toTheBank() Input {
	return mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bank+`"}`)
}

func TestTheReasonTellsConflictsApart(t *testing.T) {
	const m = "MBR-1"
	tests := []struct {
		name   string
		in     []Input // the last one ends the session
		level  fault.Level
		code   fault.Code
		retry  bool
		by     Actor
		member string
		detail string
	}{
		{"the user closed it", []Input{Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"the app closed it", []Input{Close{}}, fault.LevelApp, fault.AppClosed, true, ByApp, "", ""},
		{"the user clicked Done without a member", []Input{mx("connect/connected/primaryAction", "{}")}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"the user went back out of it", []Input{Back{}, mx("navigation", stayedPut)}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},

		{"wrong credentials", []Input{memberError(2), Dismiss{}}, fault.LevelMember, fault.MemberCredentialsRefused, true, ByUser, m, "2"},
		{"wrong credentials, the app closed it", []Input{memberError(2), Close{}}, fault.LevelMember, fault.MemberCredentialsRefused, true, ByApp, m, "2"},
		{"a locked account", []Input{memberError(5), Dismiss{}}, fault.LevelMember, fault.MemberLocked, false, ByUser, m, "5"},
		{"clicked away", []Input{mx("connect/memberError/primaryAction", `{"member":{"guid":"MBR-1","connection_status":7}}`), Dismiss{}}, fault.LevelMember, fault.MemberImpeded, true, ByUser, m, "7"},
		{"the user left at a question", []Input{mx("connect/memberStatusUpdate", `{"member_guid":"MBR-1","connection_status":3}`), Dismiss{}}, fault.LevelMember, fault.MemberNeedsUser, true, ByUser, m, "3"},
		{"no usable data", []Input{mx("connect/invalidData", `{"member":{"guid":"MBR-1","code":1000}}`), Dismiss{}}, fault.LevelMember, fault.MemberDataInvalid, false, ByUser, m, "1000"},
		{"small deposits refused", []Input{mx("connect/microdeposits/error/primaryAction", `{"status":"PREVENTED","guid":"MIC-1"}`), Dismiss{}}, fault.LevelMember, fault.MicrodepositRefused, false, ByUser, "", "PREVENTED"},

		{"an institution that is down", []Input{memberError(10), Dismiss{}}, fault.LevelInstitution, fault.InstitutionUnavailable, true, ByUser, m, "10"},
		{"an institution that is gone", []Input{memberError(11), Dismiss{}}, fault.LevelInstitution, fault.InstitutionDiscontinued, false, ByUser, m, "11"},
		{"an institution that cannot be chosen", []Input{mx("connect/stepChange", `{"current":"institutionStatusDetails"}`), Dismiss{}}, fault.LevelInstitution, fault.InstitutionUnavailable, true, ByUser, "", ""},
		{"a member that could not be made", []Input{mx("connect/createMemberError", `{"institution_guid":"INS-1","institution_code":"harbor_1"}`), Dismiss{}}, fault.LevelInstitution, fault.InstitutionRefused, true, ByUser, "", "harbor_1"},

		{"a provider that switched it off", []Input{memberError(16), Dismiss{}}, fault.LevelConfiguration, fault.MemberDisabled, false, ByUser, m, "16"},
		{"an unusable widget URL", []Input{Reload{}, FreshURL{URL: secret.New("http://widgets.example/")}}, fault.LevelConfiguration, fault.WidgetURLInvalid, false, "", "", ""},

		{"at the bank", []Input{toTheBank(), Dismiss{}}, fault.LevelOAuth, fault.OAuthUnfinished, true, ByUser, m, ""},
		{"the bank refused, by the link", []Input{toTheBank(), ReturnLink{secret.New("mx://oauth_complete?status=error&error_reason=IMPEDED")}, Dismiss{}}, fault.LevelOAuth, fault.OAuthImpeded, true, ByUser, m, "IMPEDED"},
		{"the bank refused, by the widget", []Input{mx("connect/oauthError", `{"member_guid":"MBR-1","error_reason":"CANCELLED"}`), Dismiss{}}, fault.LevelOAuth, fault.OAuthCancelled, true, ByUser, m, "CANCELLED"},
		{"the bank refused without a word", []Input{mx("connect/oauthError", `{}`), Dismiss{}}, fault.LevelOAuth, fault.OAuthFailed, true, ByUser, "", ""},
		{"the bank refused in words of its own", []Input{mx("connect/oauthError", `{"error_reason":"because"}`), Dismiss{}}, fault.LevelOAuth, fault.OAuthFailed, true, ByUser, "", ""},
		{"the bank agreed and the user did not wait", []Input{toTheBank(), ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-2")}, Dismiss{}}, fault.LevelMember, fault.MemberNotReady, true, ByUser, "MBR-2", ""},

		{"connecting took too long for the user", []Input{mx("connect/stepChange", `{"previous":"connecting","current":"timeOut"}`), Dismiss{}}, fault.LevelTimeout, fault.MemberDelayed, true, ByUser, "", ""},
		{"nobody was there any more", []Input{memberError(2), wait{}}, fault.LevelTimeout, fault.SessionExpired, true, "", "", ""},
		{"the page failed", []Input{memberError(2), PageFailed{}}, fault.LevelWidget, fault.WidgetLoadFailed, true, "", "", ""},
		{"the provider failed", []Input{PageFailed{Err: fault.New(fault.ProviderUnavailable, errors.New("502"))}}, fault.LevelProvider, fault.ProviderUnavailable, true, "", "", ""},

		{"new credentials settle it", []Input{memberError(2), mx("connect/updateCredentials", `{"member_guid":"MBR-1","institution":{"code":"h","guid":"INS-1"}}`), Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"first credentials settle it", []Input{memberError(2), mx("connect/enterCredentials", `{"institution":{"code":"h","guid":"INS-1"}}`), Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"an answer settles it", []Input{memberError(3), mx("connect/submitMFA", `{"member_guid":"MBR-1"}`), Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"a better status settles it", []Input{memberError(2), mx("connect/memberStatusUpdate", `{"member_guid":"MBR-1","connection_status":15}`), Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"another screen does not", []Input{memberError(2), mx("connect/backToSearch", `{}`), mx("connect/stepChange", `{"current":"search"}`), Dismiss{}}, fault.LevelMember, fault.MemberCredentialsRefused, true, ByUser, m, "2"},
		{"an event that is not valid tells of nothing", []Input{mx("connect/memberError", `{"member":{"guid":"MBR-1"}}`), Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
		{"a sub-frame tells of nothing", []Input{Message{Origin: origin, SubFrame: true, Data: `{"type":"mx/connect/oauthError","metadata":{}}`}, Dismiss{}}, fault.LevelUser, fault.UserExited, true, ByUser, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, nil)
			var last Answer
			for _, in := range tt.in {
				if _, ok := in.(wait); ok {
					b.now, in = b.now.Add(15*time.Minute), Tick{}
				}
				last = b.feed(in)
			}
			assert.Equal(t, Reason{
				Level: tt.level, Code: tt.code, Retryable: tt.retry, Advice: fault.Advice(tt.code),
				By: tt.by, MemberGUID: tt.member, Detail: tt.detail,
			}, outcome(t, last).Reason)
		})
	}
}

func TestAConnectedSessionHasNoReason(t *testing.T) {
	for by, in := range map[Actor]Input{ByUser: Dismiss{}, ByApp: Close{}, "": Crashed{}} {
		b := openedBench(t, nil)
		b.feed(connected("MBR-1"))
		b.feed(memberError(2))
		assert.Equal(t, Reason{By: by}, outcome(t, b.feed(in)).Reason)
	}
}

// The numbers are those of MX's connection_status, in mx's documented order.
func TestEveryConnectionStatusHasItsLevel(t *testing.T) {
	want := []struct {
		code  fault.Code
		level fault.Level
	}{
		0: {}, 6: {}, 8: {}, 15: {}, 18: {},
		1: {fault.MemberCredentialsRefused, fault.LevelMember}, 2: {fault.MemberCredentialsRefused, fault.LevelMember},
		3: {fault.MemberNeedsUser, fault.LevelMember}, 4: {fault.MemberChallengeFailed, fault.LevelMember},
		5: {fault.MemberLocked, fault.LevelMember}, 7: {fault.MemberImpeded, fault.LevelMember},
		9: {fault.InstitutionUnavailable, fault.LevelInstitution}, 10: {fault.InstitutionUnavailable, fault.LevelInstitution},
		11: {fault.InstitutionDiscontinued, fault.LevelInstitution}, 12: {fault.MemberClosed, fault.LevelMember},
		13: {fault.InstitutionUnavailable, fault.LevelInstitution}, 14: {fault.MemberFailed, fault.LevelMember},
		16: {fault.MemberDisabled, fault.LevelConfiguration}, 17: {fault.MemberNeedsUser, fault.LevelMember},
		19: {fault.MemberChallengeFailed, fault.LevelMember}, 20: {fault.MemberNeedsUser, fault.LevelMember},
		21: {fault.OAuthUnfinished, fault.LevelOAuth}, 22: {fault.MemberFailed, fault.LevelMember},
	}
	for status, w := range want {
		assert.Equal(t, w.code, statusCode(status), "status %d", status)
		if w.code != "" {
			assert.Equal(t, w.level, fault.LevelOf(w.code), "status %d", status)
		}
	}
}

func TestWithUCWTheReasonNamesNoMember(t *testing.T) {
	const token = "access-token-of-plaid"
	b := openedBench(t, func(c *Config) { c.Traits = traits.UCW() })
	for _, in := range []Input{
		post(origin, `{"type":"connect/memberError","metadata":{"member":{"guid":"`+token+`","connection_status":2}}}`),
		post(origin, `{"type":"connect/memberStatusUpdate","metadata":{"ucpInstitutionId":"U","connectionId":"`+token+`","aggregatorUserId":"A","aggregator":"plaid","connectionStatus":5}}`),
	} {
		require.Nil(t, b.feed(in).Err)
	}
	reason := outcome(t, b.feed(Dismiss{})).Reason
	assert.Equal(t, fault.MemberLocked, reason.Code)
	assert.Empty(t, reason.MemberGUID)
	assert.NotContains(t, fmt.Sprintf("%+v", reason), token)
}

func TestTextOfThePageIsNotADetail(t *testing.T) {
	for _, code := range []string{strings.Repeat("1", maxDetail+1), "a b", "<b>", "ä", "a\\n"} {
		b := openedBench(t, nil)
		b.feed(mx("connect/invalidData", `{"member":{"guid":"MBR-1","code":"`+code+`"}}`))
		reason := outcome(t, b.feed(Dismiss{})).Reason
		assert.Equal(t, fault.MemberDataInvalid, reason.Code)
		assert.Empty(t, reason.Detail, code)
	}
	assert.True(t, isDetail(strings.Repeat("1", maxDetail)))
	for _, c := range []string{"azAZ09_-"} {
		assert.True(t, isDetail(c))
	}
	for _, c := range []string{"`", "{", "@", "[", "/", ":"} {
		assert.False(t, isDetail(c), c)
	}
}

func TestTheReasonSurvivesTheProcess(t *testing.T) {
	b := openedBench(t, ownReturn)
	b.feed(mx("connect/oauthError", `{"member_guid":"MBR-1","error_reason":"DENIED"}`))
	want := Reason{
		Level: fault.LevelOAuth, Code: fault.OAuthDenied, Retryable: true, Advice: fault.Advice(fault.OAuthDenied),
		By: ByUser, MemberGUID: "MBR-1", Detail: "DENIED",
	}
	assert.Equal(t, want, outcome(t, b.reborn(b.snapshot()).feed(Dismiss{})).Reason)
}

func TestTheReasonOfARestoredSession(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	b.feed(Start{})
	b.feed(MemberChecked{GUID: "MBR-1", State: MemberNeedsUser})
	reason := outcome(t, b.feed(Dismiss{})).Reason
	assert.Equal(t, fault.MemberNeedsUser, reason.Code)
	assert.Equal(t, "MBR-1", reason.MemberGUID)
}
