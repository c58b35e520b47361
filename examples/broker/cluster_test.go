package main

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/redisstore/redistest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

const token = "a-token-of-alice-for-tests"

const soon = 20 * time.Second

// two runs two processes with one Redis and one provider.
func two(t *testing.T) (*redistest.Server, *instance, *instance) {
	t.Helper()
	redis := redistest.Start(t)
	provider := sandboxtest.Start(t)
	id, key := provider.Credentials()
	env := []string{
		"BROKER_TOKENS=alice=" + token, "BROKER_KEY=" + strings.Repeat("5a", 32),
		"BROKER_WEBHOOK_SECRET=a-webhook-secret-for-tests",
		"MX_BASE_URL=" + provider.BaseURL(), "MX_CLIENT_ID=" + id, "MX_API_KEY=" + key.Reveal(),
	}
	client := &http.Client{Transport: &http.Transport{}, Timeout: soon}
	t.Cleanup(client.CloseIdleConnections)
	program := build(t)
	run := func(more ...string) *instance {
		return launch(t, program, client, env, append([]string{"-addr", "127.0.0.1:0", "-live", "-redis", redis.Addr}, more...)...)
	}
	one := run()
	// Both are one service to the world: a link to the first one's address is
	// served by the second one, as behind a proxy.
	other := run("-public", one.url)
	return redis, one, other
}

// at is an instance behind an address that is not its own.
type at struct {
	http.RoundTripper
	host string
}

func (a at) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = a.host
	return a.RoundTripper.RoundTrip(r)
}

func TestASessionIsFinishedByAnotherInstance(t *testing.T) {
	redis, one, other := two(t)
	behind(t, one, other)
	s := one.open(`{"provider":"mx","claim_later":true}`)
	_, seen := other.ask("GET", "/sessions/"+s.ID, "")
	require.Equal(t, "created", seen.Status)

	// A stream of the second instance, while the first one goes on.
	stream, err := other.call("GET", "/sessions/"+s.ID+"/events", "")
	require.NoError(t, err)
	defer stream.Body.Close()
	events := bufio.NewScanner(stream.Body)
	require.Contains(t, event(t, events), `"created"`)

	status, claimed := one.ask("POST", "/sessions/"+s.ID+"/claim", "")
	require.Equal(t, http.StatusOK, status)
	assert.NotEmpty(t, claimed.WidgetURL)
	require.Contains(t, event(t, events), `"open"`, "it hears of what the first one did")
	status, _ = other.ask("POST", "/sessions/"+s.ID+"/claim", "")
	assert.Equal(t, http.StatusGone, status, "claimed is claimed")

	one.kill()
	landed, err := other.client.Get(other.url + strings.TrimPrefix(s.Return.URL, one.url) + "?status=success&member_guid=MBR-1")
	require.NoError(t, err)
	landed.Body.Close()
	require.Equal(t, http.StatusOK, landed.StatusCode)
	require.Contains(t, event(t, events), `"returned"`)

	redis.Kill()
	down, err := other.call("GET", "/sessions/"+s.ID, "")
	require.NoError(t, err)
	down.Body.Close()
	require.Equal(t, http.StatusServiceUnavailable, down.StatusCode)
	assert.NotEmpty(t, down.Header.Get("Retry-After"))
	down, err = other.call("POST", "/sessions", `{"provider":"mx"}`)
	require.NoError(t, err)
	down.Body.Close()
	require.Equal(t, http.StatusServiceUnavailable, down.StatusCode)

	redis.Up()
	require.Eventually(t, func() bool {
		status, got := other.ask("GET", "/sessions/"+s.ID, "")
		return status == http.StatusOK && got.Status == "returned" && got.Visit.Member == "MBR-1"
	}, soon, 20*time.Millisecond, "it goes on without a restart, and nothing is lost")
	status, _ = other.ask("DELETE", "/sessions/"+s.ID, "")
	assert.Equal(t, http.StatusNoContent, status)
	require.Contains(t, event(t, events), `"ended"`, "the stream outlived the server")
}

// Everything that was acknowledged before a process was killed is there.
func TestAKilledInstanceLosesNoAcknowledgedSession(t *testing.T) {
	_, one, other := two(t)
	behind(t, one, other)
	acknowledged := make(chan string, 10_000)
	go func() {
		defer close(acknowledged)
		for {
			response, err := one.call("POST", "/sessions", `{"provider":"mx"}`)
			if err != nil {
				return // it was killed
			}
			location := response.Header.Get("Location")
			response.Body.Close()
			if response.StatusCode != http.StatusCreated {
				return // the limit of a user
			}
			acknowledged <- location
		}
	}()
	var seen []string
	for location := range acknowledged {
		if seen = append(seen, location); len(seen) == 10 {
			one.kill()
		}
	}
	require.GreaterOrEqual(t, len(seen), 10)
	for _, location := range seen {
		status, s := other.ask("GET", location, "")
		require.Equal(t, http.StatusOK, status)
		assert.Equal(t, "open", s.Status)
	}
}

// behind makes calls of the second instance carry the first one's host.
func behind(t *testing.T, one, other *instance) {
	t.Helper()
	base := &http.Transport{}
	other.client = &http.Client{Transport: at{base, strings.TrimPrefix(one.url, "http://")}, Timeout: soon}
	t.Cleanup(base.CloseIdleConnections)
}

// event returns the data of the next event.
func event(t *testing.T, events *bufio.Scanner) string {
	t.Helper()
	for events.Scan() {
		if data, ok := strings.CutPrefix(events.Text(), "data: "); ok {
			return data
		}
	}
	require.NoError(t, events.Err())
	require.FailNow(t, "the stream ended")
	return ""
}
