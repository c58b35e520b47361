// Package landing writes the page where a bank's site leads back to: it says
// what came of the link and opens the app.
package landing

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"regexp"

	"github.com/connecthost/connecthost/core/fault"
)

//go:embed landing.html
var html string

// Page is what the landing page shows.
type Page struct {
	Title, Text string
	App         string       // its name; "" is shown as "the app"
	Link        template.URL // to the app; empty when it cannot be opened from here
}

var page = template.Must(template.New("landing").Parse(html))

// policy is the page's Content-Security-Policy: its one style, and nothing
// else.
var policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" +
	styleHash(html) + "'"

var styleElement = regexp.MustCompile(`(?s)<style>(.*?)</style>`)

func styleHash(html string) string {
	sum := sha256.Sum256([]byte(styleElement.FindStringSubmatch(html)[1]))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Write answers with the page. With a link the browser follows it by the
// Refresh header, so no script is needed, and the user can where it does not.
// The error is that the page could not be made: the answer is a bare 500 then.
func Write(w http.ResponseWriter, status int, p Page) error {
	if p.App == "" {
		p.App = "the app"
	}
	var text bytes.Buffer
	err := page.Execute(&text, p)
	if err != nil {
		status, p.Link = http.StatusInternalServerError, ""
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	if p.Link != "" {
		w.Header().Set("Refresh", "0; url="+string(p.Link))
	}
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes())
	return err
}

// Refused says why a link has no effect, and nothing of the session, with the
// status to answer with: one for links that came too late or twice, another for
// links that never were good.
func Refused(code fault.Code) (Page, int) {
	p := Page{Title: "This link is not valid", Text: fault.New(code, nil).Message}
	switch code {
	case fault.ReturnReplayed:
		p.Title = "This link was used before"
		return p, http.StatusGone
	case fault.ReturnExpired:
		p.Title = "This link has expired"
		return p, http.StatusGone
	case fault.ReturnForged:
		return p, http.StatusNotFound
	}
	return p, http.StatusBadRequest
}

// Later is shown while the store is away.
func Later() Page {
	return Page{Title: "One moment", Text: "This page is not available. Load it again in a few seconds."}
}
