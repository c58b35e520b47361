package landing

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// App is where a page hands over to.
type App struct {
	ReturnURL      string // the app's own return link, without a query; "" for none
	AndroidPackage string // the only app that may answer on Android; "" for any
}

// Handover hands a believed result over to the app. agent is the browser's
// User-Agent.
func Handover(app App, agent string, result oauth.Result, nonce secret.String) Page {
	p := Page{Title: "You can return to the app", Text: "Your bank's answer has arrived."}
	if app.ReturnURL == "" {
		return p
	}
	link := app.ReturnURL + "?" + query(result, nonce)
	if app.AndroidPackage != "" && strings.Contains(agent, "Android") {
		link = intentLink(link, app.AndroidPackage)
	}
	// Built from the settings, a checked result and escaped values: html/template
	// would take a scheme that it does not know for an attack.
	p.Link = template.URL(link)
	return p
}

// query is the query of a return link, as the core reads it.
func query(result oauth.Result, nonce secret.String) string {
	q := url.Values{oauth.NonceParameter: {nonce.Reveal()}}
	switch {
	case result.Success:
		q.Set("status", "success")
	case !result.Unknown:
		q.Set("status", "error")
	}
	if result.MemberGUID != "" {
		q.Set("member_guid", result.MemberGUID)
	}
	if result.Reason != "" {
		q.Set("error_reason", string(result.Reason))
	}
	return q.Encode() // no value has a space, so there is no plus sign
}

// intentLink is a link that Android gives to one app only (Chrome's intent
// syntax). Values have no delimiter of it: they are escaped.
func intentLink(link, app string) string {
	scheme, rest, _ := strings.Cut(link, "://")
	return "intent://" + rest + "#Intent;scheme=" + scheme + ";package=" + app + ";end"
}
