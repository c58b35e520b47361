package finoapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	clientID     = "client"
	clientSecret = "the-secret-of-the-client"
)

// api is the face with its pages, and a client without comfort.
type api struct {
	*testing.T
	face *finoapi.Face
	uba  *uba.UBA
	url  string

	*clocktest.Clock
	token string
}

func start(t *testing.T, change ...func(*finoapi.Config)) *api {
	t.Helper()
	a := &api{T: t, Clock: clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC))}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	a.url = server.URL
	var err error
	a.uba, err = uba.New(uba.Config{Origin: server.URL, Now: a.Now, Notify: func(n uba.Notice) { a.face.Notify(n) }})
	require.NoError(t, err)
	cfg := finoapi.Config{UBA: a.uba, ClientID: clientID, ClientSecret: secret.New(clientSecret), Now: a.Now}
	for _, f := range change {
		f(&cfg)
	}
	a.face, err = finoapi.New(cfg)
	require.NoError(t, err)
	t.Cleanup(a.face.Close)
	mux.Handle("/api/", a.face.Handler("/api"))
	mux.Handle("/", a.uba)
	return a
}

type object = map[string]any

// send makes a request and returns the status and the JSON object.
func (a *api) send(method, path, contentType, body string) (int, object) {
	a.Helper()
	r, err := http.NewRequestWithContext(a.Context(), method, a.url+path, strings.NewReader(body))
	require.NoError(a, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(a, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(a, err)
	var out object
	require.NoError(a, json.Unmarshal(raw, &out), string(raw))
	require.Equal(a, "no-store", resp.Header.Get("Cache-Control"))
	http.DefaultClient.CloseIdleConnections()
	return resp.StatusCode, out
}

func (a *api) json(method, path, body string) (int, object) {
	a.Helper()
	return a.send(method, path, "application/json", body)
}

const form = "application/x-www-form-urlencoded"

// signIn authenticates.
func (a *api) signIn() *api {
	a.Helper()
	status, out := a.send("POST", "/api/auth", form, "client_id=client&client_secret="+clientSecret+"&grant_type=client_credentials")
	require.Equal(a, 200, status)
	a.token = out["access_token"].(string)
	return a
}

// connect connects a bank login of ada and returns her identifier.
func (a *api) connect(code, options string) string {
	a.Helper()
	status, out := a.json("POST", "/api/banking/sessions/connect", `{"userId":"ada"`+options+`}`)
	require.Equal(a, 200, status)
	u := sitetest.NewUser(a)
	page := u.Get(out["redirectURL"].(string)).To
	u.Submit(page, "bank", "bank", code)
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	return out["userIdentifier"].(string)
}
