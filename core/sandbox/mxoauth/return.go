package mxoauth

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/connecthost/connecthost/core/internal/uri"
	"github.com/connecthost/connecthost/core/sandbox/httpjson"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Return says how the user comes back to the app: by a redirect in an app, by
// a posted message in a browser.
type Return struct {
	App         bool
	RedirectURL string // the app's own address; "" for the scheme
	Scheme      string
}

// DefaultScheme is MX's.
const DefaultScheme = "mx"

// NewReturn checks what a partner asks for. The redirect URL and the scheme
// count in an app only. A 400 *httpjson.Error says what is wrong: an unknown
// source, or an address that a browser must not be sent to.
func NewReturn(source, redirectURL, scheme string) (Return, error) {
	switch source {
	case "", "BROWSER":
		return Return{}, nil
	case "APP":
	default:
		return Return{}, refuse("The referral source is APP or BROWSER.")
	}
	r := Return{App: true, RedirectURL: redirectURL, Scheme: cmp.Or(scheme, DefaultScheme)}
	u, err := url.Parse(cmp.Or(redirectURL, r.Scheme+"://oauth_complete"))
	if err != nil || u.Opaque != "" || u.Host == "" || !leadsBack(u.Scheme) {
		return Return{}, refuse("The client redirect URL or the scheme cannot be used.")
	}
	return r, nil
}

// leadsBack reports whether a browser that is sent to such an address shows a
// page or opens an app, and nothing else.
func leadsBack(scheme string) bool {
	scheme = uri.Lower(scheme)
	return scheme == "https" || scheme == "http" || uri.IsOwn(scheme)
}

func refuse(message string) error {
	return &httpjson.Error{Status: http.StatusBadRequest, Message: message}
}

// address is where an app gets its user back, with the result in the query.
func (r Return) address(ended world.OAuthState, member string) string {
	query := url.Values{"status": {"success"}, "member_guid": {cmp.Or(ended.InboundGUID, member)}}
	if ended.Status != world.OAuthSuccess {
		query.Set("status", "error")
		query.Set("error_reason", ended.Reason)
	}
	if r.RedirectURL == "" {
		return r.Scheme + "://oauth_complete?" + query.Encode()
	}
	u, err := url.Parse(r.RedirectURL)
	if err != nil { // NewReturn has parsed it
		return r.Scheme + "://oauth_complete?" + query.Encode()
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += query.Encode()
	return u.String()
}
