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
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParse(t *testing.T) {
	for _, row := range []struct {
		text string
		want Fault
		err  string
	}{
		{"latency=2s", Fault{Latency: 2 * time.Second}, ""},
		{"drop", Fault{Drop: true}, ""},
		{"truncate", Fault{Truncate: true}, ""},
		{"status=503", Fault{Status: 503}, ""},
		{" status=429 ; retry_after=3;latency=10ms ", Fault{Status: 429, RetryAfter: 3, Latency: 10 * time.Millisecond}, ""},
		{"", Fault{}, "not a part"},
		{"status=503;", Fault{}, "not a part"},
		{"status=200", Fault{}, "from 400 to 599"},
		{"status=600", Fault{}, "from 400 to 599"},
		{"status=many", Fault{}, "no usable value"},
		{"status", Fault{}, "no usable value"},
		{"retry_after=3", Fault{}, "needs a status"},
		{"status=503;retry_after=0", Fault{}, "from 1"},
		{"latency=2", Fault{}, "no usable value"},
		{"latency=-1s", Fault{}, "from 0s"},
		{"latency=2m", Fault{}, "to 1m0s"},
		{"drop=1", Fault{}, "not a part"},
		{"drop;truncate", Fault{}, "only one"},
		{"drop;drop", Fault{}, "twice"},
		{"explode", Fault{}, "not a part"},
	} {
		t.Run(row.text, func(t *testing.T) {
			got, err := Parse(row.text)
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"latency=2s;status=429;retry_after=3", "drop", ";;=", "latency=9e999h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse(text)
		if err != nil {
			return
		}
		if got.Latency < 0 || got.Latency > maxLatency || got.Status != 0 && (got.Status < 400 || got.Status > 599) {
			t.Errorf("%q became %+v", text, got)
		}
	})
}

// serve starts a server that answers ten bytes, behind the rules.
func serve(t *testing.T, rules *Rules) string {
	t.Helper()
	server := httptest.NewServer(rules.Wrap("mx", JSON, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/empty" {
			io.WriteString(w, "0123456789")
		}
	})))
	t.Cleanup(server.Close)
	return server.URL
}

// get makes a request with a fault in its header.
func get(t *testing.T, address, fault string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	if fault != "" {
		r.Header.Set(Header, fault)
	}
	// A connection of its own: net/http repeats a GET on one that was used before.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer, string(body), err
}

func TestHeaderAsksForAFault(t *testing.T) {
	address := serve(t, &Rules{})
	answer, body, err := get(t, address, "")
	require.NoError(t, err)
	assert.Equal(t, "200 0123456789", answer.Status[:3]+" "+body)

	answer, body, err = get(t, address, "status=429;retry_after=3")
	require.NoError(t, err)
	assert.Equal(t, 429, answer.StatusCode)
	assert.Equal(t, "3", answer.Header.Get("Retry-After"))
	assert.JSONEq(t, `{"message":"The sandbox was asked to fail."}`, body)

	_, _, err = get(t, address, "drop")
	require.ErrorIs(t, err, io.EOF)

	answer, body, err = get(t, address, "truncate")
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, "01234", body)
	assert.EqualValues(t, 10, answer.ContentLength)

	_, _, err = get(t, address+"/empty", "truncate")
	require.ErrorIs(t, err, io.EOF, "half of nothing is not an answer")

	start := time.Now()
	_, body, err = get(t, address, "latency=60ms")
	require.NoError(t, err)
	assert.Equal(t, "0123456789", body)
	assert.GreaterOrEqual(t, time.Since(start), 60*time.Millisecond)

	answer, body, err = get(t, address, "explode")
	require.NoError(t, err)
	assert.Equal(t, 400, answer.StatusCode)
	assert.Contains(t, body, "not a part of a fault")
}

func TestLatencyEndsWithTheRequest(t *testing.T) {
	address := serve(t, &Rules{})
	client := &http.Client{Timeout: 20 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	r.Header.Set(Header, "latency=1m")
	_, err = client.Do(r)
	require.Error(t, err) // the server closes at once, or the cleanup would wait for a minute
}

func TestRulesFit(t *testing.T) {
	for _, row := range []struct {
		name string
		rule Rule
		fits bool
	}{
		{"everything", Rule{}, true},
		{"the server", Rule{Server: "mx"}, true},
		{"another server", Rule{Server: "ucw"}, false},
		{"the method", Rule{Method: "GET"}, true},
		{"another method", Rule{Method: "POST"}, false},
		{"the path", Rule{Path: "/users/USR-1/members"}, true},
		{"a pattern", Rule{Path: "/users/*/members"}, true},
		{"a star stays in its part", Rule{Path: "/users/*"}, false},
		{"everything below", Rule{Path: "/users/"}, true},
		{"another path", Rule{Path: "/users/*/accounts"}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			var rules Rules
			row.rule.Fault = "status=500"
			require.NoError(t, rules.Add(row.rule))
			answer, _, err := get(t, serve(t, &rules)+"/users/USR-1/members", "")
			require.NoError(t, err)
			assert.Equal(t, row.fits, answer.StatusCode == 500)
		})
	}
}

func TestRulesAreUsedUpInTurn(t *testing.T) {
	var rules Rules
	require.NoError(t, rules.Add(Rule{Fault: "status=500", Times: 2}))
	require.NoError(t, rules.Add(Rule{Fault: "status=429", Times: 1}))
	address := serve(t, &rules)
	var statuses []int
	for range 4 {
		answer, _, err := get(t, address, "")
		require.NoError(t, err)
		statuses = append(statuses, answer.StatusCode)
	}
	assert.Equal(t, []int{500, 500, 429, 200}, statuses)
	assert.Empty(t, rules.List())
}

func TestRulesAreRefused(t *testing.T) {
	var rules Rules
	for name, rule := range map[string]Rule{
		"no fault": {}, "a fault that is none": {Fault: "boom"}, "a path that is not a pattern": {Fault: "drop", Path: "["}, "a negative number": {Fault: "drop", Times: -1},
	} {
		assert.Error(t, rules.Add(rule), name)
	}
	for range maxRules {
		require.NoError(t, rules.Add(Rule{Fault: "drop"}))
	}
	assert.ErrorContains(t, rules.Add(Rule{Fault: "drop"}), "too many")
	rules.Clear()
	assert.Empty(t, rules.List())
}

func TestAdmin(t *testing.T) {
	var rules Rules
	admin := rules.Admin()
	for _, row := range []struct {
		name, method, body string
		status             int
		left               int
	}{
		{"add", "POST", `{"fault":"status=503","path":"/users/","times":2}`, 201, 1},
		{"add nonsense", "POST", `{"fault":"status=1"}`, 400, 1},
		{"add no JSON", "POST", `fault`, 400, 1},
		{"list", "GET", "", 200, 1},
		{"change", "PUT", `{}`, 405, 1},
		{"clear", "DELETE", "", 204, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := httptest.NewRequest(row.method, "/sandbox/faults", strings.NewReader(row.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			admin.ServeHTTP(w, r)
			assert.Equal(t, row.status, w.Code, w.Body)
			assert.Len(t, rules.List(), row.left)
			if row.method == "GET" {
				assert.JSONEq(t, `{"faults":[{"path":"/users/","fault":"status=503","times":2}]}`, w.Body.String())
			}
		})
	}
}
