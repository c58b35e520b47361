package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// follow follows a session until the test ends.
func follow(t *testing.T, c *client.Client, id string) <-chan client.Session {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	seen, over := make(chan client.Session, 100), make(chan struct{})
	go func() {
		defer close(over)
		if err := c.Follow(ctx, id, func(s client.Session) { seen <- s }); err != nil {
			assert.Equal(t, fault.ProviderCanceled, fault.CodeOf(err))
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-over
	})
	return seen
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(soon):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

// quick makes clients come back at once, and notes the requests for streams.
func quick(asked chan<- string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/events") {
				asked <- r.Header.Get("Last-Event-ID")
				w = &hurrying{ResponseWriter: w}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// hurrying begins a stream with a short time after which to come back.
type hurrying struct {
	http.ResponseWriter
	begun bool
}

func (h *hurrying) Unwrap() http.ResponseWriter { return h.ResponseWriter }

func (h *hurrying) Write(p []byte) (int, error) {
	if !h.begun {
		h.begun = true
		fmt.Fprint(h.ResponseWriter, "retry: 10\n\n")
	}
	if strings.HasPrefix(string(p), "retry:") {
		return len(p), nil
	}
	return h.ResponseWriter.Write(p)
}

// Streams that the broker ends are opened again, and go on where they were.
func TestAStreamGoesOnAfterItBrokeOff(t *testing.T) {
	asked := make(chan string, 1000)
	h := serve(t, nil, quick(asked))
	c := h.client("mx")
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	seen := follow(t, c, made.ID)
	assert.Equal(t, int64(1), next(t, seen).Version)
	assert.Empty(t, next(t, asked))

	h.server.CloseClientConnections()
	assert.Equal(t, "1", next(t, asked), "what was seen is not sent again")
	_, err = c.Report(t.Context(), made.ID, provider.Outcome{Result: "exited", Reason: fault.UserExited})
	require.NoError(t, err)
	last := next(t, seen)
	assert.Equal(t, client.Ended, last.Status)
	assert.Equal(t, int64(2), last.Version)
	assert.Empty(t, seen, "each state comes once")
}

// A connection that only looks open is found by its silence.
func TestASilentStreamIsOpenedAgain(t *testing.T) {
	asked := make(chan string, 1000)
	h := serve(t, func(o *broker.Options) { o.Limits.Heartbeat = time.Hour }, quick(asked))
	c := h.client("mx", func(o *client.Options) { o.Idle = 50 * time.Millisecond })
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	seen := follow(t, c, made.ID)
	next(t, seen)
	for range 3 {
		next(t, asked)
	}
	assert.Empty(t, seen)
}

// A broker that is away is waited for.
func TestABrokerThatIsAwayIsWaitedFor(t *testing.T) {
	var away atomic.Bool
	tried := make(chan struct{}, 1000)
	h := serve(t, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/events") && away.Load() {
				tried <- struct{}{}
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusServiceUnavailable)
				fmt.Fprint(w, `{"code":"broker_unavailable","message":"The service is not available at the moment.","retryable":true}`)
				return
			}
			quick(make(chan string, 1000))(next).ServeHTTP(w, r)
		})
	})
	c := h.client("mx")
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	seen := follow(t, c, made.ID)
	next(t, seen)
	away.Store(true)
	h.server.CloseClientConnections()
	for range 4 { // more than the attempts of one call
		next(t, tried)
	}
	away.Store(false)
	require.NoError(t, c.End(t.Context(), made.ID))
	assert.Equal(t, client.Ended, next(t, seen).Status)
}

func TestFollowEndsWithAnError(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("mx")
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	none := func(client.Session) { t.Error("nothing is told") }
	assert.Equal(t, fault.BrokerNotFound, fault.CodeOf(c.Follow(t.Context(), strings.Repeat("0", 32), none)))
	assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(c.Follow(t.Context(), "x", none)))
	bob := h.client("mx", func(o *client.Options) { o.Authorize = as("") })
	assert.Equal(t, fault.BrokerUnauthenticated, fault.CodeOf(bob.Follow(t.Context(), made.ID, none)))

	ctx, cancel := context.WithCancel(t.Context())
	err = c.Follow(ctx, made.ID, func(client.Session) { cancel() })
	assert.Equal(t, fault.ProviderCanceled, fault.CodeOf(err))
	late, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	assert.Equal(t, fault.ProviderTimeout, fault.CodeOf(c.Follow(late, made.ID, func(client.Session) {})))
}

// Streams that are not a broker's end with an error, and are not read for ever.
func TestStreamsOfSomethingElse(t *testing.T) {
	id := strings.Repeat("a", 32)
	state := func(version int, status string) string {
		return fmt.Sprintf(`{"id":%q,"status":%q,"version":%d}`, id, status, version)
	}
	for name, row := range map[string]struct {
		kind, text string
		code       fault.Code // "" for a stream that is read to its end
		versions   []int64
	}{
		"a plain one":             {"text/event-stream", "event: session\ndata: " + state(1, "ended") + "\n\n", "", []int64{1}},
		"a charset":               {"text/event-stream; charset=utf-8", "event: session\ndata: " + state(1, "ended") + "\n\n", "", []int64{1}},
		"lines that end with CR":  {"text/event-stream", "event: session\rdata: " + state(3, "ended") + "\r\r", "", []int64{3}},
		"CR LF":                   {"text/event-stream", "event: session\r\ndata: " + state(3, "ended") + "\r\n\r\n", "", []int64{3}},
		"data in two lines":       {"text/event-stream", "data: {\ndata: " + state(2, "ended")[1:] + "\nevent: session\n\n", "", []int64{2}},
		"without a blank":         {"text/event-stream", "event:session\ndata:" + state(2, "ended") + "\n\n", "", []int64{2}},
		"comments and others":     {"text/event-stream", ": x\n\nid: 7\nevent: other\ndata: x\n\nevent: session\n\nfoo\nevent: session\ndata: " + state(2, "ended") + "\n\n", "", []int64{2}},
		"a state twice":           {"text/event-stream", "event: session\ndata: " + state(2, "open") + "\n\nevent: session\ndata: " + state(2, "ended") + "\n\n", "", []int64{2}},
		"an older state":          {"text/event-stream", "event: session\ndata: " + state(2, "open") + "\n\nevent: session\ndata: " + state(1, "ended") + "\n\n", "", []int64{2}},
		"HTML":                    {"text/html", "<html>", fault.ProviderBadAnswer, nil},
		"JSON":                    {"application/json", state(1, "ended"), fault.ProviderBadAnswer, nil},
		"another session's state": {"text/event-stream", "event: session\ndata: {\"id\":\"b\",\"version\":1}\n\n", fault.ProviderBadAnswer, nil},
		"a state without version": {"text/event-stream", "event: session\ndata: " + state(0, "ended") + "\n\n", fault.ProviderBadAnswer, nil},
		"an event that is cut":    {"text/event-stream", "event: session\ndata: {\"id\"\n\n", fault.ProviderBadAnswer, nil},
		"a line without an end":   {"text/event-stream", "data: " + strings.Repeat("x", 70<<10), fault.ProviderAnswerTooLarge, nil},
		"data without an end":     {"text/event-stream", strings.Repeat("data: "+strings.Repeat("x", 1000)+"\n", 100), fault.ProviderAnswerTooLarge, nil},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", row.kind)
				fmt.Fprint(w, row.text)
			}))
			t.Cleanup(server.Close)
			var versions []int64
			err := open(t, server.URL).Follow(t.Context(), id, func(s client.Session) { versions = append(versions, s.Version) })
			assert.Equal(t, row.code, fault.CodeOf(err))
			assert.Equal(t, row.versions, versions)
		})
	}
}

// The end of an event that is not complete is not taken for one.
func TestAnEventThatBrokeOffIsNotTaken(t *testing.T) {
	id := strings.Repeat("a", 32)
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		text := "retry: 10\n\nevent: session\ndata: " + fmt.Sprintf(`{"id":%q,"status":"ended","version":5}`, id)
		if count.Add(1) > 1 {
			text += "\n\n"
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	told := 0
	require.NoError(t, open(t, server.URL).Follow(t.Context(), id, func(client.Session) { told++ }))
	assert.Equal(t, 1, told)
	assert.Equal(t, int64(2), count.Load())
}
