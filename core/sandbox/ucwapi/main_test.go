package ucwapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func newClock() *clocktest.Clock { return clocktest.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type object = map[string]any

// server is a face that serves, with its clock.
type server struct {
	*ucwapi.Face
	t     *testing.T
	clock *clocktest.Clock
	url   string
	http  *http.Client
}

const hostURL = "https://ucw.example"

func serve(t *testing.T, change ...func(*ucwapi.Config)) *server {
	t.Helper()
	s := &server{t: t, clock: newClock()}
	cfg := ucwapi.Config{World: world.New(world.Config{Now: s.clock.Now}), HostURL: hostURL}
	for _, f := range change {
		f(&cfg)
	}
	face, err := ucwapi.New(cfg)
	require.NoError(t, err)
	listener := httptest.NewServer(face.Handler())
	s.Face, s.url, s.http = face, listener.URL, listener.Client()
	t.Cleanup(listener.Close)
	return s
}

// answer is what came back.
type answer struct {
	status int
	kind   string
	body   string
	header http.Header
	cookie string
}

func (a answer) object(t *testing.T) object {
	t.Helper()
	var o object
	require.NoError(t, json.Unmarshal([]byte(a.body), &o), a.body)
	return o
}

// do makes a request; header holds pairs.
func (s *server) do(method, path, body string, header ...string) answer {
	s.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, reader)
	require.NoError(s.t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := s.http.Do(r)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	a := answer{status: resp.StatusCode, kind: resp.Header.Get("Content-Type"), body: string(data), header: resp.Header}
	for _, c := range resp.Cookies() {
		a.cookie = c.Raw
	}
	return a
}

func (s *server) post(path string, body any, header ...string) answer {
	s.t.Helper()
	encoded, err := json.Marshal(body)
	require.NoError(s.t, err)
	return s.do("POST", path, string(bytes.TrimSpace(encoded)), append(header, "Content-Type", "application/json")...)
}

func request() object {
	return object{"jobTypes": []string{"transactions"}, "userId": "ada", "targetOrigin": "https://app.example"}
}

// token asks for a widget URL and returns its token.
func (s *server) token(more object, header ...string) string {
	s.t.Helper()
	body := request()
	for k, v := range more {
		body[k] = v
	}
	a := s.post("/widgetUrl", body, header...)
	require.Equal(s.t, 200, a.status, a.body)
	token, ok := strings.CutPrefix(a.object(s.t)["widgetUrl"].(string), hostURL+"/widget?token=")
	require.True(s.t, ok, "another host than the configured one")
	return token
}

// widget is an opened widget, without a browser.
type widget struct {
	*server
	meta string
}

func (s *server) open(more object) widget {
	s.t.Helper()
	a := s.do("POST", "/instrumentation/"+s.token(more), "")
	require.Equal(s.t, 200, a.status, a.body)
	return widget{s, a.object(s.t)["meta"].(string)}
}

func (w widget) call(method, path string, body any) answer {
	w.t.Helper()
	if body == nil {
		return w.do(method, path, "", "meta", w.meta)
	}
	encoded, err := json.Marshal(body)
	require.NoError(w.t, err)
	return w.do(method, path, string(encoded), "meta", w.meta, "Content-Type", "application/json")
}

// logIn fills in a bank's form.
func (w widget) logIn(bank, password string) object {
	w.t.Helper()
	form := w.call("GET", "/institutions/"+bank+"/credentials", nil)
	var fields []struct {
		ID     string `json:"id"`
		Secret bool   `json:"is_secret"`
	}
	require.NoError(w.t, json.Unmarshal([]byte(form.body), &fields), form.body)
	var given []object
	for _, f := range fields {
		value := "ada"
		if f.Secret {
			value = password
		}
		given = append(given, object{"id": f.ID, "value": value})
	}
	a := w.call("POST", "/members", object{"institution_id": bank, "credentials": given})
	require.Equal(w.t, 200, a.status, a.body)
	return a.object(w.t)
}

func load(t testing.TB, name string, v any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}
