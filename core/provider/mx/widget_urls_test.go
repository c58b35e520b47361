package mx

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// full has every field set.
func full() WidgetURLRequest {
	return WidgetURLRequest{
		DataRequest: &DataRequest{Products: []Product{provider.AccountVerification, provider.Rewards}}, Mode: "verification",
		CurrentMemberGUID: "MBR-1", CurrentInstitutionGUID: "INS-1", CurrentInstitutionCode: "harborlight", CurrentMicrodepositGUID: "MIC-1",
		UpdateCredentials: new(false), DisableInstitutionSearch: new(true), IsMobileWebview: new(true), UIMessageVersion: UIMessageVersion,
		UIMessageWebviewURLScheme: "myapp", OAuthReferralSource: ReferralApp,
		ClientRedirectURL: secret.New("https://app.example/return/nonce-1234567890"), EnableApp2App: new(false),
		ColorScheme: "dark", UseCases: []UseCase{MoneyMovement, PFM}, DisableBackgroundAgg: new(true), IncludeIdentity: new(true),
		IncludeTransactions: new(false), ISOCountryCode: []string{"US", "CA"}, Locale: "fr", Style: &Style{FontName: "Lato"},
		DeepLinkParams: &DeepLinkParams{LaunchIntegration: "direct-deposit"}, InsightGUID: "BET-1", MicrowidgetInstanceID: "i-1",
		ConnectionsUseCaseFilter: new(true),
		Unpublished: Unpublished{
			TargetOriginReferrer: "https://app.example", WaitForFullAggregation: new(true), ShowBackButton: new(true), AdditionalProductOption: "transactions",
		},
		AcceptLanguage: "fr", CallbackPayload: []byte("order 7"),
	}
}

func TestWidgetRequestSendsEveryField(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, `{"widget_url":{"type":"connect_widget","url":"https://w.example/md/connect/token-1","user_id":"u-1"}}`))
	w, err := c.WidgetURL(t.Context(), "USR-1", full())
	require.NoError(t, err)
	assert.JSONEq(t, file(t, "widget_request.json"), requests[0].body)
	assert.Equal(t, "fr", requests[0].header.Get("Accept-Language"))
	assert.Equal(t, base64.StdEncoding.EncodeToString([]byte("order 7")), requests[0].header.Get("X-Callback-Payload"))
	assert.Equal(t, "https://w.example/md/connect/token-1", w.URL.Reveal())
	assert.Equal(t, "connect_widget", w.Type)
	assert.Equal(t, "u-1", w.UserID)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", w, full()), "token-1")
	assert.NotContains(t, fmt.Sprintf("%+v %#v", w, full()), "nonce")
}

func TestWidgetURLMustBeUsable(t *testing.T) {
	rows := map[string]fault.Code{
		`"https://w.example/md/connect/token-1"`:    "",
		`"http://127.0.0.1:1/md/connect/token-1"`:   "",
		`"http://w.example/md/connect/token-1"`:     fault.WidgetURLInvalid,
		`"https://u:p@w.example/connect/token-1"`:   fault.WidgetURLInvalid,
		`"javascript:alert(1)//token-1"`:            fault.WidgetURLInvalid,
		`"/md/connect/token-1"`:                     fault.WidgetURLInvalid,
		`"https://w.example/md/connect/%zztoken-1"`: fault.WidgetURLInvalid,
		`""`:   fault.WidgetURLInvalid,
		`null`: fault.WidgetURLInvalid,
		`7`:    fault.WidgetURLInvalid,
	}
	for in, code := range rows {
		t.Run(in, func(t *testing.T) {
			var requests []seen
			c := serve(t, recorder(&requests, 200, `{"widget_url":{"url":`+in+`}}`))
			w, err := c.WidgetURL(t.Context(), "USR-1", WidgetURLRequest{})
			assert.Equal(t, code, fault.CodeOf(err))
			assert.Equal(t, code == "", !w.URL.IsZero())
			assert.NotContains(t, fmt.Sprintf("%+v", fault.From(err)), "token-1")
		})
	}
}

func TestCallbackPayloadHasALimit(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, `{"widget_url":{"url":"https://w.example/x"}}`))
	_, err := c.WidgetURL(t.Context(), "USR-1", WidgetURLRequest{CallbackPayload: make([]byte, 768)})
	require.NoError(t, err)
	assert.Len(t, requests[0].header.Get("X-Callback-Payload"), 1024)
	_, err = c.WidgetURL(t.Context(), "USR-1", WidgetURLRequest{CallbackPayload: make([]byte, 769)})
	require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
	assert.Len(t, requests, 1)
}

func TestLanguageIsTheNearestOne(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "en": "en-US", "en-GB": "en-US", "en_CA": "en-CA", "EN-ca": "en-CA", "fr-CA": "fr", "es-419": "es", "de": "", "est": "", "free\r\nX: y": "",
	} {
		assert.Equal(t, want, acceptLanguage(in), in)
	}
}
