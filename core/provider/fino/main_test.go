package fino

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/secret"
)

func newClock() *clocktest.Clock { return clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clientSecret is short: the mask of long words alone must not be what hides it.
const clientSecret = "canary-key-7"

// seen is what a server received.
type seen struct {
	method, uri, body string
	header            http.Header
}

// server is fino's place: it authenticates and answers everything else with
// what a test gives it.
type server struct {
	mu     sync.Mutex
	auth   http.HandlerFunc
	answer http.HandlerFunc
	seen   []seen // all requests, those for tokens included
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen = append(s.seen, seen{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone()})
	s.mu.Unlock()
	if r.URL.Path == "/auth" {
		s.auth(w, r)
		return
	}
	s.answer(w, r)
}

// requests returns what was received for a path.
func (s *server) requests(path string) []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []seen
	for _, r := range s.seen {
		if r.uri == path || len(r.uri) > len(path) && r.uri[:len(path)+1] == path+"?" {
			found = append(found, r)
		}
	}
	return found
}

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const goodToken = `{"access_token":"canaryToken1","expires_in":300,"token_type":"Bearer","scope":"x","session_state":"y"}`

// serve starts a server in fino's place and returns a client for it.
func serve(t testing.TB, answer http.HandlerFunc, change ...func(*Config)) (*Client, *server) {
	t.Helper()
	s := &server{auth: says(200, goodToken), answer: answer}
	listening := httptest.NewServer(s)
	cfg := Config{
		BaseURL: listening.URL, ClientID: "client", ClientSecret: secret.New(clientSecret),
		RetryWait: time.Millisecond, Now: newClock().Now,
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { c.CloseIdleConnections(); listening.Close() })
	return c, s
}
