// Package broker is the backend between an app and its providers: it keeps the
// providers' keys off the device.
//
// A Broker is an http.Handler. An app that has signed in asks it for a session
// and gets a widget URL, once; the bank's site leads back to its landing page,
// which hands over to the app; the provider's webhooks come to it. It is
// refused by New when it is half configured, and strict by default: exact
// hosts, small bodies, limits for each user and address, no cross-origin
// requests.
//
// Everything that it knows is in a Store. The one in memstore is for one process,
// the one in redisstore for several: a session that one made can be finished by
// another. Package webhook has the settings of providers' webhooks, package
// client asks a broker on behalf of an app.
package broker

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/guard"
	"github.com/connecthost/connecthost/bridge/broker/internal/observe"
	"github.com/connecthost/connecthost/bridge/broker/internal/stream"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session/seal"
)

// Broker answers apps, banks' sites and providers' webhooks. It is safe for
// concurrent use.
type Broker struct {
	o       Options
	public  *url.URL
	mounts  map[string]Mount
	ring    *seal.Ring // of everything secret in the store
	metrics *observe.Metrics
	streams *stream.Set
	handler http.Handler

	stop    context.CancelFunc // ends the background work
	work    sync.WaitGroup
	stopped context.Context
}

// New returns a Broker, or a fault.ConfigInvalid error when the settings are
// incomplete. It starts the delivery of webhooks and the watch over the store,
// which Close ends.
func New(o Options) (*Broker, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	b := &Broker{o: o, mounts: map[string]Mount{}, streams: stream.NewSet(o.Limits.StreamsOf, o.Limits.Streams)}
	for _, m := range o.Providers {
		b.mounts[m.Provider.Name()] = m
	}
	var err error
	if b.public, err = readPublicURL(o.PublicURL); err != nil {
		return nil, err
	}
	if b.ring, err = newRing(o); err != nil {
		return nil, err
	}
	if b.metrics, err = observe.NewMetrics(o.Registerer); err != nil {
		return nil, fault.Newf(fault.ConfigInvalid, err, "The broker's metrics could not be registered.")
	}
	if b.handler, err = b.guarded(); err != nil {
		return nil, err
	}
	b.start()
	return b, nil
}

// guarded returns the handler of everything.
func (b *Broker) guarded() (http.Handler, error) {
	mux, err := b.routes()
	if err != nil {
		return nil, err
	}
	hosts := slices.Clone(b.o.Hosts)
	if len(hosts) == 0 {
		hosts = []string{b.public.Host}
	}
	inner, err := guard.New(guard.Config{
		Hosts: hosts, Origins: b.o.TrustedOrigins, Proxies: slices.Clone(b.o.TrustedProxies),
		Free:   []string{b.public.Path + "/healthz", b.public.Path + "/readyz"},
		Secure: b.public.Scheme == "https", Fail: b.fail,
		Allow: func(ctx context.Context, address string) error {
			return b.allow(ctx, "address:"+address, b.o.Limits.PerAddress)
		},
	}, mux)
	if err != nil {
		return nil, setting("TrustedOrigins takes origins such as https://app.example")
	}
	return observe.Log(b.o.Logger, b.metrics, inner), nil
}

// ServeHTTP answers a request.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

// Server returns an http.Server for the broker, with the limits that a handler
// cannot set itself. Event streams extend their own write deadline. The caller
// gives it an address or a listener, and TLS when no proxy does that. Shut it
// down with Shutdown, then Close the broker.
func (b *Broker) Server() *http.Server {
	s := &http.Server{
		Handler:           b,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      b.o.CallTTL + 15*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	s.RegisterOnShutdown(b.EndStreams)
	return s
}

// start begins the background work.
func (b *Broker) start() {
	b.stopped, b.stop = context.WithCancel(context.Background())
	b.work.Go(func() { b.watch(b.stopped) })
	for range b.deliverers() {
		b.work.Go(func() { b.deliver(b.stopped) })
	}
}

// EndStreams ends every event stream: their clients connect again, to another
// instance. http.Server waits for open requests when it shuts down, so it has
// to be told; Server does so.
func (b *Broker) EndStreams() { b.streams.End() }

// Close ends the event streams and the background work. A webhook that is
// being handled may finish until the context ends; one that is cut off is
// delivered again, by this instance or another. Requests are not waited for:
// shut the server down first.
func (b *Broker) Close(ctx context.Context) error {
	b.EndStreams()
	b.stop()
	done := make(chan struct{})
	go func() {
		b.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// names are the providers' names.
func (b *Broker) names() []string { return slices.Collect(maps.Keys(b.mounts)) }

// seal encrypts a secret before it goes into the store, bound to what it
// belongs to.
func (b *Broker) seal(plain, bound string) ([]byte, error) {
	return b.ring.Seal([]byte(plain), []byte(bound))
}

// unseal is the inverse of seal.
func (b *Broker) unseal(sealed []byte, bound string) (string, error) {
	plain, err := b.ring.Open(sealed, []byte(bound))
	return string(plain), err
}

// pause waits, or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
