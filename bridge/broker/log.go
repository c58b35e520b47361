package broker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

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

// logged writes one line for each request, counts it, and survives panics.
func (b *Broker) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &record{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
		start := time.Now() // a duration, so not the settable clock
		defer func() { b.conclude(rec, r, time.Since(start), recover()) }()
		next.ServeHTTP(rec, r)
	})
}

func (b *Broker) conclude(rec *record, r *http.Request, took time.Duration, crash any) {
	if crash != nil && crash != http.ErrAbortHandler {
		b.o.Logger.Error("panic", "route", r.Pattern) // its value may hold secrets
		if rec.status == 0 {
			answer(rec, http.StatusInternalServerError, problem{Code: fault.Other, Message: fault.New(fault.Other, nil).Message})
		}
	}
	b.metrics.request(r, rec.status, took)
	b.o.Logger.Info("request", "method", r.Method, "route", routeOf(r), "status", rec.status,
		"took", took.Round(time.Microsecond), "user", mask(rec.user), "code", string(rec.code))
	if crash == http.ErrAbortHandler {
		panic(crash)
	}
}

// routeOf names a request's route, never its path.
func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// mask stands for a name or identifier in logs: equal ones look equal.
func mask(s string) string {
	if s == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// note puts an error into the request's log line.
func note(r *http.Request, f *fault.Error) {
	if rec, ok := r.Context().Value(recordKey{}).(*record); ok {
		rec.code = f.Code
	}
}

// noteUser puts the user into the request's log line, masked.
func noteUser(r *http.Request, user string) {
	if rec, ok := r.Context().Value(recordKey{}).(*record); ok {
		rec.user = user
	}
}
