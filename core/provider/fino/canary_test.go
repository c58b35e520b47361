package fino

import (
	"bytes"
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

	"github.com/connecthost/connecthost/core/secret"
)

// canaries must appear in no error, log line or printed value.
var canaries = []string{clientSecret, "canaryToken1", "canaryRefresh1", "canary.jwt.1", "nonce-77", webhookSecret}

// pieces are the ways to let a secret slip.
var pieces = map[string]func(r *http.Request, body string) string{
	"session": func(*http.Request, string) string {
		return "no session https://uba.example/auth?sessionId=canary.jwt.1"
	},
	"token":         func(r *http.Request, _ string) string { return "bad " + r.Header.Get("Authorization") },
	"body":          func(_ *http.Request, body string) string { return body },
	"secret":        func(*http.Request, string) string { return "secret " + clientSecret + " is wrong" },
	"returnAddress": func(*http.Request, string) string { return "no address myapp://return/nonce-77 is known" },
}

func TestNoSecretIsEverPrinted(t *testing.T) {
	shapes := []string{
		`TEXT`, `QUOTED`, `{"type":"x","message":QUOTED}`, `{"message":{"error":QUOTED}}`, `{"message":QUOTED`, `<p>TEXT`,
		`{"sessionId":QUOTED,"redirectURL":QUOTED,"status":7,"active":QUOTED,"bankLogins":[{"status":[QUOTED]}]}`,
		`{"sessionId":"canary.jwt.1","redirectURL":"https://uba.example/auth?sessionId=canary.jwt.1","access_token":QUOTED}`,
	}
	for _, status := range []int{200, 302, 400, 401, 429, 500} {
		for _, shape := range shapes {
			for name, piece := range pieces {
				t.Run(fmt.Sprint(status, " ", name, " ", shape), func(t *testing.T) {
					checkNothingSlips(t, gossip(status, shape, piece))
				})
			}
		}
	}
}

// gossip repeats what it was told in the given shape.
func gossip(status int, shape string, piece func(*http.Request, string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said := piece(r, string(body))
		quoted, _ := json.Marshal(said)
		w.Header().Set("Location", "https://uba.example/auth?sessionId=canary.jwt.1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.NewReplacer("TEXT", said, "QUOTED", string(quoted)).Replace(shape))
	}
}

// checkNothingSlips lets the API gossip, and authentication too.
func checkNothingSlips(t *testing.T, handler http.HandlerFunc) {
	for _, auth := range []http.HandlerFunc{says(200, goodToken), says(200, oldToken), handler} {
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c, s := serve(t, handler, func(cfg *Config) {
			cfg.Logger, cfg.Retries = logger, -1
			assertClean(t, fmt.Sprintf("%v %+v %#v", *cfg, *cfg, *cfg))
		})
		s.auth = auth
		req := SessionRequest{User: "ada", ReturnURL: secret.New("myapp://return/nonce-77")}
		session, err := c.ConnectSession(t.Context(), req)
		errs := []error{err}
		printed, err := json.Marshal(map[string]any{"s": session, "r": req})
		require.NoError(t, err)
		assertClean(t, fmt.Sprintf("%v %+v %#v %v %#v", session, session, session, c, req)+string(printed))
		_, err = c.Login(t.Context(), "u", "l")
		errs = append(errs, err)
		_, err = c.Logins(t.Context(), "u")
		for _, err := range append(errs, err) {
			logger.Error("call failed", "err", err)
			for ; err != nil; err = errors.Unwrap(err) {
				assertClean(t, fmt.Sprintf("%v|%+v|%#v|%s|%q", err, err, err, err, err))
			}
		}
		require.NotEmpty(t, log.String())
		assertClean(t, log.String())
	}
}

func assertClean(t *testing.T, text string) {
	t.Helper()
	for _, canary := range canaries {
		assert.NotContains(t, text, canary)
	}
}

func TestSignature_printsNoSecret(t *testing.T) {
	cfg := SignatureConfig{Header: "X-Sig", Secrets: []secret.String{secret.New(webhookSecret)}}
	s, err := NewSignature(cfg)
	require.NoError(t, err)
	assertClean(t, fmt.Sprintf("%v %+v %#v %v %+v %#v", cfg, cfg, cfg, s, s, s))
}
