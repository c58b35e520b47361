package faults_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

type object = mxtest.Object

// mxClient returns MX's client for a sandbox, which repeats nothing unless
// retries says so.
func mxClient(t *testing.T, s *sandbox.Sandbox, retries int) *mx.Client {
	t.Helper()
	id, key := s.Credentials()
	c, err := mx.New(mx.Config{
		BaseURL: s.BaseURL(), ClientID: id, APIKey: key, Retries: retries, RetryWait: time.Millisecond, Timeout: 500 * time.Millisecond,
		HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	})
	require.NoError(t, err)
	return c
}

func TestFaults_asMXsClientSeesThem(t *testing.T) {
	s := sandboxtest.Start(t, mxtest.Ready)
	for _, row := range []struct {
		fault string
		code  fault.Code
		after time.Duration
	}{
		{"status=429;retry_after=7", fault.ProviderRateLimited, 7 * time.Second},
		{"status=500", fault.ProviderUnavailable, 0},
		{"status=503;retry_after=20", fault.ProviderUnavailable, 20 * time.Second},
		{"truncate", fault.ProviderBadAnswer, 0},
		{"drop", fault.ProviderUnreachable, 0},
		{"latency=1m", fault.ProviderTimeout, 0},
	} {
		t.Run(row.fault, func(t *testing.T) {
			s.Faults().Clear()
			require.NoError(t, s.Faults().Add(faults.Rule{Server: "mx", Path: "/users", Fault: row.fault, Times: 1}))
			c := mxClient(t, s, -1)
			_, err := c.UsersPage(t.Context(), mx.UsersQuery{})
			require.Equal(t, row.code, fault.CodeOf(err))
			var cause *provider.CallError
			require.ErrorAs(t, err, &cause)
			assert.Equal(t, row.after, cause.RetryAfter)
			_, err = c.UsersPage(t.Context(), mx.UsersQuery{})
			require.NoError(t, err, "it was for one request")
		})
	}
	require.NoError(t, s.Faults().Add(faults.Rule{Path: "/users", Fault: "drop", Times: 2}))
	_, err := mxClient(t, s, 2).UsersPage(t.Context(), mx.UsersQuery{})
	require.NoError(t, err, "the third attempt gets through")
}

func TestFaults_reachEveryServer(t *testing.T) {
	s := sandboxtest.Start(t)
	for server, address := range map[string]string{
		"mx": s.BaseURL() + "/users", "widget": s.BaseURL() + "/md/ui/app.js", "ucw": s.UCWURL() + "/",
		"fino": s.FinoURL() + "/", "bank": s.BankURL() + "/style.css",
	} {
		t.Run(server, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodGet, address, nil)
			require.NoError(t, err)
			r.Header.Set(faults.Header, "status=599")
			answer, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			answer.Body.Close()
			assert.Equal(t, 599, answer.StatusCode)
		})
	}
}

func TestFaults_admin(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	rule := object{"server": "mx", "path": "/users/*", "fault": "status=502", "times": 1}
	r := c.Request("POST", "/sandbox/faults", rule)
	r.Header.Del("Authorization")
	status, _ := c.Do(r)
	assert.Equal(t, http.StatusUnauthorized, status)
	r = c.Request("POST", "/sandbox/faults", rule)
	r.SetBasicAuth("sandbox-client", "wrong")
	status, _ = c.Do(r)
	assert.Equal(t, http.StatusUnauthorized, status)
	r = c.Request("POST", "/sandbox/faults", rule)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	status, _ = c.Do(r)
	assert.Equal(t, http.StatusForbidden, status, "a page of another origin")

	status, answer := c.Call("POST", "/sandbox/faults", rule)
	require.Equal(t, http.StatusCreated, status, answer)
	status, _ = c.Call("GET", "/users/none", nil)
	assert.Equal(t, http.StatusBadGateway, status)
	status, _ = c.Call("GET", "/users/none", nil)
	assert.Equal(t, http.StatusNotFound, status)
	status, _ = c.Call("POST", "/sandbox/faults", object{"fault": "drop"})
	require.Equal(t, http.StatusCreated, status)
	status, _ = c.Call("DELETE", "/sandbox/faults", nil)
	assert.Equal(t, http.StatusNoContent, status, "no rule keeps anybody from the rules")
}
