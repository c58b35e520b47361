package ucwwidget_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/browsertest"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

type object = map[string]any

// stage is a UCW server, a page of another origin that frames its widget, a
// bank of a third one, and a browser.
type stage struct {
	t    *testing.T
	face *ucwapi.Face
	url  string // of the UCW server
	host string // of the page around the widget
	ctx  context.Context

	mu         sync.Mutex
	requests   []string // that the server got: method, path, status
	refusal    string   // what the bank answers; "" grants
	exceptions []string
}

func newStage(t *testing.T, change ...func(*ucwapi.Config)) *stage {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	s := &stage{t: t}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.url = "http://" + listener.Addr().String()
	cfg := ucwapi.Config{World: world.New(world.Config{Delay: 100 * time.Millisecond}), HostURL: s.url, Poll: 40 * time.Millisecond, OpenBank: s.openBank}
	for _, f := range change {
		f(&cfg)
	}
	s.face, err = ucwapi.New(cfg)
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(s.note(s.face.Handler()))
	require.NoError(t, server.Listener.Close())
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	around := httptest.NewServer(http.HandlerFunc(serveHost))
	t.Cleanup(around.Close)
	s.host = around.URL
	s.browse()
	return s
}

// note remembers what the server was asked.
func (s *stage) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := httptest.NewRecorder()
		next.ServeHTTP(seen, r)
		s.mu.Lock()
		s.requests = append(s.requests, fmt.Sprint(r.Method, " ", strings.SplitN(r.URL.Path, "/", 3)[1], " ", seen.Code))
		s.mu.Unlock()
		for name, values := range seen.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(seen.Code)
		_, _ = w.Write(seen.Body.Bytes())
	})
}

func (s *stage) asked(request string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.requests, request)
}

// serveHost is the app's page: it notes what it hears, with its origin.
func serveHost(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(`<!doctype html><title>App</title><script>` + listen + `</script>`))
}

const listen = `window.heard = window.heard || [];
addEventListener("message", e => { if (e.data && typeof e.data.type === "string" && !e.data.payload)
	heard.push({origin: e.origin, framed: e.source !== window, data: e.data}) });`

// openBank plays a bank that answers at once.
func (s *stage) openBank(v ucwapi.Visit) (string, error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			http.Redirect(w, r, v.Finish(s.refusal), http.StatusFound)
		}
	}))
	s.t.Cleanup(server.Close)
	return server.URL + "/login", nil
}

// browse starts a headless Chromium. Each document of UCW's server has a user
// in it, who does what the page's own list says.
func (s *stage) browse() {
	s.t.Helper()
	ctx := browsertest.Start(s.t, 420, 640, chromedp.Flag("disable-popup-blocking", true))
	s.ctx = ctx
	require.NoError(s.t, chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			s.mu.Lock()
			s.exceptions = append(s.exceptions, e.ExceptionDetails.Text)
			s.mu.Unlock()
		}
	}))
}

// user is a script that runs in each document of UCW's server. A step is a
// selector to click, or a selector and the text to type.
const user = `if (location.pathname === "/widget") (() => {
	const steps = %s;
	const timer = setInterval(() => {
		if (!steps.length) return clearInterval(timer);
		const [selector, text] = steps[0];
		const node = document.querySelector(selector);
		if (!node || node.disabled) return;
		steps.shift();
		if (text === undefined) return node.click();
		node.value = text;
		node.dispatchEvent(new Event("input", {bubbles: true}));
	}, 15);
})();`

type step []string

func click(selector string) step       { return step{selector} }
func typed(selector, text string) step { return step{selector, text} }
func logIn(password string) []step {
	return []step{
		typed(`input[name="LOGIN"]`, "ada"), typed(`input[name="PASSWORD"]`, password), click(`[data-test="credentials-continue"]`),
	}
}

// does lets the user do the steps in each widget that is loaded from now on.
func (s *stage) does(steps ...step) {
	s.t.Helper()
	list, err := json.Marshal(steps)
	require.NoError(s.t, err)
	if steps == nil {
		list = []byte("[]")
	}
	_, err = chromedp.Call(s.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(user, list)})
	require.NoError(s.t, err)
}

// widgetURL asks for a widget URL whose events go to the app's page.
func (s *stage) widgetURL(more object, header ...string) string {
	s.t.Helper()
	body := object{"jobTypes": []string{"transactions"}, "userId": "ada", "targetOrigin": s.host}
	for k, v := range more {
		body[k] = v
	}
	encoded, err := json.Marshal(body)
	require.NoError(s.t, err)
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.url+"/widgetUrl", strings.NewReader(string(encoded)))
	require.NoError(s.t, err)
	r.Header.Set("Content-Type", "application/json")
	if len(header) == 2 {
		r.Header.Set(header[0], header[1])
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	var answer struct{ WidgetURL string }
	require.NoError(s.t, json.NewDecoder(resp.Body).Decode(&answer))
	require.Equal(s.t, 200, resp.StatusCode)
	return answer.WidgetURL
}

// frame shows the app's page with the widget in it.
func (s *stage) frame(widgetURL string) {
	s.t.Helper()
	require.NoError(s.t, chromedp.Do(s.ctx, chromedp.Navigate(s.host)))
	s.run(fmt.Sprintf(`{const f = document.createElement("iframe"); f.src = %q; f.style = "width:400px;height:600px"; document.body.append(f)}`, widgetURL))
}

func (s *stage) run(expression string) {
	s.t.Helper()
	require.NoError(s.t, chromedp.Do(s.ctx, chromedp.Evaluate[chromedp.Void](expression)))
}

// heard is a message as the app's page got it.
type heard struct {
	Origin string
	Framed bool
	Data   struct {
		Type     string
		Metadata json.RawMessage
	}
}

func (s *stage) heard() []heard {
	s.t.Helper()
	list, err := chromedp.Run(s.ctx, chromedp.Evaluate[[]heard](`window.heard`))
	require.NoError(s.t, err)
	return list
}

// until waits for a message whose type and metadata contain the two strings.
func (s *stage) until(kind, metadata string) []heard {
	s.t.Helper()
	var list []heard
	require.Eventually(s.t, func() bool {
		list = s.heard()
		return slices.ContainsFunc(list, func(h heard) bool {
			return h.Data.Type == kind && strings.Contains(string(h.Data.Metadata), metadata)
		})
	}, 30*time.Second, 20*time.Millisecond, "no %s with %s", kind, metadata)
	return list
}

// clean checks that no script failed.
func (s *stage) clean() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.Empty(s.t, s.exceptions)
}
