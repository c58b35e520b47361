package broker

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session/seal"
)

// Broker answers apps, banks' sites and providers' webhooks. It is safe for
// concurrent use.
type Broker struct {
	o       Options
	public  *url.URL
	hosts   []string
	proxies []netip.Prefix
	mounts  map[string]Mount
	ring    *seal.Ring // of what is secret in the store
	metrics *metrics
	streams *streams
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
	ring, err := newRing(o)
	if err != nil {
		return nil, err
	}
	metrics, err := newMetrics(o.Registerer)
	if err != nil {
		return nil, fault.Newf(fault.ConfigInvalid, err, "The broker's metrics could not be registered.")
	}
	public, err := readPublicURL(o.PublicURL)
	if err != nil {
		return nil, err
	}
	b := &Broker{
		o: o, public: public, hosts: slices.Clone(o.Hosts), proxies: slices.Clone(o.TrustedProxies),
		mounts: map[string]Mount{}, ring: ring, metrics: metrics, streams: newStreams(o.Limits),
	}
	if len(b.hosts) == 0 {
		b.hosts = []string{public.Host}
	}
	for _, m := range o.Providers {
		b.mounts[m.Provider.Name()] = m
	}
	mux, err := b.routes()
	if err != nil {
		return nil, err
	}
	if b.handler, err = b.guarded(mux); err != nil {
		return nil, err
	}
	b.start()
	return b, nil
}

// ServeHTTP answers a request.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

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
func (b *Broker) EndStreams() { b.streams.end() }

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
