package finoapi

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/uba"
)

func TestTokens_thatHaveEndedAreForgotten(t *testing.T) {
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	f := &Face{cfg: Config{Now: func() time.Time { return now }}, tokens: map[string]time.Time{}}
	first := f.mint()
	for range sweepAt - 1 {
		f.mint()
	}
	assert.True(t, f.good(first))
	assert.Len(t, f.tokens, sweepAt)
	now = now.Add(tokenLife)
	assert.False(t, f.good(first))
	last := f.mint()
	assert.Len(t, f.tokens, 1)
	assert.True(t, f.good(last))
}

func TestWebhooks_thatNobodyTakesDoNotPileUp(t *testing.T) {
	var log bytes.Buffer
	s := &sender{queue: make(chan uba.Notice, maxQueue), log: slog.New(slog.NewTextHandler(&log, nil))}
	for range maxQueue {
		s.push(uba.Notice{})
	}
	assert.Empty(t, log.String())
	s.push(uba.Notice{})
	assert.Contains(t, log.String(), "webhook lost")
}

func TestFault_hasFinosTypes(t *testing.T) {
	for status, kind := range map[int]string{
		400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict", 429: "rate_limit",
		500: "server_error", 503: "server_error", 418: "server_error",
	} {
		w := httptest.NewRecorder()
		Fault(w, status)
		require.Equal(t, status, w.Code)
		assert.JSONEq(t, `{"type":"`+kind+`","message":"The sandbox was asked to fail."}`, w.Body.String(), http.StatusText(status))
	}
}
