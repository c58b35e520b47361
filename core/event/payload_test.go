package event

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
)

// TestPayloads compares the payload of each example with what it must be.
func TestPayloads(t *testing.T) {
	institution := InstitutionRef{Code: "harborlight", GUID: "INS-1"}
	connection := Connection{"UCP-1", secret.New("access-sandbox-1"), "user-1", "plaid_sandbox"}
	want := map[string]any{
		"load": Load{}, "ping": Ping{}, "navigation": Navigation{DidGoBack: true}, "focusTrap": FocusTrap{Trapped: true},
		"mxConnect:widgetLoaded":                       WidgetLoaded{},
		"client/oauthComplete":                         OAuthComplete{URL: secret.New("https://bank.example/done?code=1")},
		"account/created":                              AccountCreated{GUID: "ACT-1"},
		"pulse/overdraftWarning/cta/transferFunds":     TransferFunds{AccountGUID: "ACT-1", Amount: 12.5},
		"connect/loaded":                               Loaded{InitialStep: "search"},
		"connect/stepChange":                           StepChange{Previous: "search", Current: "enterCreds"},
		"connect/institutionSearch":                    InstitutionSearch{Query: "harbor"},
		"connect/selectedInstitution":                  SelectedInstitution{Code: "harborlight", GUID: "INS-1", Name: "Harborlight Bank", URL: "https://harborlight.example"},
		"connect/enterCredentials":                     EnterCredentials{Institution: institution},
		"connect/updateCredentials":                    UpdateCredentials{MemberGUID: "MBR-1", Institution: institution},
		"connect/submitMFA":                            SubmitMFA{MemberGUID: "MBR-1"},
		"connect/memberStatusUpdate mx":                MemberStatusUpdate{MemberGUID: "MBR-1", ConnectionStatus: 6},
		"connect/memberStatusUpdate ucw":               UCWMemberStatusUpdate{connection, 6},
		"connect/memberConnected mx":                   MemberConnected{MemberGUID: "MBR-1"},
		"connect/memberConnected ucw":                  UCWMemberConnected{connection},
		"connect/connected/primaryAction":              ConnectedPrimaryAction{},
		"connect/memberError":                          MemberError{MemberGUID: "MBR-1", ConnectionStatus: 2},
		"connect/memberError/primaryAction":            MemberErrorPrimaryAction{MemberGUID: "MBR-1", ConnectionStatus: 2},
		"connect/createMemberError":                    CreateMemberError{InstitutionGUID: "INS-1", InstitutionCode: "harborlight"},
		"connect/memberDeleted":                        MemberDeleted{MemberGUID: "MBR-1"},
		"connect/oauthRequested":                       OAuthRequested{URL: secret.New("https://bank.example/authorize?state=1"), MemberGUID: "MBR-1"},
		"connect/oauthError":                           OAuthError{MemberGUID: "MBR-1", Reason: "DENIED"},
		"connect/backToSearch":                         BackToSearch{Context: "manualAccountAdded"},
		"connect/invalidData":                          InvalidData{MemberGUID: "MBR-1", Code: "1000"},
		"connect/invalidData/primaryAction":            InvalidDataPrimaryAction{MemberGUID: "MBR-1"},
		"connect/initialDataReady":                     InitialDataReady{MemberGUID: "MBR-1"},
		"connect/backButtonClicked":                    BackButtonClicked{},
		"connect/microdeposits/loaded":                 MicrodepositsLoaded{InitialStep: "comeBack"},
		"connect/microdeposits/detailsSubmitted":       MicrodepositsDetailsSubmitted{MicrodepositGUID: "MCD-1"},
		"connect/microdeposits/comeBack/primaryAction": MicrodepositsComeBackPrimaryAction{MicrodepositGUID: "MCD-1"},
		"connect/microdeposits/verified":               MicrodepositsVerified{MicrodepositGUID: "MCD-1"},
		"connect/microdeposits/verified/primaryAction": MicrodepositsVerifiedPrimaryAction{},
		"connect/microdeposits/error/primaryAction":    MicrodepositsErrorPrimaryAction{Status: "REJECTED", GUID: "MCD-1"},
		"connect/microdeposits/blockedRoutingNumber":   MicrodepositsBlockedRoutingNumber{RoutingNumber: secret.New("110000000"), Reason: "BLOCKED"},
		"ready": Ready{},
	}
	everyExample(t, func(t *testing.T, p *Parser, spec *Spec, metadata string) {
		expected, ok := want[string(spec.Name)]
		if !ok {
			expected, ok = want[string(spec.Name)+" "+p.dialect.String()]
		}
		require.True(t, ok)
		assert.Equal(t, expected, read(t, p, spec.Name, metadata).Payload())
	})
}

func TestPayloadDecodesEscapes(t *testing.T) {
	e := read(t, parser(t, Config{}), ConnectInstitutionSearch, `{"query":"\"caf\u00e9\" \ud83c\udfe6 \ud83c \\ \/ \b\f\n\r\t"}`)
	search, ok := As[InstitutionSearch](e)
	require.True(t, ok)
	assert.Equal(t, "\"café\" 🏦 \ufffd \\ / \b\f\n\r\t", search.Query)
}

func TestAsRefusesAnotherType(t *testing.T) {
	e := read(t, parser(t, Config{}), ConnectMemberConnected, `{"member_guid":"MBR-1"}`)
	_, ok := As[UCWMemberConnected](e)
	assert.False(t, ok)
	_, ok = As[MemberConnected](Event{})
	assert.False(t, ok)
}

func TestDialectDecidesTheShape(t *testing.T) {
	mx := `{"member_guid":"MBR-1"}`
	ucw := `{"ucpInstitutionId":"U","connectionId":"C","aggregatorUserId":"A","aggregator":"mx"}`
	for _, row := range []struct {
		name     string
		dialect  Dialect
		metadata string
		known    bool
		valid    bool
	}{
		{"MX takes its own", MX, mx, true, true},
		{"MX refuses UCW's", MX, ucw, true, false},
		{"UCW takes its own", UCW, ucw, true, true},
		{"UCW refuses MX's", UCW, mx, true, false},
		{"fino knows neither", Fino, mx, false, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := read(t, parser(t, Config{Dialect: row.dialect}), ConnectMemberConnected, row.metadata)
			assert.Equal(t, row.known, e.Known)
			assert.Equal(t, row.valid, e.Valid())
			assert.Equal(t, row.known && row.valid, e.Terminal)
		})
	}
}
