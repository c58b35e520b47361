package loopback

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	// DefaultTTL is how long a Listener listens: longer than the widget and a
	// visit to a bank may take, each with its default of 15 minutes.
	DefaultTTL = time.Hour
	// maxLinks bounds the links that wait for the app.
	maxLinks = 16
	// maxVisitors bounds the connections that are open at once.
	maxVisitors = 256
	// maxHeader bounds a request's header. Cookies of other local servers
	// come with it: browsers do not keep them apart by port.
	maxHeader = 32 << 10
	// requestWithin and answerWithin bound the time of one connection.
	requestWithin = 5 * time.Second
	answerWithin  = 10 * time.Second
	// closeWithin is how long Close waits for pages that are on their way.
	closeWithin = time.Second
)

// Options are the settings of a Listener. The zero value is usable.
type Options struct {
	// Logger hears what was refused, never an address. Default: discard.
	Logger *slog.Logger
	// Rand is the source of the secret path; default crypto/rand.Reader.
	Rand io.Reader
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Title is the app's name on the page that the user sees.
	Title string
	// TTL is how long to listen; default DefaultTTL.
	TTL time.Duration
	// Localhost puts the name localhost into the URL, for providers that take
	// no IP literal. RFC 8252, section 8.3 advises against it: use it only
	// when the literal is refused.
	Localhost bool
	// Again is the URL of an earlier Listener, or a session's return URL that
	// was made of it: it is listened on again. A restored session needs it,
	// whose user is at the bank and comes back to the old address. It says the
	// host, so Localhost does not count then.
	Again secret.String
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Title == "" {
		o.Title = "the app"
	}
	if o.TTL == 0 {
		o.TTL = DefaultTTL
	}
	return o
}

// Listener listens for the return links of one session, on a loopback
// address (RFC 8252, section 7.3). All methods are safe for concurrent use.
type Listener struct {
	url    string
	title  string
	log    *slog.Logger
	links  chan Link
	server *http.Server
	crowd  *crowd
	closed chan struct{} // when Close begins
	gone   chan struct{} // when nothing of it is left
	once   sync.Once
	gate   sync.Mutex // of pages: none begins when Close has
	serve  sync.WaitGroup
	pages  sync.WaitGroup
}

// Listen binds one free port on 127.0.0.1 and ::1, or on the one of them that
// the machine has, and only then makes the URL, so that no other program can
// be found there. It listens until Close, until TTL is over or until ctx ends.
//
// Errors: return_address_unavailable when no port can be bound,
// config_invalid for a negative TTL and an Again that is none, other without
// randomness.
func Listen(ctx context.Context, o Options) (*Listener, error) {
	o = o.withDefaults()
	if o.TTL < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The time for which to listen is negative.")
	}
	want, err := placeOf(o)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, fault.New(fault.ReturnClosed, ctx.Err())
	}
	bound, err := bind(ctx, want.port)
	if err != nil {
		return nil, fault.New(fault.ReturnClosed, err)
	}
	l := &Listener{
		title: o.Title, log: o.Logger, links: make(chan Link, maxLinks), crowd: newCrowd(maxVisitors),
		closed: make(chan struct{}), gone: make(chan struct{}),
	}
	d := newDoor(o, want.at(bound), want.path)
	l.url = d.url()
	l.start(bound, d)
	go l.closeAfter(ctx, o.TTL)
	return l, nil
}

func (l *Listener) start(bound []net.Listener, d *door) {
	l.server = &http.Server{
		Handler:                      &reception{Listener: l, door: d, seen: newLedger()},
		ReadHeaderTimeout:            requestWithin,
		ReadTimeout:                  requestWithin,
		WriteTimeout:                 answerWithin,
		MaxHeaderBytes:               maxHeader,
		DisableGeneralOptionsHandler: true,
		ConnContext:                  withVisitor,
		ErrorLog:                     slog.NewLogLogger(l.log.Handler(), slog.LevelDebug),
	}
	l.server.SetKeepAlivesEnabled(false)
	for _, b := range bound {
		l.serve.Go(func() {
			if err := l.server.Serve(l.crowd.at(b)); !errors.Is(err, http.ErrServerClosed) {
				l.log.Error("the return address stopped", "cause", err)
			}
		})
	}
}

// closeAfter ends the listener with ctx or its time.
func (l *Listener) closeAfter(ctx context.Context, ttl time.Duration) {
	timer := time.NewTimer(ttl)
	defer timer.Stop()
	select {
	case <-l.closed:
	case <-ctx.Done():
		_ = l.Close()
	case <-timer.C:
		_ = l.Close()
	}
}

// URL is where the bank's page is to lead back to, without the session's
// nonce: the Return.URL of a session.Config. It has 128 bits of its own, so
// do not log it.
func (l *Listener) URL() string { return l.url }

// Links gives each link that came, for session.ReturnLink. Answer each with
// Done: the user looks at a page meanwhile. The channel is closed by Close.
func (l *Listener) Links() <-chan Link { return l.links }

// Close stops listening and waits until nothing of the listener is left, a
// second at most; pages that are on their way get there. It always returns
// nil and may be called again.
func (l *Listener) Close() error {
	l.once.Do(func() {
		l.gate.Lock()
		close(l.closed)
		l.gate.Unlock()
		l.crowd.close()
		ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if l.server.Shutdown(ctx) != nil {
			_ = l.server.Close()
		}
		l.serve.Wait()
		l.pages.Wait()
		close(l.links)
		close(l.gone)
	})
	<-l.gone
	return nil
}

// Format prints no address.
func (l *Listener) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[loopback]") }
