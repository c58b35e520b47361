package mx

import (
	"context"
	"net/http"
	"net/url"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// ConnectWidget is the widget type of MX Connect, the default. MX has many
// others, and more than its specification lists, so the type is open.
const ConnectWidget = "connect_widget"

// UIMessageVersion is the current version of the widget's events.
const UIMessageVersion = 4

// The values of OAuthReferralSource.
const (
	ReferralApp     = "APP"     // the bank's login ends at the scheme or ClientRedirectURL
	ReferralBrowser = "BROWSER" // it ends in a browser window that posts a message
)

// WidgetURLRequest describes a widget. An empty field is left to MX's
// default, which the comments name.
type WidgetURLRequest struct {
	WidgetType  string       `json:"widget_type"` // default ConnectWidget
	DataRequest *DataRequest `json:"data_request,omitempty"`
	Mode        string       `json:"mode,omitempty"` // aggregation (default) or verification; DataRequest wins

	// Where Connect begins. The member wins over the institution, the
	// institution's guid over its code.
	CurrentMemberGUID        string `json:"current_member_guid,omitempty"`
	CurrentInstitutionGUID   string `json:"current_institution_guid,omitempty"`
	CurrentInstitutionCode   string `json:"current_institution_code,omitempty"`
	CurrentMicrodepositGUID  string `json:"current_microdeposit_guid,omitempty"`  // verification only
	UpdateCredentials        *bool  `json:"update_credentials,omitempty"`         // MX advises CurrentMemberGUID alone
	DisableInstitutionSearch *bool  `json:"disable_institution_search,omitempty"` // needs one of the fields above

	IsMobileWebview           *bool  `json:"is_mobile_webview,omitempty"`             // events as navigations; default false
	UIMessageVersion          int    `json:"ui_message_version,omitempty"`            // default 4
	UIMessageWebviewURLScheme string `json:"ui_message_webview_url_scheme,omitempty"` // default mx
	OAuthReferralSource       string `json:"oauth_referral_source,omitempty"`         // default APP in a mobile webview
	// ClientRedirectURL is where the bank's login ends; only with a mobile
	// webview or ReferralApp. It is secret because it may hold a nonce.
	ClientRedirectURL secret.String `json:"-"`
	EnableApp2App     *bool         `json:"enable_app2app,omitempty"` // default true

	ColorScheme          string    `json:"color_scheme,omitempty"` // light (default), dark, browser
	UseCases             []UseCase `json:"use_cases,omitempty"`
	DisableBackgroundAgg *bool     `json:"disable_background_agg,omitempty"` // default false, true in verification
	IncludeIdentity      *bool     `json:"include_identity,omitempty"`       // superseded by DataRequest
	IncludeTransactions  *bool     `json:"include_transactions,omitempty"`   // superseded by DataRequest
	ISOCountryCode       []string  `json:"iso_country_code,omitempty"`       // US, CA, MX

	// For widgets other than Connect.
	Locale                   string          `json:"locale,omitempty"` // Connect takes AcceptLanguage
	Style                    *Style          `json:"style,omitempty"`
	DeepLinkParams           *DeepLinkParams `json:"deep_link_params,omitempty"`
	InsightGUID              string          `json:"insight_guid,omitempty"`
	MicrowidgetInstanceID    string          `json:"microwidget_instance_id,omitempty"`
	ConnectionsUseCaseFilter *bool           `json:"connections_use_case_filter,omitempty"` // v20111101 only

	Unpublished

	AcceptLanguage  string          `json:"-"` // header: en-US (default), en-CA, es, fr
	CallbackPayload CallbackPayload `json:"-"` // header
}

// DataRequest names the products that the user is asked to share. An
// institution must support all of them.
type DataRequest struct {
	Products []Product `json:"products"`
}

// Style changes the widget's look.
type Style struct {
	FontName string `json:"font_name"` // a Google font
}

// DeepLinkParams belongs to actionable_integration_widget.
type DeepLinkParams struct {
	LaunchIntegration string `json:"launch_integration,omitempty"` // direct-deposit
}

// Unpublished are fields that MX's own code uses and its API reference does
// not mention. MX may ignore or drop them.
type Unpublished struct {
	TargetOriginReferrer    string `json:"target_origin_referrer,omitempty"` // origin that posted messages go to
	WaitForFullAggregation  *bool  `json:"wait_for_full_aggregation,omitempty"`
	ShowBackButton          *bool  `json:"show_back_button,omitempty"`
	AdditionalProductOption string `json:"additional_product_option,omitempty"`
}

// WidgetURL is a widget's address. It works once and for ten minutes,
// whichever ends first; a reload needs a new one.
type WidgetURL struct {
	Type   string        `json:"type"`
	URL    secret.String `json:"url"`
	UserID string        `json:"user_id"` // the app's own identifier
}

const widgetURLsPath = "/users/{user_guid}/widget_urls"

// WidgetURL asks for a widget URL (POST /users/{user_guid}/widget_urls). The
// user is named by the MX guid only. The answer's URL is checked to be https,
// or http on a loopback address; another one is a fault.WidgetURLInvalid
// error.
func (c *Client) WidgetURL(ctx context.Context, userGUID string, req WidgetURLRequest) (WidgetURL, error) {
	header, err := req.header()
	if err != nil {
		return WidgetURL{}, err
	}
	w, err := object[WidgetURL](ctx, c, rest.Call{
		Method: http.MethodPost, Path: widgetURLsPath, Params: []string{userGUID},
		Header: header, Body: req.body(), Hide: req.hide(),
	}, "widget_url")
	if err != nil {
		return WidgetURL{}, err
	}
	// A parse error quotes the URL and is not passed on as the cause.
	if u, err := url.Parse(w.URL.Reveal()); err != nil || !rest.Secure(u) {
		return WidgetURL{}, fault.New(fault.WidgetURLInvalid, nil)
	}
	return w, nil
}

// body adds the parts that the request's own JSON form keeps to itself.
func (req WidgetURLRequest) body() any {
	if req.WidgetType == "" {
		req.WidgetType = ConnectWidget
	}
	type open struct {
		WidgetURLRequest
		ClientRedirectURL string `json:"client_redirect_url,omitempty"`
	}
	return map[string]any{"widget_url": open{req, req.ClientRedirectURL.Reveal()}}
}

func (req WidgetURLRequest) header() (http.Header, error) {
	h := http.Header{}
	if req.AcceptLanguage != "" {
		h.Set("Accept-Language", req.AcceptLanguage)
	}
	return h, req.CallbackPayload.set(h)
}

// hide lists what MX could repeat in an error and nobody else should read.
func (req WidgetURLRequest) hide() []string {
	return append(req.CallbackPayload.hide(), hideURL(req.ClientRedirectURL)...)
}
