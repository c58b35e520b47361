package sandbox_test

import (
	"bufio"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// dial opens a raw connection to the sandbox.
func dial(t *testing.T, baseURL string) net.Conn {
	t.Helper()
	base, err := url.Parse(baseURL)
	require.NoError(t, err)
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", base.Host)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	return conn
}

// raw sends bytes as they are and returns the status of the answer.
func raw(t *testing.T, baseURL, request string) int {
	t.Helper()
	conn := dial(t, baseURL)
	_, err := conn.Write([]byte(request))
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer answer.Body.Close()
	return answer.StatusCode
}

func TestHostile_namesThatLeadHere(t *testing.T) {
	s := sandboxtest.Start(t)
	base, err := url.Parse(s.BaseURL())
	require.NoError(t, err)
	port := base.Port()
	for name, host := range map[string]string{
		"foreignName_refused":         "evil.example:" + port,
		"nameThatBeginsAlike_refused": "127.0.0.1.evil.example:" + port,
		"dashedName_refused":          "127-0-0-1.evil.example:" + port,
		"trailingDot_refused":         "127.0.0.1.:" + port,
		"otherPort_refused":           "127.0.0.1:1",
		"noPort_refused":              "127.0.0.1",
		"decimalAddress_refused":      "2130706433:" + port,
		"shortAddress_refused":        "127.1:" + port,
		"hexadecimalAddress_refused":  "0x7f000001:" + port,
		"otherLoopback_refused":       "127.0.0.2:" + port,
		"mappedAddress_refused":       "[::ffff:127.0.0.1]:" + port,
		"empty_refused":               "",
	} {
		t.Run(name, func(t *testing.T) {
			status := raw(t, s.BaseURL(), "GET /md/ui/app.js HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
			assert.Equal(t, http.StatusMisdirectedRequest, status)
		})
	}
}

func TestHostile_pathsOutOfTheUI(t *testing.T) {
	s := sandboxtest.Start(t)
	base, err := url.Parse(s.BaseURL())
	require.NoError(t, err)
	for name, path := range map[string]string{
		"parents_refused":          "../../sandbox.go",
		"encodedParents_refused":   "%2e%2e/%2e%2e/sandbox.go",
		"encodedSlash_refused":     "..%2fsandbox.go",
		"encodedBackslash_refused": "..%5c..%5csandbox.go",
		"doubleEncoded_refused":    "%252e%252e%252fsandbox.go",
		"encodedNUL_refused":       "app.js%00.html",
		"absolutePath_refused":     "//etc/passwd",
		"encodedAbsolute_refused":  "%2fetc%2fpasswd",
		"deviceName_refused":       "CON",
		"streamName_refused":       "app.js::$DATA",
		"dotFile_refused":          ".git/config",
		"longPath_refused":         strings.Repeat("a/", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			status := raw(t, s.BaseURL(), "GET /md/ui/"+path+" HTTP/1.1\r\nHost: "+base.Host+"\r\nConnection: close\r\n\r\n")
			assert.NotEqual(t, http.StatusOK, status)
			assert.Less(t, status, 500)
		})
	}
}

func TestHostile_slowRequestsAreCutOffAndOthersServed(t *testing.T) {
	s := sandboxtest.Start(t)
	began := time.Now()
	slow := dial(t, s.BaseURL())
	_, err := slow.Write([]byte("GET /md/ui/app.js HTTP/1.1\r\nHost: "))
	require.NoError(t, err)
	c := mxtest.New(t, s)
	c.User("ada")
	_, err = bufio.NewReader(slow).ReadByte()
	require.Error(t, err, "the server answered half a request")
	assert.Less(t, time.Since(began), 15*time.Second)
}

func TestHostile_oversizedHeadersAreRefused(t *testing.T) {
	s := sandboxtest.Start(t)
	status := raw(t, s.BaseURL(), "GET / HTTP/1.1\r\nX: "+strings.Repeat("a", 64<<10)+"\r\n\r\n")
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, status)
}
