package loopback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
)

const (
	// maxLinks bounds the links that wait for the app.
	maxLinks = 16
	// maxConnections bounds the connections that are open at once.
	maxConnections = 256
	// maxHeader bounds a request's header in bytes. Cookies of other local servers
	// come with it: browsers do not keep them apart by port.
	maxHeader = 32 << 10
	// requestWithin and answerWithin bound the time of one connection.
	requestWithin = 5 * time.Second
	answerWithin  = 10 * time.Second
	// closeWithin is how long Close waits for pages that are on their way.
	closeWithin = time.Second
)

// Listener listens for the return links of one session, on a loopback
// address (RFC 8252, section 7.3). It is a journey.Way. All methods are safe
// for concurrent use.
type Listener struct {
	url    string
	title  string
	log    *slog.Logger
	links  chan journey.Link
	server *http.Server
	limit  *limit
	closed chan struct{} // when Close begins
	gone   chan struct{} // when nothing of it is left
	once   sync.Once
	mu     sync.Mutex // of pages: none begins after Close has begun
	serve  sync.WaitGroup
	pages  sync.WaitGroup
}

// Listen binds one free port on 127.0.0.1 and ::1, or on the one of them that
// the machine has, and only then makes the URL, so that no other program can
// be found there. It listens until Close, until TTL is over, or until ctx ends.
//
// Errors: return_address_unavailable when no port can be bound,
// config_invalid for a negative TTL and for an Again that is not the URL of a
// Listener, other without randomness.
func Listen(ctx context.Context, o Options) (*Listener, error) {
	o = o.withDefaults()
	if o.TTL < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The time for which to listen is negative.")
	}
	want, err := addressFor(o)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, fault.New(fault.ReturnAddressUnavailable, ctx.Err())
	}
	bound, err := bind(ctx, want.port)
	if err != nil {
		return nil, fault.New(fault.ReturnAddressUnavailable, err)
	}
	l := &Listener{
		title: o.Title, log: o.Logger, links: make(chan journey.Link, maxLinks), limit: newLimit(maxConnections),
		closed: make(chan struct{}), gone: make(chan struct{}),
	}
	g := newGuard(o, want.at(bound), want.path)
	l.url = g.url()
	l.start(bound, g)
	go l.closeAfter(ctx, o.TTL)
	return l, nil
}

func (l *Listener) start(bound []net.Listener, g *guard) {
	l.server = &http.Server{
		Handler:                      &handler{Listener: l, guard: g, delivered: newDelivered()},
		ReadHeaderTimeout:            requestWithin,
		ReadTimeout:                  requestWithin,
		WriteTimeout:                 answerWithin,
		MaxHeaderBytes:               maxHeader,
		DisableGeneralOptionsHandler: true,
		ConnContext:                  withConn,
		ErrorLog:                     slog.NewLogLogger(l.log.Handler(), slog.LevelDebug),
	}
	l.server.SetKeepAlivesEnabled(false)
	for _, b := range bound {
		l.serve.Go(func() {
			if err := l.server.Serve(l.limit.listen(b)); !errors.Is(err, http.ErrServerClosed) {
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
// nonce: a return base of a session.Config. It has 128 bits of its own, so do
// not log it.
func (l *Listener) URL() string { return l.url }

// Bases is the URL alone.
func (l *Listener) Bases() []string { return []string{l.url} }

// Links gives each link that came, for session.ReturnLink. Answer each with
// Done, which is never nil: the user looks at a page meanwhile. The page waits
// two seconds at most. It says that the link was believed for nil, be the link
// a success or not, and otherwise why not, by the Message of a *fault.Error,
// and by nothing of any other error. A link that was answered with an error
// may come again. The first call of Done counts; it does not block.
//
// The channel is closed by Close, after TTL, and with the context of Listen.
func (l *Listener) Links() <-chan journey.Link { return l.links }

// Close stops listening and waits until nothing of the listener is left, a
// second at most; pages that are on their way get there. It always returns
// nil and may be called again.
func (l *Listener) Close() error {
	l.once.Do(func() {
		l.mu.Lock()
		close(l.closed)
		l.mu.Unlock()
		l.limit.close()
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
