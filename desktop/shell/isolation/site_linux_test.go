//go:build webkit2_41

package isolation

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

//go:embed testdata/hostile.js
var hostileScript string

// frames are the documents of the hostile widget: the page itself, and every
// kind of frame in it.
var frames = []string{"top", "same-origin", "nested", "cross-origin", "sandboxed", "srcdoc", "blank"}

// hostileSite serves a widget that attacks its host, on two origins, and
// collects what each frame found.
type hostileSite struct {
	widget, other string // origins

	mu      sync.Mutex
	reports map[string][]string
}

func newHostileSite(t *testing.T) *hostileSite {
	s := &hostileSite{reports: map[string][]string{}}
	widget, other := httptest.NewUnstartedServer(s), httptest.NewUnstartedServer(s)
	s.widget, s.other = "http://"+widget.Listener.Addr().String(), "http://"+other.Listener.Addr().String()
	for _, server := range []*httptest.Server{widget, other} {
		server.Start()
		t.Cleanup(server.Close)
	}
	return s
}

// script is the attack, for the frame of that name.
func (s *hostileSite) script(frame string) string {
	return fmt.Sprintf(`<script src="%s/hostile.js" data-frame=%q data-report=%q></script>`, s.widget, frame, s.widget)
}

func (s *hostileSite) page() string {
	blank := strings.ReplaceAll(s.script("blank"), "</script>", `<\/script>`)
	return "<!doctype html>" + s.script("top") +
		`<iframe src="/frame?same-origin"></iframe>` +
		`<iframe src="/nest"></iframe>` +
		`<iframe src="` + s.other + `/frame?cross-origin"></iframe>` +
		`<iframe sandbox="allow-scripts" src="/frame?sandboxed"></iframe>` +
		`<iframe srcdoc="` + strings.ReplaceAll(s.script("srcdoc"), `"`, "&quot;") + `"></iframe>` +
		`<iframe id="blank"></iframe>` +
		`<script>{const d = document.getElementById('blank').contentDocument; d.open(); d.write('` + blank + `'); d.close()}</script>`
}

func (s *hostileSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	html := func(text string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, text)
	}
	switch r.URL.Path {
	case "/widget":
		html(s.page())
	case "/door":
		html(s.script("door"))
	case "/frame":
		html(s.script(r.URL.RawQuery))
	case "/nest":
		html(`<iframe sandbox="allow-scripts" src="` + s.other + `/frame?nested"></iframe>`)
	case "/hostile.js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, hostileScript)
	case "/report":
		s.report(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *hostileSite) report(w http.ResponseWriter, r *http.Request) {
	var said struct {
		Frame string
		Found []string
	}
	if err := json.NewDecoder(r.Body).Decode(&said); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports[said.Frame] = append([]string{}, said.Found...)
}

// await waits for the report of a frame and returns what it could reach.
func (s *hostileSite) await(t *testing.T, frame string) (found []string) {
	t.Helper()
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		var ok bool
		found, ok = s.reports[frame]
		return ok
	}, patience, 5*time.Millisecond, "the report of the frame %q", frame)
	return found
}
