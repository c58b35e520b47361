//go:build cgo

package host

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds every wait of these tests. Nothing waits that long unless
// it fails.
const patience = time.Minute

// remote is the script of a page that a test controls: it runs what the test
// says in the page's own world and sends back the result. A navigation ends
// the page's requests even when it comes to nothing, so each is repeated
// until it succeeds, and each order has a number.
const remote = `<script>
window.marker = Math.random();
(async () => {
  const ask = async (...what) => {
    for (;;) try { return await (await fetch(...what)).text() } catch {}
  };
  for (let n = 1; ; n++) {
    const code = await ask('/next?n=' + n);
    let answer;
    try { answer = await (0, eval)('(async () => {' + code + '})()') } catch (e) { answer = 'error: ' + e }
    await ask('/answer?n=' + n, { method: 'POST', body: JSON.stringify(answer === undefined ? null : answer) });
  }
})();
</script>`

// site is a web server with pages that a test controls.
type site struct {
	*httptest.Server
	mux *http.ServeMux

	mu      sync.Mutex
	changed *sync.Cond
	orders  []string
	answers []string
}

// newSite serves a controlled page at /widget with the given body.
func newSite(t *testing.T, body string) *site {
	s := &site{mux: http.NewServeMux()}
	s.changed = sync.NewCond(&s.mu)
	s.page("/widget", remote+body)
	s.mux.HandleFunc("/next", s.serveOrder)
	s.mux.HandleFunc("/answer", s.takeAnswer)
	s.Server = httptest.NewServer(s.mux)
	t.Cleanup(func() {
		_ = s.Listener.Close() // first: a page that polls comes back at once
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// page serves an HTML page.
func (s *site) page(path, html string) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><body>"+html)
	})
}

// redirect answers path with a redirect to another address.
func (s *site) redirect(path, to string) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	})
}

// serveOrder hands out the order of the given number, when there is one.
func (s *site) serveOrder(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.FormValue("n"))
	if s.holds(r.Context(), func() bool { return len(s.orders) >= n }) {
		_, _ = io.WriteString(w, s.orders[n-1])
	}
}

func (s *site) takeAnswer(_ http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && r.FormValue("n") == strconv.Itoa(len(s.answers)+1) {
		s.answers = append(s.answers, string(raw))
		s.changed.Broadcast()
	}
}

// holds waits for a condition and reports whether it came true before ctx
// ended. It must not be called with the lock held.
func (s *site) holds(ctx context.Context, condition func() bool) bool {
	defer context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !condition() {
		if ctx.Err() != nil {
			return false
		}
		s.changed.Wait()
	}
	return true
}

// run runs code in the page and returns its result as JSON.
func (s *site) run(t *testing.T, code string) string {
	t.Helper()
	s.mu.Lock()
	s.orders = append(s.orders, code)
	n := len(s.orders)
	s.changed.Broadcast()
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if !s.holds(ctx, func() bool { return len(s.answers) >= n }) {
		require.FailNow(t, "the page does not obey", code)
	}
	return s.answers[n-1]
}

// runInto is run with the result read into v.
func (s *site) runInto(t *testing.T, code string, v any) {
	t.Helper()
	raw := s.run(t, code)
	require.NoError(t, json.Unmarshal([]byte(raw), v), raw)
}
