package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/redisstore"
	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
)

// backend opens what the settings ask for, and closes what it opened.
type backend struct {
	settings settings
	log      *slog.Logger
	registry *prometheus.Registry

	sandbox *sandbox.Sandbox
	idle    []func() // close the clients' connections
	redis   redis.UniversalClient
}

// open makes the broker.
func (b *backend) open(ctx context.Context, public string) (*broker.Broker, error) {
	providers, err := b.providers(ctx)
	if err != nil {
		return nil, err
	}
	store, err := b.store()
	if err != nil {
		return nil, err
	}
	o := broker.Options{
		PublicURL: public, Authenticate: b.authenticate, Providers: providers,
		ProviderUser: profile, App: b.settings.app, Store: store, Logger: b.log, Registerer: b.registry,
	}
	if !b.settings.key.IsZero() {
		o.Keys = []secret.String{b.settings.key}
	}
	if b.settings.unlimited {
		much := broker.Rate{Count: 1e6, Period: time.Second}
		o.Limits.PerAddress, o.Limits.PerUser, o.Limits.SessionsOf = much, much, much
	}
	return broker.New(o)
}

// providers returns MX, live or the sandbox's, and with the sandbox its UCW
// and its fino too.
func (b *backend) providers(ctx context.Context) ([]broker.Mount, error) {
	s := b.settings
	if !s.live {
		started, err := sandbox.Start(ctx, sandbox.Options{Logger: b.log})
		if err != nil {
			return nil, err
		}
		b.sandbox = started
		s.mxURL = started.BaseURL()
		s.mxClientID, s.mxKey = started.Credentials()
	}
	client, err := mx.New(mx.Config{BaseURL: s.mxURL, ClientID: s.mxClientID, APIKey: s.mxKey, Logger: b.log})
	if err != nil {
		return nil, err
	}
	b.idle = append(b.idle, client.CloseIdleConnections)
	mount := broker.Mount{Provider: client.Provider()}
	if !s.hookSecret.IsZero() {
		verifier, err := webhook.SharedSecret(s.hookHeader, s.hookSecret)
		if err != nil {
			return nil, err
		}
		mount.Webhook = &webhook.Config{Verify: verifier, Handle: b.webhook}
	}
	if s.live {
		return []broker.Mount{mount}, nil
	}
	others, err := b.others()
	return append(others, mount), err
}

// others are the sandbox's other providers.
func (b *backend) others() ([]broker.Mount, error) {
	self, err := ucw.New(ucw.Config{BaseURL: b.sandbox.UCWURL(), Logger: b.log})
	if err != nil {
		return nil, err
	}
	id, secret := b.sandbox.FinoCredentials()
	hosted, err := fino.New(fino.Config{BaseURL: b.sandbox.FinoURL(), ClientID: id, ClientSecret: secret, Logger: b.log})
	if err != nil {
		return nil, err
	}
	b.idle = append(b.idle, self.CloseIdleConnections, hosted.CloseIdleConnections)
	return []broker.Mount{
		{Provider: self.Provider()},
		{Provider: hosted.Provider()},
	}, nil
}

// webhook is where an app's backend would look at what happened, fetch new
// data, and call Finish for a session that it knows to be over.
func (b *backend) webhook(_ context.Context, e webhook.Event) error {
	b.log.Info("webhook", "provider", e.Provider, "bytes", len(e.Body), "attempt", e.Attempt)
	return nil
}

func (b *backend) store() (broker.Store, error) {
	if b.settings.redis == "" {
		return memstore.New(memstore.Options{}), nil
	}
	redis.SetLogger(redisLog{b.log})
	b.redis = redis.NewUniversalClient(redisstore.ClientOptions(b.settings.redis))
	return redisstore.New(redisstore.Options{Client: b.redis, Replicas: b.settings.replicas})
}

// redisLog takes what the Redis client says of its connections. The broker says
// itself when a request failed for it.
type redisLog struct{ *slog.Logger }

// Printf writes one line.
func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.DebugContext(ctx, "redis", "says", fmt.Sprintf(format, v...))
}

var errToken = errors.New("no token, or an unknown one")

// authenticate stands for the app's own sign-in. It looks at every token, so
// that the time it takes tells nothing.
func (b *backend) authenticate(r *http.Request) (string, error) {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	found := ""
	for user, token := range b.settings.tokens {
		if token.Equal(secret.New(given)) {
			found = user
		}
	}
	if !ok || found == "" {
		return "", errToken
	}
	return found, nil
}

// profile names the user at the provider: one for each of the profiles that
// somebody has, such as private and business. Whatever a request names stays
// the user's own.
func profile(_ context.Context, user, _ string, asked broker.UserFields) (broker.UserFields, error) {
	if asked.ID == "" || asked.ID == user {
		return broker.UserFields{ID: user}, nil
	}
	return broker.UserFields{ID: user + "." + asked.ID}, nil
}

func (b *backend) close() error {
	var errs []error
	if b.redis != nil {
		errs = append(errs, b.redis.Close())
	}
	for _, closeIdle := range b.idle {
		closeIdle()
	}
	if b.sandbox != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := b.sandbox.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
