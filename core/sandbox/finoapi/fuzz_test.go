package finoapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

// FuzzAPI sends anything anywhere. Every answer is JSON in fino's form, and
// nobody gets in without the secret.
func FuzzAPI(f *testing.F) {
	f.Add("POST", "/api/auth", "", form, "client_id=client&grant_type=client_credentials")
	f.Add("POST", "/api/auth", "", "application/json", `{"name":"client","secret":""}`)
	f.Add("POST", "/api/banking/sessions/connect", "multiple=true", "application/json", `{"userId":"u"}`)
	f.Add("GET", "/api/users/u/logins", "", "", "")
	f.Fuzz(func(t *testing.T, method, path, query, contentType, body string) {
		u, err := uba.New(uba.Config{Origin: "https://uba.example"})
		require.NoError(t, err)
		face, err := finoapi.New(finoapi.Config{UBA: u, ClientID: clientID, ClientSecret: secret.New(clientSecret)})
		require.NoError(t, err)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Method, r.URL.Path, r.URL.RawQuery = method, path, query
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+body)
		w := httptest.NewRecorder()
		face.Handler("/api").ServeHTTP(w, r)
		switch {
		case w.Code >= 300 && w.Code < 400: // the router cleans paths
		case w.Code >= 400 && w.Code < 500 && w.Code != http.StatusMethodNotAllowed:
			var failure struct{ Type, Message string }
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &failure), w.Body.String())
			assert.NotEmpty(t, failure.Type)
			assert.NotEmpty(t, failure.Message)
		default:
			assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
		}
	})
}
