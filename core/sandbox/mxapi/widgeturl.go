package mxapi

import (
	"net/http"
)

// widgetRequest has the fields of a widget URL request that the sandbox
// honours. Others are ignored.
type widgetRequest struct {
	WidgetType               string   `json:"widget_type"`
	Mode                     string   `json:"mode"`
	IsMobileWebview          bool     `json:"is_mobile_webview"`
	UIMessageVersion         *int     `json:"ui_message_version"`
	UIMessageScheme          string   `json:"ui_message_webview_url_scheme"`
	OAuthReferralSource      string   `json:"oauth_referral_source"`
	ColorScheme              string   `json:"color_scheme"`
	CurrentMemberGUID        string   `json:"current_member_guid"`
	CurrentInstitutionGUID   string   `json:"current_institution_guid"`
	CurrentInstitutionCode   string   `json:"current_institution_code"`
	DisableInstitutionSearch bool     `json:"disable_institution_search"`
	UpdateCredentials        bool     `json:"update_credentials"`
	TargetOriginReferrer     string   `json:"target_origin_referrer"`
	ClientRedirectURL        string   `json:"client_redirect_url"`
	CurrentMicrodepositGUID  string   `json:"current_microdeposit_guid"`
	UseCases                 []string `json:"use_cases"`

	DataRequest *productList `json:"data_request"`
}

// requestWidgetURL: POST /users/{guid}/widget_urls. Unlike elsewhere the user
// is known by its guid only.
func (f *face) requestWidgetURL(r *http.Request, a *reply) error {
	user, err := f.World.User(r.PathValue("user"))
	if err != nil {
		return err
	}
	if user.GUID != r.PathValue("user") {
		return refuse(http.StatusNotFound, "A widget URL is requested with the user's guid.")
	}
	var body struct {
		WidgetURL *widgetRequest `json:"widget_url"`
	}
	if err := a.read(r, &body); err != nil {
		return err
	}
	if body.WidgetURL == nil {
		return refuse(http.StatusBadRequest, "The field widget_url is missing.")
	}
	if err := checkPayload(r); err != nil {
		return err
	}
	cfg, err := body.WidgetURL.config()
	if err != nil {
		return err
	}
	path := f.Mint(user.GUID, locale(r.Header.Get("Accept-Language")), cfg)
	return a.ok(map[string]any{"widget_url": map[string]any{
		"type": body.WidgetURL.WidgetType, "url": f.BaseURL + path, "user_id": orNull(user.ID),
	}})
}
