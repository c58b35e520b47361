package broker_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
)

func TestHosts(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.Hosts = []string{"broker.example", "broker.example:8443"} })
	for value, status := range map[string]int{
		"broker.example": 200, "BROKER.EXAMPLE": 200, "broker.example:8443": 200,
		"broker.example.": 421, "broker.example:443": 421, "evil.example": 421, "": 421, "127.0.0.1": 421,
		"broker.example.evil.example": 421, "xbroker.example": 421, "broker.example@evil.example": 421,
	} {
		t.Run(value, func(t *testing.T) {
			w := b.call("GET", "/healthz", "", func(r *http.Request) { r.Host = value })
			assert.Equal(t, status, w.Code)
		})
	}
}

func TestOrigins(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.TrustedOrigins = []string{"https://app.example"} })
	rows := []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"a program sends none", nil, 201},
		{"the broker's own pages", map[string]string{"Sec-Fetch-Site": "same-origin"}, 201},
		{"a trusted origin", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example"}, 201},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		{"a sister site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"another origin without Sec-Fetch-Site", map[string]string{"Origin": "https://evil.example"}, 403},
		{"no origin at all", map[string]string{"Origin": "null"}, 403},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := b.call("POST", "/sessions", plain, func(r *http.Request) {
				for k, v := range row.headers {
					r.Header.Set(k, v)
				}
			})
			assert.Equal(t, row.status, w.Code)
			assert.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
		})
	}
	w := b.call("OPTIONS", "/sessions", "", header("Origin", "https://evil.example"), header("Access-Control-Request-Method", "POST"))
	refused(t, http.StatusMethodNotAllowed, w)
	assert.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
}

func TestUnknownPathsAndMethods(t *testing.T) {
	b := start(t)
	for _, path := range []string{"/", "/nothing", "/sessions/", "/sessions//x", "/../sessions", "/return/mx/../mx"} {
		assert.Equal(t, fault.BrokerNotFound, refused(t, http.StatusNotFound, b.call("GET", path, "")), path)
	}
	w := b.call("PUT", "/sessions/x", "")
	refused(t, http.StatusMethodNotAllowed, w)
	assert.Equal(t, "DELETE, GET", w.Header().Get("Allow"))
	for _, id := range []string{"x", strings.Repeat("G", 32), strings.Repeat("a", 33), "%2e%2e"} {
		assert.Equal(t, http.StatusNotFound, b.call("GET", "/sessions/"+id, "").Code, id)
	}
}

func TestLimitsOfAUser(t *testing.T) {
	b := start(t, func(o *broker.Options) {
		o.Limits.SessionsOf, o.Limits.PerUser = broker.Rate{Count: 2, Period: time.Minute}, broker.Rate{Count: 4, Period: time.Minute}
	})
	b.open(plain)
	s := b.open(plain)
	w := b.call("POST", "/sessions", plain)
	assert.Equal(t, fault.BrokerRateLimited, refused(t, http.StatusTooManyRequests, w))
	assert.Equal(t, "30", w.Header().Get("Retry-After"))
	b.state(s.ID)
	refused(t, http.StatusTooManyRequests, b.call("GET", "/sessions/"+s.ID, ""))
	assert.Equal(t, http.StatusCreated, b.call("POST", "/sessions", plain, as("bob")).Code, "others are not held up")
	b.clock.Advance(time.Minute)
	b.state(s.ID)
}

func TestLimitsOfAnAddress(t *testing.T) {
	proxy := netip.MustParsePrefix("10.0.0.0/8")
	rows := []struct {
		name, first, second string // remote address, then X-Forwarded-For after a bar
		apart               bool
	}{
		{"two machines", "192.0.2.1:1", "192.0.2.2:1", true},
		{"two ports", "192.0.2.1:1", "192.0.2.1:2", false},
		{"one IPv6 network", "[2001:db8::1]:1", "[2001:db8::2]:1", false},
		{"two IPv6 networks", "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", true},
		{"an IPv4 address in IPv6", "[::ffff:192.0.2.1]:1", "192.0.2.1:1", false},
		{"two clients of a trusted proxy", "10.0.0.1:1|192.0.2.1", "10.0.0.1:1|192.0.2.2", true},
		{"a forged hop before the proxy's", "10.0.0.1:1|6.6.6.6, 192.0.2.1", "10.0.0.1:1|7.7.7.7, 192.0.2.1", false},
		{"two proxies in a row", "10.0.0.1:1|192.0.2.1, 10.0.0.2", "10.0.0.1:1|192.0.2.2, 10.0.0.2", true},
		{"a header of a stranger", "192.0.2.1:1|6.6.6.6", "192.0.2.1:1|7.7.7.7", false},
		{"a header that is not an address", "10.0.0.1:1|x", "10.0.0.1:1|y", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := start(t, func(o *broker.Options) {
				o.Limits.PerAddress, o.TrustedProxies = broker.Rate{Count: 1, Period: time.Minute}, []netip.Prefix{proxy}
			})
			ask := func(from string) int {
				address, forwarded, _ := strings.Cut(from, "|")
				return b.call("GET", "/openapi.json", "", func(r *http.Request) {
					r.RemoteAddr = address
					if forwarded != "" {
						r.Header.Set("X-Forwarded-For", forwarded)
					}
				}).Code
			}
			require.Equal(t, http.StatusOK, ask(row.first))
			want := http.StatusTooManyRequests
			if row.apart {
				want = http.StatusOK
			}
			assert.Equal(t, want, ask(row.second))
			assert.Equal(t, http.StatusOK, b.call("GET", "/healthz", "").Code, "health checks are free")
		})
	}
}

// away is a store that cannot be reached.
type away struct{ broker.Store }

var errAway = errors.New("connection refused")

func (away) Create(context.Context, broker.NewSession) error { return errAway }
func (away) Session(context.Context, string) (broker.Session, error) {
	return broker.Session{}, errAway
}
func (away) ByReturn(context.Context, string) (string, error)                  { return "", errAway }
func (away) Allow(context.Context, string, broker.Rate) (time.Duration, error) { return 0, nil }
func (away) Ready(context.Context) error                                       { return errAway }
func (away) Push(context.Context, broker.Delivery, time.Duration) (bool, error) {
	return false, errAway
}

func TestAStoreThatIsAway(t *testing.T) {
	b, _ := hooked(t, nil, func(o *broker.Options) { o.Store, o.Keys = away{o.Store}, keys(1) })
	for name, w := range map[string]func() *http.Response{
		"creating": func() *http.Response { return b.call("POST", "/sessions", plain).Result() },
		"reading":  func() *http.Response { return b.call("GET", "/sessions/"+strings.Repeat("a", 32), "").Result() },
		"webhooks": func() *http.Response { return b.send(`{}`).Result() },
		"ready":    func() *http.Response { return b.call("GET", "/readyz", "").Result() },
	} {
		t.Run(name, func(t *testing.T) {
			r := w()
			assert.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
			assert.Equal(t, "2", r.Header.Get("Retry-After"))
		})
	}
	landing := b.visit("https://" + host + "/return/mx?ch_state=" + strings.Repeat("a", 32) + "&status=error")
	assert.Equal(t, http.StatusServiceUnavailable, landing.Code)
	assert.Contains(t, landing.Body.String(), "Load it again")
	assert.Equal(t, http.StatusOK, b.call("GET", "/healthz", "").Code, "the process is well")
}

func TestAPanicIsAnswered(t *testing.T) {
	var log bytes.Buffer
	b := start(t, func(o *broker.Options) {
		o.Authenticate = func(*http.Request) (string, error) { panic("canary-panic") }
		o.Logger = slog.New(slog.NewJSONHandler(&log, nil))
	})
	assert.Equal(t, fault.Other, refused(t, http.StatusInternalServerError, b.call("POST", "/sessions", plain)))
	assert.NotContains(t, log.String(), "canary")
}

func TestTheServerDropsWhoSendsNoHeader(t *testing.T) {
	b := start(t)
	config := b.Server()
	assert.NotZero(t, config.ReadHeaderTimeout)
	assert.NotZero(t, config.ReadTimeout)
	assert.NotZero(t, config.IdleTimeout)
	config.ReadHeaderTimeout = 50 * time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- config.Serve(listener) }()
	connection, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer connection.Close()
	_, err = connection.Write([]byte("GET /healthz HTTP/1.1\r\nHost: "))
	require.NoError(t, err)
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(soon)))
	var rest bytes.Buffer
	_, err = rest.ReadFrom(connection)
	require.NoError(t, err, "the server closed it before our own deadline")
	large, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer large.Close()
	go func() {
		_, _ = large.Write([]byte("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n"))
	}()
	require.NoError(t, large.SetReadDeadline(time.Now().Add(soon)))
	answer := make([]byte, 12)
	_, err = large.Read(answer)
	require.NoError(t, err)
	assert.Equal(t, "HTTP/1.1 431", string(answer))
	require.NoError(t, config.Close())
	<-served
}

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	b := start(t, func(o *broker.Options) { o.Registerer = registry })
	s := b.open(plain)
	b.visit(s.Return.URL + "&status=success&member_guid=MBR-1")
	b.visit(s.Return.URL + "&status=success&member_guid=MBR-1")
	b.call("DELETE", "/sessions/"+s.ID, "")
	b.call("GET", "/nothing/"+s.Return.Nonce, "")
	require.NoError(t, testutil.GatherAndCompare(registry, strings.NewReader(`
# HELP connecthost_broker_outcomes_total Sessions that ended with an outcome.
# TYPE connecthost_broker_outcomes_total counter
connecthost_broker_outcomes_total{provider="mx",result="exited"} 1
# HELP connecthost_broker_requests_total Requests answered.
# TYPE connecthost_broker_requests_total counter
connecthost_broker_requests_total{route="DELETE /sessions/{id}",status="204"} 1
connecthost_broker_requests_total{route="GET /return/{provider}",status="200"} 1
connecthost_broker_requests_total{route="GET /return/{provider}",status="410"} 1
connecthost_broker_requests_total{route="POST /sessions",status="201"} 1
connecthost_broker_requests_total{route="none",status="404"} 1
# HELP connecthost_broker_returns_total Return links, by what came of them.
# TYPE connecthost_broker_returns_total counter
connecthost_broker_returns_total{provider="mx",verdict="accepted"} 1
connecthost_broker_returns_total{provider="mx",verdict="return_replayed"} 1
# HELP connecthost_broker_sessions_total Sessions made.
# TYPE connecthost_broker_sessions_total counter
connecthost_broker_sessions_total{provider="mx"} 1
`), "connecthost_broker_outcomes_total", "connecthost_broker_requests_total", "connecthost_broker_returns_total", "connecthost_broker_sessions_total"))
	_, err := broker.New(func() broker.Options {
		o := options(b.vendor, b.store)
		o.Registerer = registry
		return o
	}())
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), "registered twice")
}

// Nothing that is secret shows in the log, at any level.
func TestLogsHaveNoSecrets(t *testing.T) {
	var log bytes.Buffer
	b, handled := hooked(t, nil, func(o *broker.Options) {
		o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	s := b.open(plain, header("Idempotency-Key", "canary-key"))
	b.visit(s.Return.URL + "&status=success&member_guid=MBR-canary")
	b.visit(s.Return.URL + "&status=success&member_guid=MBR-canary")
	b.visit("https://" + host + "/return/mx?ch_state=" + s.Return.Nonce + "&ch_state=canary")
	b.call("GET", "/canary/path?canary=query", "")
	b.call("POST", "/sessions", `{"canary":1}`)
	b.call("GET", "/sessions/"+s.ID, "", as("canary-token"))
	b.send(`{"canary":true}`)
	next(t, handled)
	stop(t, b.Broker)
	text := log.String()
	assert.Contains(t, text, `"route":"POST /sessions"`)
	for _, secret := range []string{"canary", s.Return.Nonce, s.ID, "alice", hookSecret, "widgets.example"} {
		assert.NotContains(t, text, secret)
	}
}
