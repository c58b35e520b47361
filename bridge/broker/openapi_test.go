package broker_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
)

// The description has every route and no other: whatever it names is
// answered, and not with 404 or 405 of the router.
func TestTheDescriptionIsServedAndComplete(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.PublicURL = "https://" + host + "/api" })
	w := b.call("GET", "/api/openapi.json", "")
	require.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	text := w.Body.String()
	assert.Contains(t, text, `"enum":["mx"]`)
	// Beside the operations a path may have its parameters.
	var raw struct {
		OpenAPI string
		Paths   map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(text), &raw))
	assert.Equal(t, "3.1.0", raw.OpenAPI)
	var operations []string
	for path, methods := range raw.Paths {
		for method := range methods {
			if method != "parameters" {
				operations = append(operations, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(operations)
	assert.Equal(t, []string{
		"DELETE /api/sessions/{id}", "GET /.well-known/apple-app-site-association", "GET /.well-known/assetlinks.json",
		"GET /api/healthz", "GET /api/openapi.json", "GET /api/readyz", "GET /api/return/{provider}", "GET /api/return/{provider}/{nonce}",
		"GET /api/sessions/{id}", "GET /api/sessions/{id}/accounts", "GET /api/sessions/{id}/events", "GET /api/sessions/{id}/member",
		"POST /api/sessions", "POST /api/sessions/{id}/claim", "POST /api/sessions/{id}/connections", "POST /api/sessions/{id}/outcome", "POST /api/sessions/{id}/widget", "POST /api/webhooks/{provider}",
	}, operations)
	for _, operation := range operations {
		method, path, _ := strings.Cut(operation, " ")
		path = strings.NewReplacer("{id}", strings.Repeat("a", 32), "{provider}", "mx", "{nonce}", strings.Repeat("a", 32)).Replace(path)
		assert.NotEqual(t, http.StatusMethodNotAllowed, b.call(method, path, "").Code, operation)
	}
	assert.NotContains(t, string(broker.Description()), `"enum":["mx"]`, "the general one names no provider")
}
