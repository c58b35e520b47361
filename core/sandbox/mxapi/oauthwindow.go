package mxapi

import (
	"net/http"
	"strconv"

	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// oauthWindow: GET /users/{…}/members/{…}/oauth_window_uri begins another
// login of the member's user.
func (f *face) oauthWindow(r *http.Request, a *reply) error {
	query := r.URL.Query()
	to, err := mxoauth.NewReturn(query.Get("referral_source"), query.Get("client_redirect_url"), query.Get("ui_message_webview_url_scheme"))
	if err != nil {
		return err
	}
	skip, err := flag(query.Get("skip_aggregation"))
	if err != nil {
		return err
	}
	m, err := f.World.Member(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	address, err := f.OAuth.Open(r.PathValue("user"), m, world.OAuthStart{NoJob: skip}, to)
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": map[string]any{"guid": m.GUID, "oauth_window_uri": address}})
}

// flag reads a query parameter that is true or false; absent is false.
func flag(s string) (bool, error) {
	if s == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(s)
	if err != nil {
		return false, refuse(http.StatusBadRequest, "A flag in the query must be true or false.")
	}
	return value, nil
}
