package broker_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/core/secret"
)

func secretOf(s string) secret.String { return secret.New(s) }

// serve gives the broker a network, as its Server does.
func (b *bench) serve() *httptest.Server {
	s := httptest.NewUnstartedServer(nil)
	s.Config = b.Server()
	s.Start()
	b.t.Cleanup(s.Close)
	return s
}

// events opens a stream, whose lines come through the channel until it ends.
func (b *bench) events(s *httptest.Server, id string, change ...func(*http.Request)) (*http.Response, <-chan string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), "GET", s.URL+"/sessions/"+id+"/events", nil)
	require.NoError(b.t, err)
	r.Host = host
	r.Header.Set("Authorization", "Bearer alice")
	for _, c := range change {
		c(r)
	}
	response, err := s.Client().Do(r)
	require.NoError(b.t, err)
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		defer response.Body.Close()
		scanner := bufio.NewScanner(response.Body)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	}()
	return response, lines
}

const soon = 10 * time.Second

// until reads lines up to one that begins with the prefix.
func until(t *testing.T, lines <-chan string, prefix string) string {
	t.Helper()
	timer := time.After(soon)
	for {
		select {
		case line, ok := <-lines:
			require.True(t, ok, "the stream ended before %q", prefix)
			if strings.HasPrefix(line, prefix) {
				return line
			}
		case <-timer:
			require.FailNow(t, "nothing came", prefix)
		}
	}
}

func ends(t *testing.T, lines <-chan string) {
	t.Helper()
	timer := time.After(soon)
	for {
		select {
		case _, ok := <-lines:
			if !ok {
				return
			}
		case <-timer:
			require.FailNow(t, "the stream did not end")
		}
	}
}

func TestAStreamTellsEachChangeAndEnds(t *testing.T) {
	b := start(t)
	server := b.serve()
	s := b.open(plain)
	response, lines := b.events(server, s.ID)
	assert.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "id: 1", until(t, lines, "id:"))
	assert.Equal(t, "event: session", until(t, lines, "event:"))
	assert.Contains(t, until(t, lines, "data:"), `"status":"open"`)
	b.visit(s.Return.URL + "&status=success&member_guid=MBR-1")
	assert.Equal(t, "id: 2", until(t, lines, "id:"))
	assert.Contains(t, until(t, lines, "data:"), `"status":"returned"`)
	b.call("DELETE", "/sessions/"+s.ID, "")
	assert.Contains(t, until(t, lines, "data:"), `"status":"ended"`)
	ends(t, lines)
}

func TestAStreamGoesOnWhereItBrokeOff(t *testing.T) {
	rows := []struct {
		name, last, first string
		status            int
	}{
		{"a state that was not seen is sent", "1", "id: 2", 200},
		{"a state that was seen is not", "2", "retry: 2000", 200},
		{"a version of the future waits", "99", "retry: 2000", 200},
		{"no number", "x", "", 400},
		{"below zero", "-1", "", 400},
	}
	b := start(t)
	server := b.serve()
	s := b.open(plain)
	b.visit(s.Return.URL + "&status=error&error_reason=DENIED")
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			response, lines := b.events(server, s.ID, header("Last-Event-ID", row.last))
			require.Equal(t, row.status, response.StatusCode)
			if row.status == http.StatusOK {
				assert.Equal(t, row.first, <-lines)
			}
		})
	}
	b.EndStreams()
}

func TestAStreamHasHeartbeats(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.Limits.Heartbeat = 10 * time.Millisecond })
	_, lines := b.events(b.serve(), b.open(plain).ID)
	until(t, lines, ": heartbeat")
	until(t, lines, ": heartbeat")
	b.EndStreams()
	ends(t, lines)
}

// The store may know of a change that nobody told of.
func TestAHeartbeatLooksForChanges(t *testing.T) {
	b := start(t, func(o *broker.Options) {
		o.Limits.Heartbeat = 10 * time.Millisecond
		o.Store = deaf{o.Store}
		o.Keys = keys(1)
	})
	s := b.open(plain)
	_, lines := b.events(b.serve(), s.ID)
	until(t, lines, "id: 1")
	b.call("DELETE", "/sessions/"+s.ID, "")
	until(t, lines, "id: 2")
	ends(t, lines)
}

// deaf is a store whose watch says nothing.
type deaf struct{ broker.Store }

func (deaf) Watch(ctx context.Context, _ func(string)) error {
	<-ctx.Done()
	return ctx.Err()
}

func keys(n byte) []secret.String {
	return []secret.String{secret.New(strings.Repeat(string('a'+rune(n)), 32))}
}

func TestAStreamEndsWhenTheSessionExpires(t *testing.T) {
	b := start(t, func(o *broker.Options) {
		o.Now, o.SessionTTL = time.Now, 300*time.Millisecond
		o.Store = memstore.New(memstore.Options{})
	})
	_, lines := b.events(b.serve(), b.open(plain).ID)
	until(t, lines, "id: 1")
	assert.Contains(t, until(t, lines, "data: "+`{`), `"id"`)
	assert.Contains(t, until(t, lines, "data:"), `"expired"`)
	ends(t, lines)
}

func TestStreamsAreLimited(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.Limits.StreamsOf, o.Limits.Streams = 2, 3 })
	server := b.serve()
	s, bobs := b.open(plain), b.open(plain, as("bob"))
	open := func(id, user string) int {
		response, lines := b.events(server, id, as(user))
		if response.StatusCode == http.StatusOK {
			until(t, lines, "id:")
		}
		return response.StatusCode
	}
	assert.Equal(t, []int{200, 200, 429}, []int{open(s.ID, "alice"), open(s.ID, "alice"), open(s.ID, "alice")})
	assert.Equal(t, []int{200, 429}, []int{open(bobs.ID, "bob"), open(bobs.ID, "bob")})
	b.EndStreams()
	assert.Equal(t, 429, open(s.ID, "alice"), "a broker that closes takes no new ones")
}

func TestShutdownEndsStreams(t *testing.T) {
	b := start(t)
	server := b.serve()
	_, lines := b.events(server, b.open(plain).ID)
	until(t, lines, "id:")
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	require.NoError(t, server.Config.Shutdown(ctx))
	ends(t, lines)
}

// A reader that does not read is dropped, and costs no more than the system's
// buffers until then.
func TestASlowReaderIsDropped(t *testing.T) {
	b := start(t, func(o *broker.Options) {
		o.Limits.Heartbeat, o.Limits.StreamPatience = time.Millisecond, 50*time.Millisecond
	})
	server := b.serve()
	s := b.open(plain)
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer connection.Close()
	require.NoError(t, connection.(*net.TCPConn).SetReadBuffer(1024))
	_, err = connection.Write([]byte("GET /sessions/" + s.ID + "/events HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer alice\r\n\r\n"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return b.OpenStreams() == 1 }, soon, time.Millisecond)
	// Many changes fill the buffers, without anybody reading.
	require.Eventually(t, func() bool {
		_, err := b.store.Change(t.Context(), s.ID, func(s *broker.Session) error {
			s.Visit = broker.Visit{At: b.clock.Now(), MemberGUID: strings.Repeat("x", 1<<20)}
			return nil
		})
		return err == nil && b.OpenStreams() == 0
	}, soon, time.Millisecond)
}
