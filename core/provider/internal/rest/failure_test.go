package rest

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestStatusBecomesCode(t *testing.T) {
	var rows []struct {
		Name, Type, Body, Code, Text string
		Status                       int
		RetryAfter                   string `json:"retry_after"`
		WaitS                        int    `json:"wait_s"`
	}
	load(t, "bad_answers.json", &rows)
	require.NotEmpty(t, rows)
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", row.Type)
				if row.RetryAfter != "" {
					w.Header().Set("Retry-After", row.RetryAfter)
				}
				w.WriteHeader(row.Status)
				_, _ = io.WriteString(w, row.Body)
			}, func(o *Options) { o.Retries = -1 })
			e, cause := requireFault(t, get(c), fault.Code(row.Code))
			assert.Equal(t, row.Status, e.Status)
			assert.Equal(t, row.Status, cause.Status)
			assert.Equal(t, row.Text, cause.Text)
			assert.Equal(t, time.Duration(row.WaitS)*time.Second, cause.RetryAfter)
			assert.Equal(t, "GET", cause.Method)
			assert.Equal(t, "/users/{user_identifier}", cause.Path)
		})
	}
}

func TestNoAnswerInTimeIsATimeout(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(o *Options) { o.Timeout, o.Retries = 30*time.Millisecond, 1 })
	_, cause := requireFault(t, get(c), fault.ProviderTimeout)
	assert.ErrorIs(t, cause, context.DeadlineExceeded)
}

func TestBodyThatStallsIsATimeout(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"user":`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}, func(o *Options) { o.Timeout, o.Retries = 30*time.Millisecond, -1 })
	requireFault(t, get(c), fault.ProviderTimeout)
}

func TestBodyThatBreaksOffIsABadAnswer(t *testing.T) {
	c := serve(t, truncated, func(o *Options) { o.Retries = -1 })
	_, cause := requireFault(t, get(c), fault.ProviderBadAnswer)
	assert.ErrorIs(t, cause, io.ErrUnexpectedEOF)
}

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"user":{`)
}

func TestTooLargeAnswerIsRefusedAndNotRepeated(t *testing.T) {
	big := strings.Repeat("x", MaxAnswer+1<<20)
	for name, announce := range map[string]bool{"announced": true, "not announced": false} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int32
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				if !announce {
					_ = http.NewResponseController(w).Flush()
				}
				_, _ = io.WriteString(w, big)
			})
			requireFault(t, get(c), fault.ProviderAnswerTooLarge)
			assert.EqualValues(t, 1, calls.Load())
		})
	}
}

func TestAnswerOfTheLargestSizeIsRead(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", MaxAnswer))
	})
	answer, err := c.Do(t.Context(), getUser)
	require.NoError(t, err)
	assert.Len(t, answer.Body, MaxAnswer)
}

func TestRedirectIsNotFollowed(t *testing.T) {
	rows := map[string]string{
		"elsewhere":       "http://elsewhere.example/token-in-location",
		"same server":     "/other",
		"unusable":        "http://[::1/secret-in-location",
		"without address": "",
	}
	for name, location := range rows {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int32
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(http.StatusFound)
			})
			e, cause := requireFault(t, get(c), fault.ProviderBadAnswer)
			assert.Equal(t, http.StatusFound, e.Status)
			assert.NotContains(t, cause.Error(), "location")
			assert.EqualValues(t, 1, calls.Load())
		})
	}
}

func TestClosedPortIsUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := "http://" + listener.Addr().String()
	require.NoError(t, listener.Close())
	c, err := New(Options{BaseURL: address, RetryWait: time.Millisecond})
	require.NoError(t, err)
	_, cause := requireFault(t, get(c), fault.ProviderUnreachable)
	assert.Contains(t, cause.Text, "connection refused")
	assert.NotContains(t, cause.Text, "Get", "net/http's own error quotes the URL")
}

func TestDroppedConnectionIsUnreachable(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(http.ResponseWriter, *http.Request) { calls.Add(1); panic(http.ErrAbortHandler) })
	requireFault(t, get(c), fault.ProviderUnreachable)
	assert.GreaterOrEqual(t, calls.Load(), int32(1+DefaultRetries))
}

func TestHostileServerTextIsMasked(t *testing.T) {
	// A server that does not speak HTTP: net/http quotes its first line.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan struct{})
	go func() {
		defer close(served)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = io.WriteString(conn, "go to https://widgets.example/md/connect/tok123 now\r\n\r\n")
	}()
	c, err := New(Options{BaseURL: "http://" + listener.Addr().String(), Retries: -1})
	require.NoError(t, err)
	_, cause := requireFault(t, get(c), fault.ProviderUnreachable)
	assert.NotContains(t, cause.Error(), "tok123")
	<-served
	require.NoError(t, listener.Close())
}

func TestVendorTextKeepsWordsAndMasksSecrets(t *testing.T) {
	f := failure{
		redact: redactor("sk_live_12345"), hidden: redactor("return-nonce"),
	}
	rows := []struct{ name, in, want string }{
		{"plain words stay", "institution_code is not known", "institution_code is not known"},
		{"a long field name stays", "current_institution_guid is not known", "current_institution_guid is not known"},
		{"a guid stays", "no MBR-7c6f361b-e582-15b6-60c0-358f12466b4b", "no MBR-7c6f361b-e582-15b6-60c0-358f12466b4b"},
		{"a known secret goes", "key sk_live_12345 is revoked", "key [secret] is revoked"},
		{"a value of the call goes", "bad return-nonce", "bad [secret]"},
		{"a known secret with entities goes", "key sk&#95;live&#95;12345", "key [secret]"},
		{"a URL goes", "see https://w.example/md/connect/abc?x=1.", "see [url]"},
		{"a custom scheme goes", "myapp://oauth?nonce=1 is not allowed", "[url] is not allowed"},
		{"a query goes", "GET /users?id=me failed", "GET /users?[query] failed"},
		{"a long opaque word goes", "token Zm9vYmFyYmF6cXV4MTIzNA== expired", "token [secret] expired"},
		{"a long path goes", "no /md/connect/abcdefgh1234", "no [secret]"},
		{"a long text is cut", strings.Repeat("ab ", 100), strings.Repeat("ab ", 66) + "ab…"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, f.vendorText("text/plain", []byte(row.in)))
		})
	}
}

func FuzzVendorText(f *testing.F) {
	for _, seed := range []string{`{"message":"x"}`, `"x"`, "sk_live_12345", "<html>", "&#115;k_live_12345", `{"error":{"message":"sk_live_12345"}}`, "\xff\u202e"} {
		f.Add("text/plain", []byte(seed))
	}
	redact := redactor("sk_live_12345")
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		text := failure{redact: redact}.vendorText(kind, body)
		assert.NotContains(t, text, "sk_live_12345")
		assert.NotContains(t, text, "\n")
		assert.LessOrEqual(t, len([]rune(text)), maxText+1)
	})
}
