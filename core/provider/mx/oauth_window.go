package mx

import (
	"context"
	"net/url"

	"github.com/connecthost/connecthost/core/secret"
)

// OAuthWindow is where a member's user logs in.
type OAuthWindow struct {
	GUID           string        `json:"guid"`             // of the member
	OAuthWindowURI secret.String `json:"oauth_window_uri"` // holds the state of the login
}

// OAuthWindowQuery says how the login goes on.
type OAuthWindowQuery struct {
	OAuthReturn
	SkipAggregation *bool // MX aggregates by itself after the login unless this is true
}

const oauthWindowPath = "/users/{user_identifier}/members/{member_identifier}/oauth_window_uri"

// OAuthWindow asks for the address at which the member's user logs in again
// (GET /users/{user_identifier}/members/{member_identifier}/oauth_window_uri).
func (c *Client) OAuthWindow(ctx context.Context, user, member string, query OAuthWindowQuery) (OAuthWindow, error) {
	call := get(oauthWindowPath, user, member)
	call.Query = url.Values{}
	set(call.Query, "referral_source", query.ReferralSource)
	set(call.Query, "client_redirect_url", query.ClientRedirectURL.Reveal())
	set(call.Query, "ui_message_webview_url_scheme", query.Scheme)
	setBool(call.Query, "enable_app2app", query.EnableApp2App)
	setBool(call.Query, "skip_aggregation", query.SkipAggregation)
	call.Hide = hideURL(query.ClientRedirectURL)
	return object[OAuthWindow](ctx, c, call, "member")
}
