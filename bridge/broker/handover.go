package broker

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

//go:embed landing.html
var landingHTML string

// page is what the landing page shows.
type page struct {
	Title, Text, App string
	Link             template.URL // to the app; empty when it cannot be opened from here
}

var landingPage = template.Must(template.New("landing").Parse(landingHTML))

// landingPolicy is the page's Content-Security-Policy: its one style, and
// nothing else.
var landingPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" +
	styleHash(landingHTML) + "'"

var styleElement = regexp.MustCompile(`(?s)<style>(.*?)</style>`)

func styleHash(html string) string {
	sum := sha256.Sum256([]byte(styleElement.FindStringSubmatch(html)[1]))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// landed writes the landing page. With a link the browser follows it by the
// Refresh header, so no script is needed, and the user can where it does not.
func (b *Broker) landed(w http.ResponseWriter, _ *http.Request, status int, p page) {
	p.App = b.o.App.Name
	if p.App == "" {
		p.App = "the app"
	}
	var text bytes.Buffer
	if err := landingPage.Execute(&text, p); err != nil {
		b.o.Logger.Error("the landing page could not be written", "error", err)
		status, p.Link = http.StatusInternalServerError, ""
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", landingPolicy)
	if p.Link != "" {
		w.Header().Set("Refresh", "0; url="+string(p.Link))
	}
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes())
}

// refusedPage says why a link has no effect, and nothing of the session.
func refusedPage(code fault.Code) page {
	p := page{Title: "This link is not valid", Text: fault.New(code, nil).Message}
	switch code {
	case fault.ReturnReplayed:
		p.Title = "This link was used before"
	case fault.ReturnExpired:
		p.Title = "This link has expired"
	}
	return p
}

// handoverPage hands a believed result over to the app.
func (b *Broker) handoverPage(r *http.Request, result oauth.Result, nonce secret.String) page {
	p := page{Title: "You can return to the app", Text: "Your bank's answer has arrived."}
	if b.o.App.ReturnURL == "" {
		return p
	}
	link := b.o.App.ReturnURL + "?" + handoverQuery(result, nonce)
	if b.o.App.AndroidPackage != "" && strings.Contains(r.UserAgent(), "Android") {
		link = intentLink(link, b.o.App.AndroidPackage)
	}
	// Built from the settings, a checked result and escaped values: html/template
	// would take a scheme that it does not know for an attack.
	p.Link = template.URL(link)
	return p
}

// handoverQuery is the query of a return link, as the core reads it.
func handoverQuery(result oauth.Result, nonce secret.String) string {
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
