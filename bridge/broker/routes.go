package broker

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/observe"
	"github.com/connecthost/connecthost/bridge/broker/internal/openapi"
	"github.com/connecthost/connecthost/core/fault"
)

// Description returns the OpenAPI 3.1 description of every broker, as JSON.
// The one that a broker serves at /openapi.json names its own providers and
// paths.
func Description() []byte { return openapi.Description() }

// endpoint answers a request or says why not. Nothing has been written when it
// returns an error.
type endpoint func(http.ResponseWriter, *http.Request) error

// userEndpoint is an endpoint for somebody who has signed in.
type userEndpoint func(w http.ResponseWriter, r *http.Request, user string) error

// routes returns the handler of everything, without its protection.
func (b *Broker) routes() (*http.ServeMux, error) {
	text, err := openapi.For(b.names(), b.public.Path)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	on := func(pattern string, e endpoint) {
		method, place, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" "+b.public.Path+place, b.wrap(e))
	}
	on("POST /sessions", b.user(b.createSession))
	on("GET /sessions/{id}", b.user(b.readSession))
	on("DELETE /sessions/{id}", b.user(b.deleteSession))
	on("POST /sessions/{id}/claim", b.user(b.claimURL))
	on("POST /sessions/{id}/widget", b.user(b.renewWidget))
	on("POST /sessions/{id}/outcome", b.user(b.reportOutcome))
	on("GET /sessions/{id}/events", b.user(b.streamEvents))
	on("GET /sessions/{id}/member", b.user(b.readMember))
	on("GET /sessions/{id}/accounts", b.user(b.readAccounts))
	on("POST /sessions/{id}/connections", b.user(b.keepConnection))
	on("GET /return/{provider}", b.land)
	on("GET /return/{provider}/{nonce}", b.land)
	on("POST /webhooks/{provider}", b.receiveWebhook)
	on("GET /openapi.json", describe(text))
	on("GET /healthz", b.health)
	on("GET /readyz", b.ready)
	mux.Handle("GET /.well-known/assetlinks.json", b.wrap(b.assetLinks))
	mux.Handle("GET /.well-known/apple-app-site-association", b.wrap(b.appleAssociation))
	return mux, nil
}

// wrap answers the errors of an endpoint.
func (b *Broker) wrap(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e(w, r); err != nil {
			b.fail(w, r, err)
		}
	})
}

// user asks the app who sent a request, and limits how many they send.
func (b *Broker) user(next userEndpoint) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		user, err := b.o.Authenticate(r)
		if err != nil || user == "" {
			return answer.Refuse(http.StatusUnauthorized, fault.BrokerUnauthenticated, err)
		}
		observe.NoteUser(r, user)
		if err := b.allow(r.Context(), "user:"+user, b.o.Limits.PerUser); err != nil {
			return err
		}
		return next(w, r, user)
	}
}

// allow takes one from the allowance of a key.
func (b *Broker) allow(ctx context.Context, key string, rate Rate) error {
	wait, err := b.o.Store.Allow(ctx, key, rate)
	if err != nil {
		return err
	}
	if wait > 0 {
		return answer.Limited(wait)
	}
	return nil
}

// fail answers a request with an error.
func (b *Broker) fail(w http.ResponseWriter, r *http.Request, err error) {
	refusal := (*answer.Refusal)(nil)
	switch {
	case errors.As(err, &refusal):
	case errors.Is(err, ErrNotFound):
		refusal = answer.NotFound()
	default:
		refusal = answer.RefusalOf(err)
	}
	code := fault.CodeOf(refusal)
	observe.Note(r, code)
	if code == fault.BrokerUnavailable {
		b.metrics.StoreErrors.Inc()
	}
	level := slog.LevelInfo
	if refusal.Status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	b.o.Logger.Log(r.Context(), level, "refused", "status", refusal.Status, "error", refusal)
	answer.Fail(w, refusal)
}

// describe answers with the description.
func describe(text []byte) endpoint {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
		return nil
	}
}

// health says that the process answers.
func (b *Broker) health(w http.ResponseWriter, _ *http.Request) error {
	answer.JSON(w, http.StatusOK, map[string]string{"status": "ok"})
	return nil
}

// ready says whether sessions can be made: the store answers, and the broker
// is not closing.
func (b *Broker) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := b.o.Store.Ready(ctx); err != nil {
		return err
	}
	if err := b.stopped.Err(); err != nil {
		return err
	}
	answer.JSON(w, http.StatusOK, map[string]string{"status": "ready"})
	return nil
}
