package loopback

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

var (
	pageTemplate = template.Must(template.New("page").Parse(pageSource))
	// pagePolicy allows the page its own style and nothing else.
	pagePolicy = "default-src 'none'; style-src 'sha256-" + hashOf(pageStyle) +
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// page is what the user's browser shows. An anonymous one does not name the
// app: the client does not know the address.
type page struct {
	status    int
	anonymous bool
	Heading   string
	Text      string
}

const goBack = "You can close this tab."

// The pages.
var (
	succeeded  = page{status: http.StatusOK, Heading: goBack, Text: "It worked, and goes on in"}
	accepted   = page{status: http.StatusOK, Heading: goBack, Text: "Go on in"}
	handedOver = page{status: http.StatusOK, Heading: goBack, Text: "To see how it went, return to"}
	prefetched = page{status: http.StatusServiceUnavailable, Heading: "One moment", Text: "Open this page to return to"}
	usedBefore = page{status: http.StatusConflict, Heading: "This link was used before.", Text: "It had its effect the first time. You can close this tab and return to"}
	tooMany    = page{status: http.StatusServiceUnavailable, Heading: "Please try again.", Text: "Reload this page in a moment, or return to"}
	tooLate    = page{status: http.StatusGone, Heading: "This took too long.", Text: "You can close this tab and start again in"}
	embedded   = page{status: http.StatusForbidden, Heading: "This page cannot be shown here.", Text: "Open it in a tab of its own to return to"}
	malformed  = page{status: http.StatusBadRequest, Heading: "This link is malformed.", Text: "You can close this tab and return to"}
	tooLong    = page{status: http.StatusRequestURITooLong, Heading: "This link is too long.", Text: "You can close this tab and return to"}

	wrongHost   = page{status: http.StatusMisdirectedRequest, anonymous: true, Heading: "Nothing is here."}
	wrongMethod = page{status: http.StatusMethodNotAllowed, anonymous: true, Heading: "Nothing is here."}
	notFound    = page{status: http.StatusNotFound, anonymous: true, Heading: "Nothing is here."}
)

// verdict is the page for the app's answer to a link. A link that was believed
// is also believed about the bank's answer.
func verdict(target string, err error) page {
	_, query, _ := strings.Cut(target, "?")
	switch {
	case err == nil && slices.Contains(strings.Split(query, "&"), "status=success"):
		return succeeded
	case err == nil:
		return accepted
	}
	p := page{status: http.StatusForbidden, Heading: "This did not work.", Text: "You can close this tab and return to"}
	var known *fault.Error
	if !errors.As(err, &known) {
		return p
	}
	switch known.Code {
	case fault.ReturnReplayed:
		return usedBefore
	case fault.SessionEnded: // the app has learned the result by other means
		return handedOver
	}
	p.Text = known.Message + " " + p.Text
	return p
}

// show answers with a page that runs nothing, is kept nowhere, and tells
// nobody where the user was.
func (h *handler) show(w http.ResponseWriter, req *http.Request, p page) {
	var body bytes.Buffer
	data := struct {
		page
		Title string
		Style template.CSS
	}{p, h.title, template.CSS(pageStyle)}
	if p.anonymous {
		data.Title = ""
	}
	if err := pageTemplate.Execute(&body, data); err != nil {
		h.log.Error("the return page could not be made", "cause", err)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	if p.status == http.StatusMethodNotAllowed {
		header.Set("Allow", "GET, HEAD")
	}
	w.WriteHeader(p.status)
	if req.Method != http.MethodHead {
		_, _ = w.Write(body.Bytes())
	}
}
