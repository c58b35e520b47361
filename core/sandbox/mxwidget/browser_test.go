package mxwidget_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/browsertest"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// shots is where pictures of the UI go.
var shots = filepath.Join("..", "..", "..", "build", "sandbox")

// browser is a headless Chromium with one page. It notes what must not happen.
type browser struct {
	context.Context
	mu         sync.Mutex
	foreign    []string // requests to other hosts
	exceptions []string
	leaving    []string // navigations to schemes that are not http
}

// browse starts a browser, as large as a phone, that may only talk to base.
func browse(t *testing.T, base string) *browser {
	t.Helper()
	ctx := browsertest.Start(t, 400, 600, browsertest.StillPictures())
	b := &browser{Context: ctx}
	require.NoError(t, chromedp.Listen(ctx, b.note(base)))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	_, err = chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: recorder})
	require.NoError(t, err)
	return b
}

// recorder keeps what the page posts and what its policy refuses.
const recorder = `window.heard = []; window.refused = [];
addEventListener("message", e => { if (e.data && e.data.mx && e.data.metadata) window.heard.push(e.data) });
addEventListener("securitypolicyviolation", e => window.refused.push(e.violatedDirective + " " + e.blockedURI));`

func (b *browser) note(base string) func(any) {
	return func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, base) && !strings.HasPrefix(u, "data:") {
				b.foreign = append(b.foreign, u)
			}
		case *runtime.EventExceptionThrown:
			b.exceptions = append(b.exceptions, fmt.Sprint(e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
		case *cdppage.EventFrameRequestedNavigation:
			if !strings.HasPrefix(e.URL, "http") {
				b.leaving = append(b.leaving, e.URL)
			}
		}
	}
}

// step is an action without a result.
type step = chromedp.Action[chromedp.Void]

// value evaluates an expression in the page.
func value[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	result, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	require.NoError(t, err)
	return result
}

// run evaluates an expression for what it does.
func run(expression string) step { return chromedp.Evaluate[chromedp.Void](expression) }

// until waits for an expression to become true in the page.
func until(expression string) step { return chromedp.Poll[chromedp.Void](expression) }

// do runs actions in the page.
func (b *browser) do(t *testing.T, actions ...step) {
	t.Helper()
	require.NoError(t, chromedp.Do(b, actions...))
}

// shoot writes pictures of the page: on a phone, and in a window.
func (b *browser) shoot(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(shots, 0o755))
	for _, size := range [][2]int64{{800, 700}, {400, 600}} { // the last one stays
		b.do(t, chromedp.EmulateViewport(size[0], size[1]))
		png, err := chromedp.Run(b, chromedp.CaptureScreenshot())
		require.NoError(t, err)
		file := fmt.Sprintf("%s-%dx%d.png", name, size[0], size[1])
		require.NoError(t, os.WriteFile(filepath.Join(shots, file), png, 0o644))
	}
}

// clean checks that nothing happened that must not.
func (b *browser) clean(t *testing.T) {
	t.Helper()
	refused := value[[]string](t, b, `window.refused`)
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(t, refused, "refused by the content security policy")
	assert.Empty(t, b.foreign, "requests to other hosts")
	assert.Empty(t, b.exceptions)
}

// logIn fills in the form of the screen that is shown.
func logIn(password string) step {
	return chromedp.Steps(
		browsertest.Visible(`input[name="PASSWORD"]`),
		browsertest.Keys(`input[name="LOGIN"]`, "ada"),
		browsertest.Keys(`input[name="PASSWORD"]`, password),
		browsertest.Click(`[data-test="credentials-continue"]`),
	)
}

func TestBasicUI_searchRefusedThenConnected(t *testing.T) {
	s := sandboxtest.Start(t)
	c := mxtest.New(t, s)
	user := c.User("ada")
	b := browse(t, s.BaseURL())
	b.do(t, chromedp.Navigate(c.WidgetURL(user, object{"target_origin_referrer": s.BaseURL()})),
		browsertest.Visible(`[data-test="Harborlight-Bank-tile"]`))
	b.shoot(t, "search")
	b.do(t, browsertest.Keys(`#mx-connect-search`, "mistr"), browsertest.Visible(`[data-test$="-row"]`))
	b.shoot(t, "results")
	b.do(t, browsertest.Click(`[data-test="Mistral-Credit-Union-row"]`), browsertest.Visible(`input[name="LOGIN"]`))
	b.shoot(t, "credentials")
	b.do(t, logIn("wrong"), browsertest.Visible(`.orbit`))
	b.shoot(t, "connecting")
	b.do(t, browsertest.Visible(`[data-test="incorrect-credentials"]`))
	b.shoot(t, "denied")
	b.do(t, logIn("correct"), browsertest.Visible(`[data-test="done-button"]`))
	b.shoot(t, "connected")
	b.do(t, browsertest.Click(`[data-test="done-button"]`), browsertest.Visible(`[data-test="Harborlight-Bank-tile"]`),
		until(`window.heard.at(-1).type === "mx/connect/stepChange" && window.heard.at(-1).metadata.current === "search"`))
	assertJourney(t, b, c, user)
	b.clean(t)
}

// heard is an event as the page posts it.
type heard struct {
	Type     string
	Metadata object
}

func (b *browser) heard(t *testing.T) []heard {
	t.Helper()
	return value[[]heard](t, b, `window.heard`)
}

// assertJourney compares the events with the order that is documented for a
// refused password.
func assertJourney(t *testing.T, b *browser, c mxtest.Client, user string) {
	t.Helper()
	members := c.Must("GET", "/users/"+user+"/members", nil)["members"].([]any)
	require.Len(t, members, 1)
	m := members[0].(object)
	in, err := c.Sandbox.World().Institution("mistral")
	require.NoError(t, err)
	institution := object{"guid": in.GUID, "code": "mistral"}
	member := m["guid"]
	change := func(previous, current string) heard {
		return heard{"connect/stepChange", object{"previous": previous, "current": current}}
	}
	status := func(n float64) heard {
		return heard{"connect/memberStatusUpdate", object{"member_guid": member, "connection_status": n}}
	}
	want := []heard{
		{"load", object{}},
		{"connect/stepChange", object{"current": "search"}},
		{"connect/loaded", object{"initial_step": "search"}},
		{"connect/institutionSearch", object{"query": "mistr"}},
		{"connect/selectedInstitution", object{"code": "mistral", "guid": in.GUID, "name": in.Name, "url": in.URL}},
		change("search", "enterCreds"),
		{"connect/enterCredentials", object{"institution": institution}},
		change("enterCreds", "connecting"),
		status(2),
		change("connecting", "enterCreds"),
		{"connect/memberError", object{"member": object{"guid": member, "connection_status": 2.0}}},
		{"connect/updateCredentials", object{"institution": institution, "member_guid": member}},
		change("enterCreds", "connecting"),
		status(6),
		{"connect/memberConnected", object{"member_guid": member}},
		change("connecting", "connected"),
		{"connect/connected/primaryAction", object{}},
		{"connect/backToSearch", object{}},
		change("connected", "search"),
	}
	got := b.heard(t)
	for i := range got {
		got[i].Type = strings.TrimPrefix(got[i].Type, "mx/")
		if i > 0 {
			assert.Equal(t, user, got[i].Metadata["user_guid"], got[i].Type)
			assert.NotEmpty(t, got[i].Metadata["session_guid"], got[i].Type)
		}
		delete(got[i].Metadata, "user_guid")
		delete(got[i].Metadata, "session_guid")
	}
	assert.Equal(t, want, got)
	assert.Equal(t, "CONNECTED", m["connection_status"])
}

// pressAll is a user inside the page: its navigations to a scheme that nobody
// handles confuse chromedp's own view of the page.
const pressAll = `setInterval(() => {
	const press = (selector) => document.querySelector(selector)?.click();
	for (const input of document.querySelectorAll("form input")) input.value = "correct";
	if (document.querySelector("form input")) press('[data-test="credentials-continue"]');
	if (!window.picked) window.picked = press('[data-test="Harborlight-Bank-tile"]') ?? Boolean(document.querySelector("form"));
	press('[data-test="done-button"]');
}, 50)`

func TestBasicUI_asWebViewNavigatesToItsScheme(t *testing.T) {
	s := sandboxtest.Start(t)
	c := mxtest.New(t, s)
	b := browse(t, s.BaseURL())
	_, err := chromedp.Call(b, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: pressAll})
	require.NoError(t, err)
	_, err = chromedp.Call(b, cdppage.Navigate, cdppage.NavigateParams{
		URL: c.WidgetURL(c.User("ada"), object{"is_mobile_webview": true, "ui_message_webview_url_scheme": "appscheme"}),
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return slices.Contains(b.names(t), "connect/backToSearch") }, 30*time.Second, 20*time.Millisecond)
	names := b.names(t)
	assert.Subset(t, names, []string{"connect/loaded", "connect/selectedInstitution", "connect/enterCredentials", "connect/memberConnected", "connect/connected/primaryAction"})
	assert.Equal(t, "load", names[0])
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(t, b.exceptions)
}

// names returns the events that left the page as URLs.
func (b *browser) names(t *testing.T) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for _, raw := range b.leaving {
		u, err := url.Parse(raw)
		require.NoError(t, err)
		assert.Equal(t, "appscheme", u.Scheme)
		name := u.Host + u.Path
		names = append(names, name)
		if name != "load" {
			assert.True(t, json.Valid([]byte(u.Query().Get("metadata"))), raw)
		}
	}
	return names
}

func TestBasicUI_answersTheHostsBackMessage(t *testing.T) {
	for _, row := range []struct {
		name   string
		fields object
		wait   string
		goes   bool
	}{
		{"atTheSearchThereIsNoWayBack", nil, `[data-test="Harborlight-Bank-tile"]`, false},
		{"fromTheFormItGoesBackToTheSearch", object{"current_institution_code": "harborlight"}, `input[name="LOGIN"]`, true},
		{"withoutASearchThereIsNoWayBack", object{"current_institution_code": "harborlight", "disable_institution_search": true}, `input[name="LOGIN"]`, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := sandboxtest.Start(t)
			c := mxtest.New(t, s)
			fields := object{"target_origin_referrer": s.BaseURL(), "color_scheme": "dark"}
			for k, v := range row.fields {
				fields[k] = v
			}
			b := browse(t, s.BaseURL())
			b.do(t, chromedp.Navigate(c.WidgetURL(c.User("ada"), fields)), browsertest.Visible(row.wait),
				run(`postMessage("not JSON", "*"); postMessage(null, "*"); postMessage("null", "*");
					postMessage({mx: true, type: "mx/navigation"}, "*");
					postMessage(JSON.stringify({mx: true, type: "mx/navigation", payload: {action: "back"}}), "*")`),
				until(`window.heard.some(e => e.type === "mx/navigation")`))
			b.shoot(t, "dark-"+row.name)
			for _, e := range b.heard(t) {
				if e.Type == "mx/navigation" {
					assert.Equal(t, row.goes, e.Metadata["did_go_back"])
				}
			}
			if row.goes {
				b.do(t, browsertest.Visible(`[data-test="Harborlight-Bank-tile"]`))
			}
			b.clean(t)
		})
	}
}
