package faults

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// echo starts a server with limits of its own that answers what it is sent.
func echo(t *testing.T, change func(*http.Server)) string {
	t.Helper()
	rules := &Rules{}
	server := httptest.NewUnstartedServer(rules.Wrap("mx", JSON, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	})))
	change(server.Config)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// post sends a string with a fault in its header.
func post(t *testing.T, client *http.Client, address, text, fault string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(text))
	require.NoError(t, err)
	r.Header.Set(Header, fault)
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

func TestLatencyOutlastsTheServersOwnLimits(t *testing.T) {
	const limit = 20 * time.Millisecond
	for name, change := range map[string]func(*http.Server){
		"of reading": func(s *http.Server) { s.ReadTimeout = limit },
		"of writing": func(s *http.Server) { s.WriteTimeout = limit },
		"of both":    func(s *http.Server) { s.ReadTimeout, s.WriteTimeout = limit, limit },
	} {
		t.Run(name, func(t *testing.T) {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			body, err := post(t, client, echo(t, change), "what was sent", "latency=150ms")
			require.NoError(t, err)
			assert.Equal(t, "what was sent", body)
		})
	}
}

func TestLatencyKeepsALargeBody(t *testing.T) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	text := strings.Repeat("0123456789", maxKept/5) // twice what is kept
	body, err := post(t, client, echo(t, func(s *http.Server) { s.ReadTimeout = 100 * time.Millisecond }), text, "latency=200ms")
	require.NoError(t, err)
	assert.Equal(t, len(text), len(body))
	assert.True(t, text == body)
}

// TestLatencyOfAPostEndsWithTheRequest needs the body to be read: net/http
// notices that a client is gone only then.
func TestLatencyOfAPostEndsWithTheRequest(t *testing.T) {
	client := &http.Client{Timeout: 20 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}}
	_, err := post(t, client, echo(t, func(*http.Server) {}), "text", "latency=1m")
	require.Error(t, err) // the server closes at once, or the cleanup would wait for a minute
}
