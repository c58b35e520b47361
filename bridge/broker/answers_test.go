package broker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
)

// ask sends one request to a broker.
type ask func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder

// plainly asks for a path, with a body.
func plainly(method, path, body string) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		return b.call(method, path, body, change...)
	}
}

// about asks about a session that was made for it.
func about(method, path, body, made string) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		return b.call(method, "/sessions/"+b.open(made).ID+path, body, change...)
	}
}

// over asks about a session that has ended.
func over(method, path, body string) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		s := b.open(later)
		b.call("DELETE", "/sessions/"+s.ID, "")
		return b.call(method, "/sessions/"+s.ID+path, body, change...)
	}
}

// hook delivers a webhook.
func hook(body string) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		return b.send(body, change...)
	}
}

// back follows the return link of a new session, so many times.
func back(query string, times int) ask {
	return func(b *bench, change ...func(*http.Request)) (w *httptest.ResponseRecorder) {
		link := b.open(plain).Return.URL + query
		if !strings.Contains(link, "?") {
			link = strings.Replace(link, "&", "?", 1)
		}
		for range times {
			w = b.visit(link, change...)
		}
		return w
	}
}

// again asks twice.
func again(first, second ask) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		first(b, change...)
		return second(b, change...)
	}
}

const (
	later         = `{"provider":"mx","claim_later":true}`
	connected     = `{"result":"connected","member_guid":"MBR-1"}`
	newConnection = `{"connection_id":"canary-connection","aggregator":"mx"}`
	nobody        = "/sessions/00000000000000000000000000000000"
)

var (
	huge       = `{"provider":"` + strings.Repeat("x", 300<<10) + `"}`
	compressed = header("Content-Encoding", "gzip")
	keyed      = header("Idempotency-Key", "one")
)

// with adds something to each request.
func with(a ask, more ...func(*http.Request)) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		return a(b, append(slices.Clone(more), change...)...)
	}
}

// failing lets the provider fail first.
func failing(code fault.Code, a func(b *bench) string, method, path, body string) ask {
	return func(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
		path := a(b) + path
		b.vendor.fail(fault.New(code, nil))
		return b.call(method, path, body, change...)
	}
}

// asked are the refusals of a question about a member.
func asked(method, path, body string) map[int]ask {
	one := path + "?member_guid=MBR-1"
	return map[int]ask{
		400: about(method, path+"?member_guid=%20", body, plain), 404: plainly(method, nobody+one, body),
		409: about(method, one, body, `{"provider":"bare"}`), 422: failing(fault.ProviderRejected, fresh, method, one, body),
		502: failing(fault.ProviderBadAnswer, fresh, method, one, body),
	}
}

func fresh(b *bench) string { return "/sessions/" + b.open(plain).ID }

// crashed is a request whose first try died.
func crashed(b *bench, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.vendor.crashes = true
	b.call("POST", "/sessions", plain, append(change, keyed)...)
	return b.call("POST", "/sessions", plain, append(change, keyed)...)
}

// operation is what the description calls so.
type operation struct {
	good    ask         // answered as the operation's success
	success int         // the status of that
	bad     map[int]ask // what only this operation refuses, or answers besides
	public  bool        // nobody has to sign in
	free    bool        // without a limit
}

var operations = map[string]operation{
	"createSession": {good: plainly("POST", "/sessions", plain), success: 201, bad: map[int]ask{
		200: with(again(plainly("POST", "/sessions", plain), plainly("POST", "/sessions", plain)), keyed),
		400: plainly("POST", "/sessions", `{"provider":"mx","provider":"mx"}`),
		409: crashed, 413: plainly("POST", "/sessions", huge), 415: with(plainly("POST", "/sessions", plain), compressed),
		422: plainly("POST", "/sessions", `{"provider":"none"}`),
		502: failing(fault.ProviderUnauthorized, func(*bench) string { return "" }, "POST", "/sessions", plain),
	}},
	"readSession":   {good: about("GET", "", "", plain), success: 200, bad: map[int]ask{404: plainly("GET", nobody, "")}},
	"deleteSession": {good: about("DELETE", "", "", plain), success: 204, bad: map[int]ask{404: plainly("DELETE", nobody, "")}},
	"claimWidgetURL": {good: about("POST", "/claim", "", later), success: 200, bad: map[int]ask{
		404: plainly("POST", nobody+"/claim", ""), 409: over("POST", "/claim", ""), 410: about("POST", "/claim", "", plain),
	}},
	"reportOutcome": {good: about("POST", "/outcome", connected, plain), success: 200, bad: map[int]ask{
		400: about("POST", "/outcome", `{"result":"connected"}`, plain), 404: plainly("POST", nobody+"/outcome", connected),
		409: over("POST", "/outcome", connected), 413: about("POST", "/outcome", huge, plain),
		415: with(plainly("POST", nobody+"/outcome", connected), compressed),
		422: about("POST", "/outcome", `{"result":"connected","member_guid":"MBR-2"}`, plain),
		502: failing(fault.ProviderBadAnswer, fresh, "POST", "/outcome", connected),
	}},
	"streamEvents": {good: over("GET", "/events", ""), success: 200, bad: map[int]ask{
		400: with(over("GET", "/events", ""), header("Last-Event-ID", "x")), 404: plainly("GET", nobody+"/events", ""),
	}},
	"renewWidget": {good: about("POST", "/widget", plain, plain), success: 200, bad: map[int]ask{
		400: about("POST", "/widget", `{"provider":"mx","nope":1}`, plain), 404: plainly("POST", nobody+"/widget", plain),
		409: over("POST", "/widget", plain), 413: about("POST", "/widget", huge, plain),
		415: with(plainly("POST", nobody+"/widget", plain), compressed), 422: about("POST", "/widget", later, plain),
		502: failing(fault.ProviderBadAnswer, fresh, "POST", "/widget", plain),
	}},
	"readMember":   {good: about("GET", "/member?member_guid=MBR-1", "", plain), success: 200, bad: asked("GET", "/member", "")},
	"readAccounts": {good: about("GET", "/accounts?member_guid=MBR-1", "", plain), success: 200, bad: asked("GET", "/accounts", "")},
	"keepConnection": {good: about("POST", "/connections", newConnection, plain), success: 200, bad: map[int]ask{
		400: about("POST", "/connections", `{}`, plain), 404: plainly("POST", nobody+"/connections", newConnection),
		409: about("POST", "/connections", newConnection, `{"provider":"bare"}`), 413: about("POST", "/connections", huge, plain),
		415: with(plainly("POST", nobody+"/connections", newConnection), compressed),
		422: failing(fault.ProviderRejected, fresh, "POST", "/connections", newConnection),
		502: failing(fault.ProviderBadAnswer, fresh, "POST", "/connections", newConnection),
	}},
	"land": {good: back("&status=success&member_guid=MBR-1", 1), success: 200, public: true, bad: map[int]ask{
		400: back("&status=fine", 1), 404: plainly("GET", "/return/mx?ch_state="+strings.Repeat("0", 32)+"&status=error", ""),
		410: back("&status=error", 2),
	}},
	"landOnLoopback": {good: back("&status=success&member_guid=MBR-1", 1), success: 200, public: true, bad: map[int]ask{
		400: back("&status=fine", 1), 404: plainly("GET", "/return/mx/"+strings.Repeat("0", 32)+"?status=error", ""),
		410: back("&status=error", 2),
	}},
	"receiveWebhook": {good: hook(`{}`), success: 204, public: true, bad: map[int]ask{
		400: hook(`{`), 401: with(hook(`{}`), header("X-Signature", "x")), 404: plainly("POST", "/webhooks/none", `{}`),
		413: hook(huge), 415: with(hook(`{}`), compressed),
	}},
	"health":           {good: plainly("GET", "/healthz", ""), success: 200, public: true, free: true},
	"ready":            {good: plainly("GET", "/readyz", ""), success: 200, public: true, free: true},
	"describe":         {good: plainly("GET", "/openapi.json", ""), success: 200, public: true},
	"assetLinks":       {good: plainly("GET", "/.well-known/assetlinks.json", ""), success: 200, public: true},
	"appleAssociation": {good: plainly("GET", "/.well-known/apple-app-site-association", ""), success: 200, public: true},
}

// described is what the description says: operation, then status, and the
// method of each.
func described(t *testing.T) (statuses map[string][]int, methods map[string]string) {
	t.Helper()
	var d struct {
		Paths map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal(broker.Description(), &d))
	statuses, methods = map[string][]int{}, map[string]string{}
	for _, path := range d.Paths {
		for method, raw := range path {
			if method == "parameters" {
				continue
			}
			var o struct {
				OperationID string
				Responses   map[string]any
			}
			require.NoError(t, json.Unmarshal(raw, &o))
			methods[o.OperationID] = method
			for text := range o.Responses {
				status, err := strconv.Atoi(text)
				require.NoError(t, err)
				statuses[o.OperationID] = append(statuses[o.OperationID], status)
			}
			slices.Sort(statuses[o.OperationID])
		}
	}
	return statuses, methods
}

// complete is a broker that can give every answer.
func complete(t *testing.T, change ...func(*broker.Options)) *bench {
	b, _ := hooked(t, nil, append([]func(*broker.Options){func(o *broker.Options) {
		print := strings.TrimSuffix(strings.Repeat("AA:", 32), ":")
		o.App.AndroidPackage, o.App.AndroidFingerprints = "com.example.piggy", []string{print}
		o.App.AppleAppIDs = []string{"ABCDE12345.com.example.piggy"}
		o.Providers = append(o.Providers, broker.Mount{Provider: bare{o.Providers[0].Provider.(*vendor)}})
	}}, change...)...)
	return b
}

func loopback(o *broker.Options) { o.PublicURL, o.Hosts = "http://127.0.0.1:8080", []string{host} }

// Each answer that is described is given, and no operation has one besides
// those: schemathesis looks for others.
func TestEveryDescribedAnswerIsGiven(t *testing.T) {
	statuses, methods := described(t)
	for id, documented := range statuses {
		o, known := operations[id]
		require.True(t, known, id)
		var change []func(*broker.Options)
		if id == "landOnLoopback" {
			change = append(change, loopback)
		}
		given := map[int]func(t *testing.T) *httptest.ResponseRecorder{
			o.success: func(t *testing.T) *httptest.ResponseRecorder { return o.good(complete(t, change...)) },
			421: func(t *testing.T) *httptest.ResponseRecorder {
				return o.good(complete(t, change...), func(r *http.Request) { r.Host = "evil.example" })
			},
		}
		for status, a := range o.bad {
			given[status] = func(t *testing.T) *httptest.ResponseRecorder { return a(complete(t, change...)) }
		}
		if strings.HasSuffix(id, "Links") || id == "appleAssociation" {
			given[404] = func(t *testing.T) *httptest.ResponseRecorder { return o.good(start(t)) }
		}
		if !o.public {
			given[401] = func(t *testing.T) *httptest.ResponseRecorder { return o.good(complete(t), as("stranger")) }
		}
		if methods[id] != "get" {
			given[403] = func(t *testing.T) *httptest.ResponseRecorder {
				return o.good(complete(t), header("Sec-Fetch-Site", "cross-site"))
			}
		}
		if !o.free {
			given[429] = func(t *testing.T) *httptest.ResponseRecorder { return o.good(tired(t, change...)) }
		}
		if id != "health" {
			given[503] = func(t *testing.T) *httptest.ResponseRecorder { return o.good(broken(t, change...)) }
		}
		var all []int
		for status, get := range given {
			all = append(all, status)
			t.Run(fmt.Sprint(id, " ", status), func(t *testing.T) {
				w := get(t)
				require.Equal(t, status, w.Code, w.Body)
				if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && !strings.HasPrefix(id, "land") {
					assert.NotEmpty(t, w.Header().Get("Retry-After"))
				}
				assert.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))
			})
		}
		slices.Sort(all)
		assert.Equal(t, documented, all, id)
	}
}

// gate is a store whose allowances can be shut: for an address that asked too
// much, or because the store is away.
type gate struct {
	broker.Store
	shut func() (time.Duration, error)
}

// Allow says what it is told to for everything except the test's preparations.
func (g *gate) Allow(ctx context.Context, key string, r broker.Rate) (time.Duration, error) {
	if ctx.Value(preparing{}) == nil {
		return g.shut()
	}
	return g.Store.Allow(ctx, key, r)
}

func (g *gate) Ready(context.Context) error {
	_, err := g.shut()
	return err
}

type preparing struct{}

func gated(t *testing.T, shut func() (time.Duration, error), change ...func(*broker.Options)) *bench {
	return complete(t, append(change, func(o *broker.Options) { o.Store, o.Keys = &gate{o.Store, shut}, keys(1) })...)
}

func tired(t *testing.T, change ...func(*broker.Options)) *bench {
	return gated(t, func() (time.Duration, error) { return time.Second, nil }, change...)
}

func broken(t *testing.T, change ...func(*broker.Options)) *bench {
	return gated(t, func() (time.Duration, error) { return 0, errAway }, change...)
}
