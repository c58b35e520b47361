package broker_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
)

const (
	succeeded = "?status=success&member_guid=MBR-1"
	android   = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
)

// Without any script the page is read, fits a phone, and leads to the app: by
// itself, and by its link.
func TestABrowserIsHandedOver(t *testing.T) {
	for _, row := range []struct{ name, agent, link, pkg string }{
		{"scheme", "", "piggy://oauth_complete?ch_state=N&member_guid=MBR-1&status=success", ""},
		{"intent", android, "intent://oauth_complete?ch_state=N&member_guid=MBR-1&status=success#Intent;scheme=piggy;package=com.example.piggy;end", "com.example.piggy"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := online(t, func(o *broker.Options) { o.App.AndroidPackage = row.pkg })
			s := b.open(plain)
			link := strings.ReplaceAll(row.link, "N&", s.Return.Nonce+"&")
			page := browse(t, "")
			page.agent(row.agent)
			page.visit(s.Return.URL + succeeded)
			text := page.shows("Open Piggy")
			assert.Contains(t, text, `href="`+html.EscapeString(link)+`"`)
			page.leaves(leave{cdppage.ClientNavigationReasonHTTPHeaderRefresh, link})
			assert.True(t, b.state(s.ID).Visit.Success, "the browser's visit counted, once")
			page.shows("Open Piggy") // it stays, for users whose browser asks them first
		})
	}
}

// Every kind of page, in light and dark, on a phone and in a window.
func TestTheLandingPageFitsEverywhere(t *testing.T) {
	b := online(t, func(o *broker.Options) { o.App.Name = "Piggy" + strings.Repeat("bank", 20) })
	page := browse(t, "")
	for _, row := range []struct{ name, shows, query string }{
		{"refused", "This link is not valid", succeeded},
		{"handover", "You can return to the app", succeeded},
		{"used", "This link was used before", succeeded},
		{"expired", "This link has expired", succeeded},
	} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(row.name+" "+scheme, func(t *testing.T) {
				page.t = t
				s := b.open(plain)
				address := s.Return.URL
				switch row.name {
				case "refused":
					address = strings.Replace(address, s.Return.Nonce, strings.Repeat("0", 32), 1)
				case "used":
					require.Equal(t, http.StatusOK, b.visit(address+row.query).Code)
				case "expired":
					b.call("DELETE", "/sessions/"+s.ID, "")
				}
				page.scheme(scheme)
				page.visit(address + row.query)
				page.shows("<h1>" + row.shows)
				for _, width := range []int64{390, 1000} {
					corner := page.fits(fmt.Sprint(row.name, "-", scheme, "-", width), width)
					assert.Equal(t, scheme == "dark", corner.Y < 128, "the whole page is %s", scheme)
				}
			})
		}
	}
}

// A bank's site leads to the landing page, which leads to the app's own site.
// That one does not learn of the landing page, whose address has the nonce.
func TestTheLandingPageLeaksNoReferrer(t *testing.T) {
	for name, script := range map[string]bool{"without script": false, "with script": true} {
		t.Run(name, func(t *testing.T) {
			visits := make(chan http.Header, 10)
			app := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/back" {
					http.NotFound(w, r)
					return
				}
				visits <- r.Header.Clone()
				_, _ = w.Write([]byte("<h1>the app</h1>"))
			}))
			t.Cleanup(app.Close)
			b := online(t, func(o *broker.Options) { o.App.ReturnURL = "https://app.example/back" })
			s := b.open(plain)
			bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Refresh", "0; url="+s.Return.URL+succeeded)
			}))
			t.Cleanup(bank.Close)

			page := browse(t, "MAP app.example:443 "+app.Listener.Addr().String())
			page.script(script)
			page.visit(bank.URL)
			page.shows("the app")
			came := next(t, visits)
			assert.Empty(t, came.Values("Referer"))
			assert.Empty(t, came.Values("Origin"))
			assert.Empty(t, came.Values("Cookie"))
		})
	}
}
