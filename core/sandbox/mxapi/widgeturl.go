package mxapi

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/connecthost/connecthost/core/internal/uri"
	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/mxwidget"
	"github.com/connecthost/connecthost/core/sandbox/world"
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

// config checks the request and fills in MX's defaults.
func (q *widgetRequest) config() (mxwidget.Config, error) {
	for _, check := range []func() error{q.checkKind, q.checkStart, q.checkScheme, q.checkReferrer, q.checkReturn} {
		if err := check(); err != nil {
			return mxwidget.Config{}, err
		}
	}
	data, err := q.dataRequest()
	if err != nil {
		return mxwidget.Config{}, err
	}
	source := "BROWSER"
	if q.IsMobileWebview {
		source = "APP"
	}
	return mxwidget.Config{
		Mode:                     cmp.Or(q.Mode, "aggregation"),
		UIMessageVersion:         4,
		IsMobileWebview:          q.IsMobileWebview,
		UIMessageScheme:          cmp.Or(q.UIMessageScheme, "mx"),
		OAuthReferralSource:      cmp.Or(q.OAuthReferralSource, source),
		ColorScheme:              cmp.Or(q.ColorScheme, "light"),
		CurrentMemberGUID:        q.CurrentMemberGUID,
		CurrentInstitutionGUID:   q.CurrentInstitutionGUID,
		CurrentInstitutionCode:   q.CurrentInstitutionCode,
		DisableInstitutionSearch: q.DisableInstitutionSearch,
		UpdateCredentials:        q.UpdateCredentials,
		DataRequest:              data,
		TargetOriginReferrer:     q.TargetOriginReferrer,
		ClientRedirectURL:        q.ClientRedirectURL,
		CurrentMicrodepositGUID:  q.CurrentMicrodepositGUID,
		UseCases:                 q.UseCases,
	}, nil
}

func (q *widgetRequest) checkKind() error {
	for _, field := range []struct {
		name, value string
		allowed     []string
	}{
		{"widget_type", q.WidgetType, []string{"connect_widget"}},
		{"mode", cmp.Or(q.Mode, "aggregation"), []string{"aggregation", "verification"}},
		{"oauth_referral_source", cmp.Or(q.OAuthReferralSource, "APP"), []string{"APP", "BROWSER"}},
		{"color_scheme", cmp.Or(q.ColorScheme, "light"), []string{"light", "dark", "browser"}},
	} {
		if !slices.Contains(field.allowed, field.value) {
			return refuse(http.StatusBadRequest, "In the sandbox %s is one of: %s.", field.name, strings.Join(field.allowed, ", "))
		}
	}
	if q.UIMessageVersion != nil && *q.UIMessageVersion != 4 {
		return refuse(http.StatusBadRequest, "In the sandbox ui_message_version is 4.")
	}
	return nil
}

// checkStart refuses a widget that could show nothing: without its search it
// needs another place to start from.
func (q *widgetRequest) checkStart() error {
	start := q.CurrentMemberGUID + q.CurrentInstitutionGUID + q.CurrentInstitutionCode + q.CurrentMicrodepositGUID
	if q.DisableInstitutionSearch && start == "" {
		return refuse(http.StatusBadRequest, "disable_institution_search needs current_member_guid, current_institution_guid or current_institution_code.")
	}
	return nil
}

// schemeForm is that of RFC 3986, section 3.1.
var schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]{0,63}$`)

func (q *widgetRequest) checkScheme() error {
	s := cmp.Or(q.UIMessageScheme, "mx")
	if !schemeForm.MatchString(s) || uri.IsReserved(uri.Lower(s)) {
		return refuse(http.StatusBadRequest, "ui_message_webview_url_scheme must be a scheme of the app's own.")
	}
	return nil
}

// originForm admits what may stand in a content security policy as it is.
var originForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)

// checkReferrer reduces target_origin_referrer to its origin.
func (q *widgetRequest) checkReferrer() error {
	if q.TargetOriginReferrer == "" {
		return nil
	}
	u, err := url.Parse(q.TargetOriginReferrer)
	if err != nil || !originForm.MatchString(u.Scheme+"://"+u.Host) {
		return refuse(http.StatusBadRequest, "target_origin_referrer must be an address with a scheme and a host.")
	}
	q.TargetOriginReferrer = u.Scheme + "://" + u.Host
	return nil
}

// checkReturn refuses an address that a browser must not be sent to, and use
// cases that MX does not have.
func (q *widgetRequest) checkReturn() error {
	if _, err := mxoauth.NewReturn("APP", q.ClientRedirectURL, q.UIMessageScheme); err != nil {
		return err
	}
	return checkUseCases(q.UseCases)
}

func (q *widgetRequest) dataRequest() (*mxwidget.DataRequest, error) {
	if q.DataRequest == nil {
		return nil, nil
	}
	products, err := q.DataRequest.products()
	if err != nil {
		return nil, err
	}
	return &mxwidget.DataRequest{Products: append([]world.Product{}, products...)}, nil
}

// locales are the ones that MX's header knows, and what the widget calls them.
// It is read-only.
var locales = []struct {
	tag    language.Tag
	widget string
}{
	{language.MustParse("en-US"), "en"},
	{language.MustParse("en-CA"), "en"},
	{language.MustParse("es"), "es"},
	{language.MustParse("fr"), "fr-ca"},
}

// locale chooses the widget's locale from an Accept-Language header; English
// when it is absent, unreadable or names none of the four.
func locale(header string) string {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return locales[0].widget
	}
	tags := make([]language.Tag, 0, len(locales))
	for _, l := range locales {
		tags = append(tags, l.tag)
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return locales[i].widget
}
