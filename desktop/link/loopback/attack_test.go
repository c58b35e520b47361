package loopback

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// exchange sends bytes as they are and returns the answer, 0 when the
// connection was closed without one.
func exchange(t *testing.T, host, text string) (int, string) {
	t.Helper()
	c, err := net.Dial("tcp", host)
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.NoError(t, c.SetDeadline(time.Now().Add(30*time.Second)))
	_, _ = io.WriteString(c, text)
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// TestRequestsThatCarryNoLink sends what other programs and pages of the
// machine may send. HOST and PATH are those of the true link.
func TestRequestsThatCarryNoLink(t *testing.T) {
	const query = "?status=success&member_guid=MBR-1"
	get := func(host string) string { return "GET PATH" + query + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n" }
	with := func(header string) string {
		return "GET PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n" + header + "\r\n\r\n"
	}
	for name, row := range map[string]struct {
		request string
		status  int
	}{
		"a name that was made to lead here": {get("evil.example:PORT"), 421},
		"a name with the address in it":     {get("127.0.0.1.nip.example:PORT"), 421},
		"localhost, which nobody asked for": {get("localhost:PORT"), 421},
		"the other loopback address":        {get("[::1]:PORT"), 421},
		"another address of this machine":   {get("127.0.0.2:PORT"), 421},
		"the address as a number":           {get("2130706433:PORT"), 421},
		"the address with a dot behind it":  {get("127.0.0.1.:PORT"), 421},
		"another port":                      {get("127.0.0.1:1"), 421},
		"no port":                           {get("127.0.0.1"), 421},
		"an empty host":                     {get(""), 421},
		"a host that no URL has":            {get("127.0.0.1:PORT/x"), 400},
		"two hosts":                         {"GET PATH" + query + " HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n", 400},
		"no host":                           {"GET PATH" + query + " HTTP/1.1\r\n\r\n", 400},
		"no host in HTTP/1.0":               {"GET PATH" + query + " HTTP/1.0\r\n\r\n", 421},
		"a proxy's request":                 {"GET http://HOSTPATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a proxy's request for elsewhere":   {"GET http://evil.examplePATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 421},
		"a tunnel":                          {"CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", 405},
		"every address":                     {"OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", 405},
		"POST":                              {"POST PATH" + query + " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 405},
		"OPTIONS":                           {"OPTIONS PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 405},
		"an unknown method":                 {"LINK PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 405},
		"the method in small letters":       {"get PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 405},
		"the root":                          {"GET /" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a path that begins alike":          {"GET BASEx" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a path below another":              {"GET /xPATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"two slashes":                       {"GET /PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a way back up":                     {"GET /x/..PATH" + query + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a body":                            {"GET PATH" + query + " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\nhi", 400},
		"a body in pieces":                  {"GET PATH" + query + " HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"a fragment":                        {"GET PATH" + query + "#x HTTP/1.1\r\nHost: HOST\r\n\r\n", 400},
		"a long query":                      {"GET PATH?" + strings.Repeat("x", maxTarget) + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 414},
		"a huge header":                     {with("X: " + strings.Repeat("x", 2*maxHeader)), 431},
		"a huge target":                     {"GET PATH?" + strings.Repeat("x", 2*maxHeader) + " HTTP/1.1\r\nHost: HOST\r\n\r\n", 431},
		"inside of a frame":                 {with("Sec-Fetch-Dest: iframe"), 403},
		"as an image":                       {with("Sec-Fetch-Dest: image"), 403},
		"by a script":                       {with("Sec-Fetch-Dest: empty"), 403},
		"with two destinations":             {with("Sec-Fetch-Dest: document\r\nSec-Fetch-Dest: iframe"), 403},
		"a browser that looks ahead":        {with("Sec-Purpose: prefetch;prerender"), 503},
		"an older browser that looks ahead": {with("X-Moz: prefetch"), 503},
		"a preview":                         {with("Purpose: preview"), 503},
		"something other than HTTP":         {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		"HTTP/2 without asking":             {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421},
	} {
		t.Run(name, func(t *testing.T) {
			v := atTheBank(t, "session")
			host := hostOfLink(t, v.link)
			_, port, _ := net.SplitHostPort(host)
			text := strings.NewReplacer("HOST", host, "PORT", port, "PATH", pathOfLink(t, v.link), "BASE", pathOfLink(t, v.listener.URL())).Replace(row.request)
			status, body := exchange(t, host, text)
			assert.Equal(t, row.status, status, body)
			if status == 421 || status == 404 || status == 405 {
				assert.NotContains(t, body, "Budget", "a client that does not know the address learns nothing")
			}
			assert.Empty(t, v.heard())
			v.finishes()
		})
	}
}

func TestHeadUsesNoLinkUp(t *testing.T) {
	v := atTheBank(t, "session")
	for range 3 {
		status, body := send(t, request(t, http.MethodHead, v.success()))
		assert.Equal(t, http.StatusServiceUnavailable, status)
		assert.Empty(t, body)
	}
	v.finishes()
	status, body := get(t, v.success())
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, body, "used before")
	assert.Len(t, v.heard(), 1)
}

// TestLinksThatTheSessionRefuses sends links to the right path: what the
// session says is on the page, and the true link counts after it.
func TestLinksThatTheSessionRefuses(t *testing.T) {
	other := strings.Repeat("ab", 16)
	for name, row := range map[string]struct {
		change func(link, base string) string
		code   fault.Code
	}{
		"a success without the nonce": {func(_, base string) string { return base + "?status=success&member_guid=MBR-1" }, fault.ReturnForged},
		"an error without the nonce":  {func(_, base string) string { return base + "?status=error&error_reason=DENIED" }, fault.ReturnForged},
		"another nonce":               {func(_, base string) string { return base + "/" + other + "?status=success&member_guid=MBR-1" }, fault.ReturnForged},
		"the nonce as a parameter": {func(link, base string) string {
			return base + "?status=success&member_guid=MBR-1&ch_state=" + link[len(base)+1:]
		}, fault.ReturnForged},
		"a longer path":  {func(link, _ string) string { return link + "/x?status=success&member_guid=MBR-1" }, fault.ReturnForeign},
		"a status twice": {func(link, _ string) string { return link + "?status=success&member_guid=MBR-1&status=error" }, fault.ReturnInvalid},
		"a member twice": {func(link, _ string) string { return link + "?status=success&member_guid=MBR-1&member_guid=MBR-2" }, fault.ReturnInvalid},
		"a member twice, once with amp;": {func(link, _ string) string {
			return link + "?status=success&amp;member_guid=MBR-2&member_guid=MBR-1"
		}, fault.ReturnInvalid},
		"a status behind a semicolon": {func(link, _ string) string { return link + "?x=1;status=success&status=success&member_guid=MBR-1" }, fault.ReturnInvalid},
		"nothing":                     {func(link, _ string) string { return link }, fault.ReturnInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			v := atTheBank(t, "session")
			status, body := get(t, row.change(v.link, v.listener.URL()))
			assert.Equal(t, http.StatusForbidden, status)
			assert.Contains(t, body, fault.New(row.code, nil).Message)
			assert.Equal(t, []fault.Code{row.code}, v.heard())
			v.finishes()
		})
	}
}

func TestTheSeparatorEscapedForHTMLIsRead(t *testing.T) {
	v := atTheBank(t, "session")
	status, _ := get(t, v.link+"?status=success&amp;member_guid=MBR-1")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, []fault.Code{""}, v.heard())
}

// TestAReplayThatLooksDifferentIsRefusedToo changes the address so that the
// listener takes it for another one.
func TestAReplayThatLooksDifferentIsRefusedToo(t *testing.T) {
	v := atTheBank(t, "session")
	v.finishes()
	status, body := get(t, v.success()+"&x=1")
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, body, "used before")
	assert.Equal(t, []fault.Code{"", fault.ReturnReplayed}, v.heard())
}

func TestCrossedLinksOfTwoSessions(t *testing.T) {
	a, b := atTheBank(t, "a"), atTheBank(t, "b")
	const query = "?status=success&member_guid=MBR-1"
	nonce := func(v *visit) string { return strings.TrimPrefix(v.link, v.listener.URL()) }
	for _, pair := range [][2]*visit{{a, b}, {b, a}} {
		status, _ := get(t, pair[0].listener.URL()+nonce(pair[1])+query)
		assert.Equal(t, http.StatusForbidden, status, "the nonce of another session")
		status, _ = get(t, "http://"+hostOfLink(t, pair[0].link)+pathOfLink(t, pair[1].link)+query)
		assert.Equal(t, http.StatusNotFound, status, "the path of another session")
	}
	assert.Equal(t, []fault.Code{fault.ReturnForged}, a.heard())
	assert.Equal(t, []fault.Code{fault.ReturnForged}, b.heard())
	a.finishes()
	b.finishes()
}

func TestAnotherProgramThatConnectsFirstIsInNobodysWay(t *testing.T) {
	v := atTheBank(t, "session")
	for _, says := range []string{"", "GET", "GET / HTTP/1.1\r\nHost: "} {
		c, err := net.Dial("tcp", hostOfLink(t, v.link))
		require.NoError(t, err)
		defer func() { _ = c.Close() }()
		_, err = io.WriteString(c, says)
		require.NoError(t, err)
	}
	v.finishes()
}

// TestAFloodDoesNotKeepTheTrueLinkOut has other programs open connections as
// fast as they can, silent ones and ones that never come to an end, while the
// true link comes.
func TestAFloodDoesNotKeepTheTrueLinkOut(t *testing.T) {
	for name, says := range map[string]string{
		"silent":    "",
		"dripping":  "G",
		"requests":  "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
		"no ending": "GET / HTTP/1.1\r\nX: ",
	} {
		t.Run(name, func(t *testing.T) {
			v := atTheBank(t, "session")
			f := flood(t, hostOfLink(t, v.link), says)
			require.Eventually(t, func() bool { return f.connected.Load() > floodSize }, 60*time.Second, time.Millisecond)
			assert.LessOrEqual(t, v.listener.limit.size(), maxConnections+2)
			v.finishes()
		})
	}
}

// floodSize is more than a listener gets through that waits until each of the
// connections has run out of time.
const floodSize = 8 * maxConnections

// flooder is another program. It keeps its connections open, and opens another
// for each that it loses.
type flooder struct{ connected atomic.Int64 }

func flood(t *testing.T, host, says string) *flooder {
	f := &flooder{}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range floodSize {
		all.Go(func() {
			for ctx.Err() == nil {
				f.stay(ctx, host, says)
			}
		})
	}
	t.Cleanup(func() {
		cancel()
		all.Wait()
	})
	return f
}

func (f *flooder) stay(ctx context.Context, host, says string) {
	c, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", host)
	if err != nil {
		return
	}
	f.connected.Add(1)
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	_, _ = io.WriteString(c, says)
	_, _ = io.Copy(io.Discard, c)
	_ = c.Close()
}

func (l *limit) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.silent.Len() + l.spoken.Len()
}

func TestThePageRunsNothingAndTellsNobody(t *testing.T) {
	v := atTheBank(t, "session")
	for _, address := range []string{v.success(), v.success(), v.listener.URL() + "x"} {
		answer, err := http.DefaultTransport.RoundTrip(request(t, http.MethodGet, address))
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, answer.Body.Close())
		require.NoError(t, err)
		assert.Equal(t, "no-referrer", answer.Header.Get("Referrer-Policy"))
		assert.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
		assert.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
		assert.Equal(t, "text/html; charset=utf-8", answer.Header.Get("Content-Type"))
		assert.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-")
		assert.Contains(t, answer.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		assert.True(t, answer.Close, "each link has a connection of its own")
		assert.NotContains(t, string(body), "<script")
		assert.NotContains(t, string(body), "http")
		assert.Contains(t, string(body), "<style>"+pageStyle+"</style>", "what the policy allows")
		assert.Empty(t, answer.Header.Get("Set-Cookie"))
	}
}

func TestTheLogHoldsNoAddress(t *testing.T) {
	var log bytes.Buffer
	l, err := Listen(t.Context(), Options{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	go func() { (<-l.Links()).Done(nil) }()
	get(t, l.URL()+"/00112233?status=success&member_guid=MBR-7")
	get(t, l.URL()+"x/00112233?status=success&member_guid=MBR-7")
	exchange(t, hostOfLink(t, l.URL()), "GET "+pathOfLink(t, l.URL())+" HTTP/1.1\r\nHost: evil.example\r\nbroken\r\n\r\n")
	require.NoError(t, l.Close())
	assert.Contains(t, log.String(), "a return link came")
	for _, part := range []string{pathOfLink(t, l.URL())[1:], "00112233", "MBR-7", "evil"} {
		assert.NotContains(t, log.String(), part)
	}
}
