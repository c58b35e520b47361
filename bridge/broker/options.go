package broker

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// Options are the settings of a Broker. PublicURL, Authenticate, Providers and
// Store are required, and Keys too when the store is shared; everything else
// has a default.
type Options struct {
	// PublicURL is where apps, providers and banks' sites reach the broker:
	// https, or http on a loopback address for trying out. It may have a path,
	// under which everything but the association files is served.
	PublicURL string
	// Hosts are the values of the Host header that are answered, with their
	// port if they have one. Default: the one of PublicURL.
	Hosts []string

	// Authenticate returns who sent a request, by the app's own means, such as
	// a session cookie or a bearer token. The name is never empty and belongs
	// to one person. An error is answered 401 and logged; say why in it, but
	// put no secret in. It may be called concurrently.
	Authenticate func(*http.Request) (user string, err error)
	// ProviderUser names the user at the provider. user sent the
	// request, asked is the part of the request that names somebody, which nobody
	// has checked. By
	// default the app's identifier at the provider is user, and a request that
	// asks for another one is refused. An error of another kind than
	// *fault.Error is answered 403.
	ProviderUser func(ctx context.Context, user string, provider string, asked UserFields) (UserFields, error)

	Providers []Mount // what sessions can be asked for; names differ
	App       App     // the app that sessions belong to
	Store     Store   // of memstore, or of redisstore for several instances
	// Keys seal widget URLs, nonces and webhook bodies in the store: AES-256,
	// 32 bytes each. The first one seals, all of them open, so that keys can be
	// changed. They may be left out for a Store that is Ephemeral, such as
	// memstore's.
	Keys []secret.String

	SessionTTL time.Duration // from its creation to its end at the latest; default 30 min
	Keep       time.Duration // how long an ended session can be read; default 1 h
	URLTTL     time.Duration // how long a widget URL waits to be claimed; default 4 min
	CallTTL    time.Duration // for the calls to a provider that one request needs; default 20 s

	Limits   Limits
	Webhooks webhook.Options

	// TrustedProxies are the addresses of proxies whose X-Forwarded-For is
	// believed. By default none is, and the address is the connection's.
	TrustedProxies []netip.Prefix
	// TrustedOrigins are origins of web pages that may send requests with a
	// browser although they are not the broker's own.
	TrustedOrigins []string

	Logger     *slog.Logger          // default nothing
	Registerer prometheus.Registerer // of the metrics; default none
	Now        func() time.Time      // default time.Now
	Random     io.Reader             // default crypto/rand
}

// Mount is one provider of a broker.
type Mount struct {
	Provider provider.Provider
	// Webhook describes the provider's webhooks; nil for none.
	Webhook *webhook.Config
}

// Limits bound what clients may ask for. Zero fields have defaults.
type Limits struct {
	Body           int64 // bytes of a request; default 16 KiB
	WebhookBody    int64 // bytes of a webhook; default 256 KiB
	PerUser        Rate  // requests of a user; default 120 a minute
	SessionsOf     Rate  // new sessions of a user; default 20 a minute
	PerAddress     Rate  // requests from an address; default 600 a minute
	StreamsOf      int   // open event streams of a user at one instance; default 8
	Streams        int   // open event streams of one instance; default 10,000
	Heartbeat      time.Duration
	StreamPatience time.Duration // for a reader of a stream that does not read; default 10 s
}

func (l Limits) withDefaults() Limits {
	orInt(&l.Body, 16<<10)
	orInt(&l.WebhookBody, 256<<10)
	orInt(&l.StreamsOf, 8)
	orInt(&l.Streams, 10_000)
	orInt(&l.Heartbeat, 15*time.Second)
	orInt(&l.StreamPatience, 10*time.Second)
	l.PerUser = l.PerUser.or(Rate{120, time.Minute})
	l.SessionsOf = l.SessionsOf.or(Rate{20, time.Minute})
	l.PerAddress = l.PerAddress.or(Rate{600, time.Minute})
	return l
}

func webhookDefaults(o webhook.Options) webhook.Options {
	orInt(&o.Remember, 24*time.Hour)
	orInt(&o.Retry, 30*time.Second)
	orInt(&o.Attempts, 20)
	orInt(&o.Parallel, 4)
	return o
}

func (r Rate) or(otherwise Rate) Rate {
	if r.Count <= 0 || r.Period <= 0 {
		return otherwise
	}
	return r
}

func orInt[T ~int | ~int64](value *T, otherwise T) {
	if *value <= 0 {
		*value = otherwise
	}
}

func (o Options) withDefaults() Options {
	orInt(&o.SessionTTL, 30*time.Minute)
	orInt(&o.Keep, time.Hour)
	orInt(&o.URLTTL, 4*time.Minute)
	orInt(&o.CallTTL, 20*time.Second)
	o.Limits = o.Limits.withDefaults()
	o.Webhooks = webhookDefaults(o.Webhooks)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.ProviderUser == nil {
		o.ProviderUser = sameUser
	}
	return o
}
