package broker_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

const plain = `{"provider":"mx"}`

func TestASessionGivesItsWidgetURLOnce(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	assert.Regexp(t, "^[0-9a-f]{32}$", s.ID)
	assert.Equal(t, widgetURL, s.WidgetURL)
	assert.Equal(t, "open", s.Status)
	assert.Equal(t, "landing", s.Return.Kind)
	assert.Equal(t, "https://broker.example/return/mx", s.Return.Base)
	assert.Equal(t, s.Return.Base+"?ch_state="+s.Return.Nonce, s.Return.URL)
	assert.Equal(t, "piggy://oauth_complete", s.Return.Handover)
	assert.Equal(t, s.Return.URL, b.vendor.last(t).ReturnURL.Reveal())
	for _, w := range []string{
		b.call("GET", "/sessions/"+s.ID, "").Body.String(),
		b.call("POST", "/sessions/"+s.ID+"/claim", "").Body.String(),
	} {
		assert.NotContains(t, w, "canary")
		assert.NotContains(t, w, s.Return.Nonce)
	}
}

func TestARequestReachesTheProviderAsItIs(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.App.TargetOrigins = []string{"https://app.example"} })
	b.open(`{"provider":"mx","products":["transactions","statements"],"user":{"id":"alice"},
		"institution":{"code":"harborlight","guid":"INS-1","no_search":true},"member_guid":"MBR-1","locale":"fr-CA","theme":"dark",
		"mobile_webview":true,"target_origin":"https://app.example","return_kind":"provider"}`)
	assert.Equal(t, provider.WidgetRequest{
		UserID: "alice", EventScheme: "piggy", MobileWebView: true, TargetOrigin: "https://app.example",
		Locale: "fr-CA", ColorScheme: provider.Dark, Products: []provider.Product{provider.Transactions, provider.Statements},
		MemberGUID: "MBR-1", InstitutionGUID: "INS-1", InstitutionCode: "harborlight", NoSearch: true,
	}, b.vendor.last(t))
}

func TestReturnKinds(t *testing.T) {
	rows := []struct {
		name, body, base, url string
		status                int
	}{
		{"the landing page is the default", plain, "https://broker.example/return/mx", "https://broker.example/return/mx?ch_state=N", 201},
		{"the app's own link", `{"provider":"mx","return_kind":"app"}`, "piggy://oauth_complete", "piggy://oauth_complete?ch_state=N", 201},
		{"a loopback address has the nonce in its path", `{"provider":"mx","return_kind":"loopback","return_url":"http://127.0.0.1:4711/back"}`, "http://127.0.0.1:4711/back", "http://127.0.0.1:4711/back/N", 201},
		{"the provider's default has none", `{"provider":"mx","return_kind":"provider"}`, "", "", 201},
		{"another machine is not a loopback address", `{"provider":"mx","return_kind":"loopback","return_url":"http://192.0.2.1/back"}`, "", "", 422},
		{"https is not a loopback address", `{"provider":"mx","return_kind":"loopback","return_url":"https://evil.example/"}`, "", "", 422},
		{"a scheme is not a loopback address", `{"provider":"mx","return_kind":"loopback","return_url":"evil://back"}`, "", "", 422},
		{"a return URL needs its kind", `{"provider":"mx","return_url":"http://127.0.0.1:1/"}`, "", "", 422},
		{"the kind needs its return URL", `{"provider":"mx","return_kind":"loopback"}`, "", "", 422},
	}
	b := start(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := b.call("POST", "/sessions", row.body)
			require.Equal(t, row.status, w.Code, w.Body)
			s := read[session](t, w.Body)
			assert.Equal(t, row.base, s.Return.Base)
			assert.Equal(t, strings.ReplaceAll(row.url, "N", s.Return.Nonce), s.Return.URL)
		})
	}
}

func TestHostileBodies(t *testing.T) {
	var rows []struct{ Name, Body string }
	text, err := os.ReadFile("testdata/sessions.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &rows))
	b := start(t, func(o *broker.Options) { o.Limits.PerUser.Count, o.Limits.PerUser.Period = 1e6, time.Second })
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			w := b.call("POST", "/sessions", row.Body)
			assert.Contains(t, []int{http.StatusBadRequest, http.StatusUnprocessableEntity}, w.Code)
			assert.Equal(t, fault.InputInvalid, refused(t, w.Code, w))
		})
	}
	assert.Empty(t, b.vendor.requests, "the provider is not asked")
}

func TestBodiesAreLimited(t *testing.T) {
	b := start(t)
	large := `{"provider":"mx","locale":"` + strings.Repeat("x", 17<<10) + `"}`
	assert.Equal(t, fault.InputInvalid, refused(t, http.StatusRequestEntityTooLarge, b.call("POST", "/sessions", large)))
	refused(t, http.StatusUnsupportedMediaType, b.call("POST", "/sessions", plain, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }))
	refused(t, http.StatusUnsupportedMediaType, b.call("POST", "/sessions", plain, header("Content-Encoding", "gzip")))
	w := b.call("POST", "/sessions", plain, func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") })
	assert.Equal(t, http.StatusCreated, w.Code)
}

func TestSessionsBelongToTheirUser(t *testing.T) {
	b := start(t)
	s := b.open(`{"provider":"mx","claim_later":true}`)
	for _, row := range []struct{ method, path, body string }{
		{"GET", "", ""}, {"DELETE", "", ""}, {"POST", "/claim", ""}, {"GET", "/events", ""},
		{"POST", "/outcome", `{"result":"connected","member_guid":"MBR-1"}`},
	} {
		t.Run(row.method+row.path, func(t *testing.T) {
			path := "/sessions/" + s.ID + row.path
			assert.Equal(t, fault.BrokerNotFound, refused(t, http.StatusNotFound, b.call(row.method, path, row.body, as("bob"))))
			w := b.call(row.method, path, row.body, as("nobody"))
			assert.Equal(t, fault.BrokerUnauthenticated, refused(t, http.StatusUnauthorized, w))
			assert.NotEmpty(t, w.Header().Get("WWW-Authenticate"))
		})
	}
	assert.Equal(t, "created", b.state(s.ID).Status, "nobody changed anything")
}

func TestAWidgetURLIsClaimedOnce(t *testing.T) {
	b := start(t)
	s := b.open(`{"provider":"mx","claim_later":true}`)
	assert.Empty(t, s.WidgetURL)
	assert.Equal(t, "created", s.Status)
	codes := make(chan int, 8)
	var urls sync.Map
	var group sync.WaitGroup
	for range cap(codes) {
		group.Go(func() {
			w := b.call("POST", "/sessions/"+s.ID+"/claim", "")
			if w.Code == http.StatusOK {
				urls.Store(read[session](t, w.Body).WidgetURL, true)
			}
			codes <- w.Code
		})
	}
	group.Wait()
	close(codes)
	count := map[int]int{}
	for code := range codes {
		count[code]++
	}
	assert.Equal(t, map[int]int{http.StatusOK: 1, http.StatusGone: 7}, count)
	_, ok := urls.Load(widgetURL)
	assert.True(t, ok)
	assert.Equal(t, "open", b.state(s.ID).Status)
}

func TestAWidgetURLDoesNotWaitForever(t *testing.T) {
	b := start(t)
	s := b.open(`{"provider":"mx","claim_later":true}`)
	b.clock.Advance(4 * time.Minute)
	assert.Equal(t, fault.BrokerWidgetURLClaimed, refused(t, http.StatusGone, b.call("POST", "/sessions/"+s.ID+"/claim", "")))
}

func TestAUserNamesNobodyElse(t *testing.T) {
	b := start(t)
	for _, body := range []string{`{"provider":"mx","user":{"id":"bob"}}`, `{"provider":"mx","user":{"guid":"USR-bob"}}`} {
		assert.Equal(t, fault.BrokerForbidden, refused(t, http.StatusForbidden, b.call("POST", "/sessions", body)))
	}
	assert.Empty(t, b.vendor.requests)
}

func TestProviderErrors(t *testing.T) {
	call := &provider.CallError{RetryAfter: 42 * time.Second}
	rows := []struct {
		err    error
		status int
		retry  string
	}{
		{fault.New(fault.ProviderInputInvalid, nil), 422, ""},
		{fault.New(fault.ProviderNotFound, nil), 422, ""},
		{fault.New(fault.ProviderUnauthorized, nil), 502, ""},
		{fault.New(fault.ProviderBadAnswer, nil), 502, ""},
		{fault.New(fault.ProviderRateLimited, call), 503, "42"},
		{fault.New(fault.ProviderTimeout, nil), 503, "2"},
		{fault.New(fault.ProviderAnswerTooLarge, nil), 502, ""},
		{errors.New("canary-error of a provider of the app's own"), 502, ""},
	}
	b := start(t)
	for _, row := range rows {
		t.Run(string(fault.CodeOf(row.err)), func(t *testing.T) {
			b.vendor.fail(row.err)
			w := b.call("POST", "/sessions", plain)
			assert.NotContains(t, w.Body.String(), "canary")
			assert.Equal(t, fault.CodeOf(row.err), refused(t, row.status, w))
			assert.Equal(t, row.retry, w.Header().Get("Retry-After"))
		})
	}
}

func TestDeletingEndsASession(t *testing.T) {
	b := start(t)
	s := b.open(`{"provider":"mx","claim_later":true}`)
	for range 2 {
		assert.Equal(t, http.StatusNoContent, b.call("DELETE", "/sessions/"+s.ID, "").Code)
	}
	got := b.state(s.ID)
	assert.Equal(t, "ended", got.Status)
	assert.Equal(t, &broker.Outcome{Result: broker.Exited, Reason: fault.AppClosed}, got.Outcome)
	assert.Equal(t, fault.SessionEnded, refused(t, http.StatusConflict, b.call("POST", "/sessions/"+s.ID+"/claim", "")))
}

func TestASessionExpiresAndIsForgotten(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	b.clock.Advance(30 * time.Minute)
	got := b.state(s.ID)
	assert.Equal(t, &broker.Outcome{Result: broker.Expired, Reason: fault.SessionExpired}, got.Outcome)
	assert.Greater(t, got.Version, s.Version)
	assert.Equal(t, http.StatusNoContent, b.call("DELETE", "/sessions/"+s.ID, "").Code)
	assert.Equal(t, broker.Expired, b.state(s.ID).Outcome.Result)
	b.clock.Advance(time.Hour)
	refused(t, http.StatusNotFound, b.call("GET", "/sessions/"+s.ID, ""))
}

func TestOutcomes(t *testing.T) {
	rows := []struct {
		name, body string
		fails      error
		status     int
		want       broker.Outcome
	}{
		{"a member that the provider knows is verified", `{"result":"connected","member_guid":"MBR-1"}`, nil, 200, broker.Outcome{Result: broker.Connected, MemberGUID: "MBR-1", Verified: true}},
		{"a member that it does not know is refused", `{"result":"connected","member_guid":"MBR-2"}`, nil, 422, broker.Outcome{}},
		{"a provider that cannot be asked verifies nothing", `{"result":"connected","member_guid":"MBR-1"}`, fault.New(fault.MemberUnknown, nil), 200, broker.Outcome{Result: broker.Connected, MemberGUID: "MBR-1"}},
		{"a provider that is away is asked later", `{"result":"connected","member_guid":"MBR-1"}`, fault.New(fault.ProviderTimeout, nil), 503, broker.Outcome{}},
		{"a failure has a reason", `{"result":"failed","reason":"oauth_denied"}`, nil, 200, broker.Outcome{Result: broker.Failed, Reason: fault.OAuthDenied}},
		{"an unknown reason", `{"result":"failed","reason":"nope"}`, nil, 422, broker.Outcome{}},
		{"an unknown result", `{"result":"fine"}`, nil, 400, broker.Outcome{}},
		{"connected without a member", `{"result":"connected"}`, nil, 400, broker.Outcome{}},
		{"exited with a member", `{"result":"exited","member_guid":"MBR-1"}`, nil, 400, broker.Outcome{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := start(t)
			s := b.open(plain)
			b.vendor.fail(row.fails)
			w := b.call("POST", "/sessions/"+s.ID+"/outcome", row.body)
			require.Equal(t, row.status, w.Code, w.Body)
			if row.status != http.StatusOK {
				assert.Equal(t, "open", b.state(s.ID).Status)
				return
			}
			assert.Equal(t, &row.want, b.state(s.ID).Outcome)
			again := b.call("POST", "/sessions/"+s.ID+"/outcome", row.body)
			assert.Equal(t, fault.SessionEnded, refused(t, http.StatusConflict, again))
		})
	}
}

func TestIdempotencyKeys(t *testing.T) {
	b := start(t)
	key := header("Idempotency-Key", "one")
	first := b.open(plain, key)
	w := b.call("POST", "/sessions", plain, key)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.Equal(t, "true", w.Header().Get("Idempotency-Replayed"))
	second := read[session](t, w.Body)
	assert.Equal(t, first.ID, second.ID)
	assert.Equal(t, first.Return, second.Return)
	assert.Empty(t, second.WidgetURL)
	assert.Len(t, b.vendor.requests, 1)

	refused(t, http.StatusUnprocessableEntity, b.call("POST", "/sessions", `{"provider":"mx","theme":"dark"}`, key))
	refused(t, http.StatusBadRequest, b.call("POST", "/sessions", plain, header("Idempotency-Key", "with space")))
	refused(t, http.StatusBadRequest, b.call("POST", "/sessions", plain, key, key))
	assert.NotEqual(t, first.ID, b.open(`{"provider":"mx"}`, key, as("bob")).ID, "keys belong to users")

	other := header("Idempotency-Key", "two")
	b.vendor.fail(fault.New(fault.ProviderTimeout, nil))
	refused(t, http.StatusServiceUnavailable, b.call("POST", "/sessions", plain, other))
	b.vendor.fail(nil)
	assert.NotEmpty(t, b.open(plain, other).WidgetURL, "a request that failed may be sent again")
}

// A key whose request died on the way is good again after a while.
func TestAnIdempotencyKeyOutlivesACrash(t *testing.T) {
	b := start(t)
	key := header("Idempotency-Key", "one")
	b.vendor.crashes = true
	refused(t, http.StatusInternalServerError, b.call("POST", "/sessions", plain, key))
	b.vendor.crashes = false
	w := b.call("POST", "/sessions", plain, key)
	assert.Equal(t, fault.BrokerRequestInProgress, refused(t, http.StatusConflict, w))
	assert.Equal(t, "1", w.Header().Get("Retry-After"))
	b.clock.Advance(41 * time.Second)
	assert.NotEmpty(t, b.open(plain, key).WidgetURL)
}

// Of many that are sent at once with one key, one makes a session.
func TestOneKeyMakesOneSession(t *testing.T) {
	b := start(t)
	ids := make(chan string, 8)
	var group sync.WaitGroup
	for range cap(ids) {
		group.Go(func() {
			w := b.call("POST", "/sessions", plain, header("Idempotency-Key", "one"))
			if w.Code < 300 {
				ids <- read[session](t, w.Body).ID
			} else {
				assert.Equal(t, http.StatusConflict, w.Code)
			}
		})
	}
	group.Wait()
	close(ids)
	seen := map[string]bool{}
	for id := range ids {
		seen[id] = true
	}
	assert.Len(t, seen, 1)
	assert.Len(t, b.vendor.requests, 1)
}
