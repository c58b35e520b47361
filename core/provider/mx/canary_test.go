package mx

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const widgetToken = "canaryWidgetToken1234"

// canaries must appear in no error, log line or printed value.
var canaries = []string{
	apiKey, widgetToken, "nonce-1234567890", "state-in-uri", "order 7", "u-in-query", "canary-password", "canary-answer", "canary-number",
	base64.StdEncoding.EncodeToString([]byte("client:" + apiKey)), base64.StdEncoding.EncodeToString([]byte("order 7")),
}

// pieces are the ways to let a secret slip, each short enough not to be cut.
var pieces = map[string]func(r *http.Request, body string) string{
	"widget URL": func(*http.Request, string) string { return "https://w.example/md/connect/" + widgetToken },
	"path":       func(*http.Request, string) string { return "no /md/connect/" + widgetToken },
	"key":        func(*http.Request, string) string { return "key " + apiKey + " is revoked" },
	"header":     func(r *http.Request, _ string) string { return "bad " + r.Header.Get("Authorization") },
	"payload": func(r *http.Request, _ string) string {
		encoded := r.Header.Get("X-Callback-Payload")
		plain, _ := base64.StdEncoding.DecodeString(encoded)
		return "bad " + encoded + " " + string(plain)
	},
	"URI": func(r *http.Request, _ string) string { return "cannot " + r.Method + " " + r.URL.RequestURI() },
	"nonce": func(_ *http.Request, body string) string {
		_, after, _ := strings.Cut(body, "/return/")
		nonce, _, _ := strings.Cut(after, `"`)
		return "the " + nonce + " is used"
	},
	"body": func(_ *http.Request, body string) string { return body },
}

// gossip repeats one piece of what it was told in the given shape.
func gossip(status int, shape string, piece func(*http.Request, string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said := piece(r, string(body))
		quoted, _ := json.Marshal(said)
		w.Header().Set("Location", "https://w.example/md/connect/"+widgetToken+"?key="+apiKey)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.NewReplacer("TEXT", said, "QUOTED", string(quoted)).Replace(shape))
	}
}

func TestNoSecretIsEverPrinted(t *testing.T) {
	shapes := []string{
		`TEXT`, `QUOTED`, `{"message":QUOTED}`, `{"error":{"message":QUOTED}}`, `[QUOTED]`, `{"message":QUOTED`, `<p>TEXT`,
		`{"widget_url":{"url":QUOTED,"type":1},"user":{"guid":7,"id":QUOTED},"member":{"is_oauth":QUOTED},"users":[{"is_disabled":QUOTED}]}`,
		`{"widget_url":{"url":"http://w.example/md/connect/` + widgetToken + `"},"user":QUOTED,"member":[QUOTED],"members":QUOTED,"accounts":[QUOTED]}`,
		`{"widget_url":{"url":"https://w.example/md/connect/` + widgetToken + `"},"member":{"oauth_window_uri":"https://b.example?state=state-in-uri"},"accounts":[{"balance":1e999}]}`,
	}
	for _, status := range []int{200, 302, 400, 429, 500} {
		for _, shape := range shapes {
			for name, piece := range pieces {
				t.Run(fmt.Sprint(status, " ", name, " ", shape), func(t *testing.T) {
					checkNothingSlips(t, gossip(status, shape, piece))
				})
			}
		}
	}
}

// TestNoCallPrintsASecret makes every call that there is.
func TestNoCallPrintsASecret(t *testing.T) {
	for _, status := range []int{200, 400} {
		for _, shape := range []string{`TEXT`, `{"message":QUOTED}`, `{"error":{"message":QUOTED}}`} {
			for _, name := range []string{"body", "URI", "nonce", "header", "payload"} {
				t.Run(fmt.Sprint(status, " ", name, " ", shape), func(t *testing.T) {
					var log bytes.Buffer
					logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					c := serve(t, gossip(status, shape, pieces[name]), func(cfg *Config) { cfg.Logger, cfg.Retries = logger, -1 })
					for _, call := range calls {
						err := call.do(t.Context(), c)
						for ; err != nil; err = errors.Unwrap(err) {
							assertClean(t, fmt.Sprintf("%s: %v|%+v|%#v", call.name, err, err, err))
						}
					}
					assertClean(t, log.String())
				})
			}
		}
	}
}

func checkNothingSlips(t *testing.T, handler http.HandlerFunc) {
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := serve(t, handler, func(cfg *Config) {
		cfg.Logger, cfg.Retries = logger, -1
		assertClean(t, fmt.Sprintf("%v %+v %#v", *cfg, *cfg, *cfg))
	})
	printEverything(t, c, logger)
	require.NotEmpty(t, log.String())
	assertClean(t, log.String())
}

// printEverything makes calls and prints what they return in every way.
func printEverything(t *testing.T, c *Client, logger *slog.Logger) {
	w, err := c.WidgetURL(t.Context(), "USR-1", full())
	printed, jsonErr := json.Marshal(w)
	require.NoError(t, jsonErr)
	assertClean(t, fmt.Sprintf("%v %+v %#v %s %q %x %v %#v", w, w, w, w, w, w, c, c)+string(printed))
	errs := []error{err}
	_, err = c.UsersPage(t.Context(), UsersQuery{ID: "u-in-query"})
	errs = append(errs, err)
	m, err := c.ReadMember(t.Context(), "USR-1", "MBR-1")
	errs = append(errs, err)
	if err != nil {
		m = Member{}
	}
	assertClean(t, fmt.Sprintf("%+v %#v", m.OAuthWindowURI, m.OAuthWindowURI))
	_, err = c.UserAccountsPage(t.Context(), "USR-1", AccountsQuery{})
	for _, err := range append(errs, err) {
		logger.Error("call failed", "err", err)
		for ; err != nil; err = errors.Unwrap(err) {
			assertClean(t, fmt.Sprintf("%v|%+v|%#v|%s|%q", err, err, err, err, err))
		}
	}
}

func assertClean(t *testing.T, text string) {
	t.Helper()
	for _, canary := range canaries {
		assert.NotContains(t, text, canary)
	}
}
