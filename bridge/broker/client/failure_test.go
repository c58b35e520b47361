package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

const someID = "0123456789abcdef0123456789abcdef"

// stand is a server in a broker's place. It notes its requests.
type stand struct {
	*httptest.Server
	mu   sync.Mutex
	keys []string // Idempotency-Key of each request
}

func stands(t *testing.T, answer http.HandlerFunc) *stand {
	t.Helper()
	s := &stand{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *stand) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.keys)
}

// always answers with a status and a body.
func always(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestWhatGoesWrongHasACode(t *testing.T) {
	huge := `{"id":"` + strings.Repeat("x", 2<<20) + `"}`
	for name, row := range map[string]struct {
		answer   http.HandlerFunc
		code     fault.Code
		attempts int
	}{
		"a problem of the broker's":      {always(409, `{"code":"session_ended","message":"The session is over."}`), fault.SessionEnded, 1},
		"an unknown code":                {always(404, `{"code":"new_code","message":"x"}`), fault.BrokerNotFound, 1},
		"nobody who signed in":           {always(401, ``), fault.BrokerUnauthenticated, 1},
		"forbidden":                      {always(403, `<html>`), fault.BrokerForbidden, 1},
		"another host":                   {always(421, ``), fault.BrokerForbidden, 1},
		"not there":                      {always(404, `404 page not found`), fault.BrokerNotFound, 1},
		"a teapot":                       {always(418, ``), fault.ProviderRejected, 1},
		"away":                           {always(503, ``), fault.BrokerUnavailable, 3},
		"a proxy without the broker":     {always(502, `<html>`), fault.BrokerUnavailable, 3},
		"too many requests":              {always(429, ``, "Retry-After", "0"), fault.BrokerRateLimited, 3},
		"too many for a long time":       {always(429, ``, "Retry-After", "60"), fault.BrokerRateLimited, 1},
		"a redirect is not followed":     {always(302, ``, "Location", "https://canary.example/canary"), fault.ProviderBadAnswer, 1},
		"a redirect to nowhere":          {always(308, ``, "Location", "https://%zz canary"), fault.ProviderBadAnswer, 1},
		"HTML":                           {always(200, `<html>canary`), fault.ProviderBadAnswer, 1},
		"an empty answer":                {always(200, ``), fault.ProviderBadAnswer, 1},
		"another type":                   {always(200, `{"id":17}`), fault.ProviderBadAnswer, 1},
		"an answer that is too large":    {always(200, huge), fault.ProviderAnswerTooLarge, 1},
		"a refusal that is too large":    {always(400, huge), fault.ProviderAnswerTooLarge, 1},
		"an answer that breaks off":      {always(200, `{"id":`, "Content-Length", "100"), fault.ProviderBadAnswer, 3},
		"a connection that is cut off":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.ProviderUnreachable, 3},
		"a broker that does not answer":  {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, fault.ProviderTimeout, 3},
		"a request that is being served": {always(409, `{"code":"broker_request_in_progress"}`, "Retry-After", "0"), fault.BrokerRequestInProgress, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := stands(t, row.answer)
			c := open(t, s.URL, func(o *client.Options) {
				if row.code == fault.ProviderTimeout {
					o.Timeout = 200 * time.Millisecond
				}
			})
			_, err := c.Session(t.Context(), someID)
			require.Equal(t, row.code, fault.CodeOf(err), err)
			assert.Equal(t, row.attempts, s.count())
			call := (*provider.CallError)(nil)
			require.ErrorAs(t, err, &call)
			assert.Equal(t, "/sessions/{id}", call.Path)
			assert.NotContains(t, fmt.Sprintf("%+v", err), "canary")
		})
	}
}

func TestTheDeveloperReadsTheBrokersDetail(t *testing.T) {
	for body, text := range map[string]string{
		`{"code":"input_invalid","message":"For the user.","detail":"The theme is unknown."}`: "The theme is unknown.",
		`{"code":"input_invalid","message":"For the user."}`:                                  "For the user.",
	} {
		_, err := open(t, stands(t, always(400, body)).URL).Session(t.Context(), someID)
		call := (*provider.CallError)(nil)
		require.ErrorAs(t, err, &call)
		assert.Equal(t, text, call.Text)
		assert.NotContains(t, fault.From(err).Message, text, "the user reads the catalogue's words")
	}
}

func TestABrokerThatIsNotThere(t *testing.T) {
	s := stands(t, always(200, ``))
	s.Close()
	_, err := open(t, s.URL).Session(t.Context(), someID)
	assert.Equal(t, fault.ProviderUnreachable, fault.CodeOf(err))
	encrypted := httptest.NewUnstartedServer(always(200, ``))
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	defer encrypted.Close()
	_, err = open(t, encrypted.URL).Session(t.Context(), someID)
	require.Equal(t, fault.ProviderUnreachable, fault.CodeOf(err))
	assert.Contains(t, fmt.Sprintf("%+v", err), "certificate")
}

func TestTheCallersTimeEndsEverything(t *testing.T) {
	s := stands(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := open(t, s.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Session(ctx, someID)
	assert.Equal(t, fault.ProviderTimeout, fault.CodeOf(err))
	canceled, stop := context.WithCancel(t.Context())
	stop()
	_, err = c.Session(canceled, someID)
	assert.Equal(t, fault.ProviderCanceled, fault.CodeOf(err))
	assert.Equal(t, 1, s.count())
}

// RetryAfter lengthens the waits of provider.AwaitReady.
func TestARetryAfterIsHandedOn(t *testing.T) {
	s := stands(t, always(503, `{"code":"provider_rate_limited","message":"x","retryable":true}`, "Retry-After", "77"))
	p := open(t, s.URL).Provider().(provider.MemberReader)
	_, err := p.MemberState(t.Context(), "broker:"+someID, "MBR-1")
	assert.Equal(t, fault.ProviderRateLimited, fault.CodeOf(err))
	call := (*provider.CallError)(nil)
	require.ErrorAs(t, err, &call)
	assert.Equal(t, 77*time.Second, call.RetryAfter)
}

// Calls that would have their effect twice are sent once.
func TestWhichCallsAreRepeated(t *testing.T) {
	s := stands(t, always(503, ``))
	c := open(t, s.URL)
	for name, row := range map[string]struct {
		call     func() error
		attempts int
	}{
		"a new session, by its key": {func() error { _, err := c.Create(t.Context(), client.Request{}); return err }, 3},
		"a claim is not":            {func() error { _, err := c.Claim(t.Context(), someID); return err }, 1},
		"the end":                   {func() error { return c.End(t.Context(), someID) }, 3},
		"a fresh widget URL":        {func() error { _, err := c.Renew(t.Context(), someID, provider.WidgetRequest{}); return err }, 3},
		"an outcome":                {func() error { _, err := c.Report(t.Context(), someID, exited); return err }, 3},
	} {
		before := s.count()
		require.Equal(t, fault.BrokerUnavailable, fault.CodeOf(row.call()), name)
		assert.Equal(t, row.attempts, s.count()-before, name)
	}
	never := open(t, s.URL, func(o *client.Options) { o.Retries = -1 })
	before := s.count()
	require.Error(t, never.Ready(t.Context()))
	assert.Equal(t, 1, s.count()-before)
}

var exited = provider.Outcome{Result: "exited", Reason: fault.UserExited}

// losing answers the first requests with nothing, after the broker has dealt
// with them.
func losing(path string, count int64) func(http.Handler) http.Handler {
	var seen atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, path) || seen.Add(1) > count {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	}
}

// A session whose widget URL was lost on its way is given up, and another one
// is made: the app gets a URL that works.
func TestALostWidgetURLIsMadeUpFor(t *testing.T) {
	h := serve(t, nil, losing("/sessions", 1))
	c := h.client("mx")
	w, err := c.Provider().Widget(t.Context(), provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}})
	require.NoError(t, err)
	assert.False(t, w.URL.IsZero())
	s, err := c.Session(t.Context(), w.Session)
	require.NoError(t, err)
	assert.Equal(t, client.Open, s.Status)
}

// An outcome whose answer was lost is not reported twice, and is not an error.
func TestALostAnswerToAnOutcomeIsMadeUpFor(t *testing.T) {
	h := serve(t, nil, losing("/outcome", 1))
	c := h.client("mx")
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	outcome, err := c.Report(t.Context(), made.ID, exited)
	require.NoError(t, err)
	assert.Equal(t, client.Outcome{Result: session.Exited, Reason: fault.UserExited}, outcome)
}

func TestEachCallHasAKeyOfItsOwn(t *testing.T) {
	s := stands(t, always(503, ``))
	c := open(t, s.URL)
	for range 2 {
		_, err := c.Create(t.Context(), client.Request{})
		require.Error(t, err)
	}
	require.Len(t, s.keys, 6)
	assert.Equal(t, s.keys[0], s.keys[2])
	assert.NotEqual(t, s.keys[0], s.keys[3])
	_, err := c.Create(t.Context(), client.Request{Key: "with space"})
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
}

// A way back that does not fit is not used: the nonce would be somebody else's.
func TestAWayBackThatDoesNotFitIsABadAnswer(t *testing.T) {
	nonce := strings.Repeat("a", 32)
	good := `"kind":"loopback","url":"` + loopback + `/` + nonce + `","base":"` + loopback + `","nonce":"` + nonce + `"`
	answer := func(back string) string {
		return `{"id":"` + someID + `","status":"open","version":1,"widget_url":"https://widgets.example/x","return":{` + back + `}}`
	}
	for name, row := range map[string]struct {
		body string
		good bool
	}{
		"one that fits":        {answer(good), true},
		"another kind":         {answer(strings.Replace(good, `"loopback"`, `"app"`, 1)), false},
		"no nonce":             {answer(`"kind":"loopback","url":"` + loopback + `","base":"` + loopback + `"`), false},
		"a short nonce":        {answer(strings.ReplaceAll(good, nonce, "abc")), false},
		"a URL of another one": {answer(strings.Replace(good, nonce, strings.Repeat("b", 32), 1)), false},
		"another base":         {answer(strings.ReplaceAll(good, "4711", "80")), false},
		"a base of a script":   {answer(`"kind":"loopback","url":"javascript:x","base":"javascript:x","nonce":"` + nonce + `"`), false},
		"none":                 {`{"id":"` + someID + `","widget_url":"https://widgets.example/x"}`, false},
		"no identifier":        {strings.Replace(answer(good), someID, "../x", 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, stands(t, always(201, row.body)).URL).Provider()
			w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}})
			if row.good {
				require.NoError(t, err)
				assert.Equal(t, nonce, w.Return.Nonce.Reveal())
				return
			}
			require.Error(t, err)
			assert.Zero(t, w)
		})
	}
}

func TestAnswersAboutMembersAreChecked(t *testing.T) {
	for name, row := range map[string]struct {
		body string
		code fault.Code
	}{
		"a state":               {`{"guid":"M","state":"ready","status":"CONNECTED","aggregating":false}`, ""},
		"a state of the future": {`{"guid":"M","state":"frozen"}`, fault.ProviderBadAnswer},
		"no state":              {`{"guid":"M"}`, fault.ProviderBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, stands(t, always(200, row.body)).URL).Provider().(provider.MemberReader)
			_, err := p.MemberState(t.Context(), "broker:"+someID, "M")
			assert.Equal(t, row.code, fault.CodeOf(err))
		})
	}
}

var errNoToken = errors.New("nobody has signed in yet")

func TestAnErrorOfAuthorizeEndsTheCall(t *testing.T) {
	s := stands(t, always(200, `{}`))
	c := open(t, s.URL, func(o *client.Options) { o.Authorize = func(*http.Request) error { return errNoToken } })
	_, err := c.Create(t.Context(), client.Request{})
	assert.Equal(t, fault.BrokerUnauthenticated, fault.CodeOf(err))
	require.ErrorIs(t, err, errNoToken)
	assert.Zero(t, s.count())
}

// Each attempt is authorized anew: a token may have expired while it waited.
func TestEachAttemptIsAuthorized(t *testing.T) {
	var count atomic.Int64
	h := serve(t, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-User") == "alice-1" {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	c := h.client("mx", func(o *client.Options) {
		o.Authorize = func(r *http.Request) error {
			r.Header.Set("X-User", fmt.Sprint("alice-", count.Add(1)))
			return nil
		}
	})
	_, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	assert.Equal(t, []string{"alice-2"}, h.users)
}

func TestABrokersLimitsReachTheApp(t *testing.T) {
	h := serve(t, func(o *broker.Options) { o.Limits.SessionsOf = broker.Rate{Count: 1, Period: time.Hour} }, nil)
	c := h.client("mx")
	_, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	_, err = c.Create(t.Context(), client.Request{})
	assert.Equal(t, fault.BrokerRateLimited, fault.CodeOf(err))
}
