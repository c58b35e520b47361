package mx_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/secret"
)

// page is what a widget's page was given to start with.
type page struct {
	User     string `json:"user_guid"`
	Language struct {
		Locale string `json:"locale"`
	} `json:"language"`
	Config struct {
		Mode        string `json:"mode"`
		Member      string `json:"current_member_guid"`
		Institution string `json:"current_institution_code"`
		Scheme      string `json:"ui_message_webview_url_scheme"`
		Colour      string `json:"color_scheme"`
		Mobile      bool   `json:"is_mobile_webview"`
		Data        struct {
			Products []mx.Product `json:"products"`
		} `json:"data_request"`
		UseCases []mx.UseCase `json:"use_cases"`
	} `json:"client_config"`
}

var boot = regexp.MustCompile(`<script type="application/json" id="boot">(.*)</script>`)

// show asks for a widget and opens it.
func show(t *testing.T, c *mx.Client, user string, req mx.WidgetURLRequest) page {
	t.Helper()
	widget, err := c.WidgetURL(t.Context(), user, req)
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, widget.URL.Reveal(), nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer http.DefaultClient.CloseIdleConnections()
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	found := boot.FindSubmatch(body)
	require.NotNil(t, found)
	var p page
	require.NoError(t, json.Unmarshal(found[1], &p))
	assert.Equal(t, user, p.User)
	return p
}

func TestWidgetURLsAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	a := connect(t, c, "mistral", "wrong")
	all := []mx.Product{
		provider.AccountVerification, provider.IdentityVerification, provider.Transactions, provider.TransactionHistory,
		provider.Statements, provider.Investments, provider.Rewards,
	}
	t.Run("what is not asked for is MX's default", func(t *testing.T) {
		p := show(t, c, a.user.GUID, mx.WidgetURLRequest{})
		assert.Equal(t, "aggregation", p.Config.Mode)
		assert.Equal(t, "mx", p.Config.Scheme)
		assert.Empty(t, p.Config.Data.Products)
		assert.Empty(t, p.Config.UseCases)
	})
	for asked, shown := range map[string]string{ // Accept-Language: the widget's name for it
		"": "en", "en-US": "en", "en-CA": "en", "es": "es", "fr": "fr-ca",
	} {
		t.Run("language "+asked, func(t *testing.T) {
			assert.Equal(t, shown, show(t, c, a.user.GUID, mx.WidgetURLRequest{AcceptLanguage: asked}).Language.Locale)
		})
	}
	for _, product := range all {
		t.Run("product "+string(product), func(t *testing.T) {
			p := show(t, c, a.user.GUID, mx.WidgetURLRequest{DataRequest: &mx.DataRequest{Products: []mx.Product{product}}})
			assert.Equal(t, []mx.Product{product}, p.Config.Data.Products)
		})
	}
	t.Run("all products", func(t *testing.T) {
		assert.Equal(t, all, show(t, c, a.user.GUID, mx.WidgetURLRequest{DataRequest: &mx.DataRequest{Products: all}}).Config.Data.Products)
	})
	for name, uses := range map[string][]mx.UseCase{"PFM": {mx.PFM}, "MONEY_MOVEMENT": {mx.MoneyMovement}, "both": {mx.PFM, mx.MoneyMovement}} {
		t.Run("use case "+name, func(t *testing.T) {
			assert.Equal(t, uses, show(t, c, a.user.GUID, mx.WidgetURLRequest{UseCases: uses}).Config.UseCases)
		})
	}
	t.Run("a member to repair", func(t *testing.T) {
		p := show(t, c, a.user.GUID, mx.WidgetURLRequest{
			CurrentMemberGUID: a.member.GUID, UpdateCredentials: new(true), IsMobileWebview: new(true), UIMessageWebviewURLScheme: "piggy", ColorScheme: "dark",
		})
		assert.Equal(t, a.member.GUID, p.Config.Member)
		assert.Equal(t, "piggy", p.Config.Scheme)
		assert.Equal(t, "dark", p.Config.Colour)
		assert.True(t, p.Config.Mobile)
	})
}

func TestWidgetURLsAreRefusedAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	user, err := c.CreateUser(t.Context(), mx.UserFields{ID: new("u-1")})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		user string
		req  mx.WidgetURLRequest
		code fault.Code
	}{
		"an unknown user":           {"USR-none", mx.WidgetURLRequest{}, fault.ProviderNotFound},
		"the app's own identifier":  {"u-1", mx.WidgetURLRequest{}, fault.ProviderNotFound},
		"another mode":              {user.GUID, mx.WidgetURLRequest{Mode: "quick"}, fault.ProviderRejected},
		"a product that is none":    {user.GUID, mx.WidgetURLRequest{DataRequest: &mx.DataRequest{Products: []mx.Product{"gold"}}}, fault.ProviderRejected},
		"a use case that is none":   {user.GUID, mx.WidgetURLRequest{UseCases: []mx.UseCase{"FUN"}}, fault.ProviderRejected},
		"no search and no start":    {user.GUID, mx.WidgetURLRequest{DisableInstitutionSearch: new(true)}, fault.ProviderRejected},
		"a scheme of the browser's": {user.GUID, mx.WidgetURLRequest{UIMessageWebviewURLScheme: "javascript"}, fault.ProviderRejected},
		"a return to a script":      {user.GUID, mx.WidgetURLRequest{ClientRedirectURL: secret.New("javascript:alert(1)")}, fault.ProviderRejected},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := c.WidgetURL(t.Context(), row.user, row.req)
			assert.Equal(t, row.code, fault.CodeOf(err))
			assert.True(t, w.URL.IsZero())
		})
	}
}
