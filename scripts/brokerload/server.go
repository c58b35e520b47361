package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/redisstore"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// serve is one server, until the process is killed.
func serve(ctx context.Context, s settings, out io.Writer) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String()
	server := &http.Server{Handler: http.HandlerFunc(bare), ReadHeaderTimeout: 5 * time.Second}
	if s.serve != "bare" {
		b, err := newBroker(s, url)
		if err != nil {
			return err
		}
		server = b.Server()
	}
	server.BaseContext = func(net.Listener) context.Context { return ctx }
	fmt.Fprintln(out, url)
	return server.Serve(listener)
}

// bare is what any JSON service does at least: read an object, answer with
// another one of the same size as the broker's.
func bare(w http.ResponseWriter, r *http.Request) {
	var in map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"id": strings.Repeat("0", 32), "provider": in["provider"], "status": "open", "version": 1,
		"created": time.Now(), "expires": time.Now(), "widget_url": widgetURL,
		"return": map[string]string{"kind": "landing", "url": widgetURL, "base": widgetURL, "nonce": strings.Repeat("0", 32)},
	})
}

const widgetURL = "https://widgets.example/md/connect/0123456789abcdef0123456789abcdef0123456789abcdef"

// newBroker is a broker as it is used: with a log, metrics, and limits that
// nobody reaches.
func newBroker(s settings, url string) (*broker.Broker, error) {
	var store broker.Store = memstore.New(memstore.Options{Sessions: 10_000_000})
	if s.serve == "redis" {
		client := redis.NewUniversalClient(redisstore.ClientOptions(s.redis))
		shared, err := redisstore.New(redisstore.Options{Client: client})
		if err != nil {
			return nil, err
		}
		store = shared
	}
	much := broker.Rate{Count: 1e6, Period: time.Second}
	return broker.New(broker.Options{
		PublicURL: url, Store: store, Keys: []secret.String{secret.New(strings.Repeat("k", 32))},
		Providers: []broker.Mount{{Provider: fake{}}},
		Authenticate: func(r *http.Request) (string, error) {
			return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), nil
		},
		Limits:     broker.Limits{PerUser: much, PerAddress: much, SessionsOf: much},
		Logger:     slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Registerer: prometheus.NewRegistry(),
	})
}

// fake is a provider that answers at once.
type fake struct{}

func (fake) Name() string { return fake{}.Traits().Provider }

func (fake) Traits() traits.Traits {
	return traits.Traits{Provider: "fake", Dialect: event.MX, Talks: true, NamesMember: true, Return: traits.ReturnSays}
}

func (fake) Widget(_ context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	return provider.Widget{URL: secret.New(widgetURL), UserGUID: "USR-" + r.UserID}, nil
}
