// Package observe tells the people who run a broker what it does: one line in
// the log for each request, and metrics. Neither has a path, a query or a name
// in it.
package observe

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/digest"
	"github.com/connecthost/connecthost/core/fault"
)

// record is what a request's log line says. The path and the query are not in
// it: they hold nonces and identifiers.
type record struct {
	http.ResponseWriter
	status int
	user   string
	code   fault.Code
}

type recordKey struct{}

// WriteHeader notes the status.
func (r *record) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the status of an answer that named none.
func (r *record) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController through.
func (r *record) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Log writes one line for each request to next, counts it, and survives its
// panics.
func Log(log *slog.Logger, m *Metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &record{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
		start := time.Now() // a duration, so not the settable clock
		defer func() {
			crash := recover()
			rec.survive(log, r, crash)
			rec.conclude(log, m, r, time.Since(start))
			if crash == http.ErrAbortHandler {
				panic(crash)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

// survive answers a request whose handler panicked.
func (rec *record) survive(log *slog.Logger, r *http.Request, crash any) {
	if crash == nil || crash == http.ErrAbortHandler {
		return
	}
	log.Error("panic", "route", r.Pattern) // its value may hold secrets
	if rec.status == 0 {
		answer.Fail(rec, answer.Refuse(http.StatusInternalServerError, fault.Other, nil))
	}
}

func (rec *record) conclude(log *slog.Logger, m *Metrics, r *http.Request, took time.Duration) {
	m.request(r, rec.status, took)
	log.Info("request", "method", r.Method, "route", routeOf(r), "status", rec.status,
		"took", took.Round(time.Microsecond), "user", digest.Mask(rec.user), "code", string(rec.code))
}

// routeOf names a request's route, never its path.
func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// Note puts an error's code into the request's log line.
func Note(r *http.Request, code fault.Code) {
	if rec, ok := r.Context().Value(recordKey{}).(*record); ok {
		rec.code = code
	}
}

// NoteUser puts the user into the request's log line, masked.
func NoteUser(r *http.Request, user string) {
	if rec, ok := r.Context().Value(recordKey{}).(*record); ok {
		rec.user = user
	}
}
