package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/desktop/link/appid"
)

const (
	// acquireWithin is how long Acquire looks for the first process, which
	// may be about to start or to end.
	acquireWithin = 10 * time.Second
	// againAfter is the pause between two looks.
	againAfter = 20 * time.Millisecond
	// maxLinks bounds the links that wait for the app.
	maxLinks = 16
)

// ErrHandedOver says that another process of the app runs and has the links of
// this one. There is nothing left to do: exit with 0, or the program that
// opened the link reports a failure to the user.
var ErrHandedOver = errors.New("another process of the app has taken over")

// Options are the settings of Acquire. AppID is required.
type Options struct {
	// AppID names the app: letters, digits, dots, hyphens and underscores, as
	// in com.example.app.
	AppID string
	// Args are the process's own arguments, os.Args[1:]. Those that are links
	// are handed over.
	Args []string
	// Schemes are the schemes of the app's links; default AppID.
	Schemes []string
	// Logger hears what was dropped, never the text of it. Default: discard.
	Logger *slog.Logger
}

// Instance is the first process of an app. All methods are safe for
// concurrent use.
type Instance struct {
	log     *slog.Logger
	schemes []string
	links   chan string
	started chan struct{}

	mu     sync.Mutex // of what follows, and of sending
	closed bool
	unbind func() bool // from the context
	held   []io.Closer // of the process that claims, and then of Close
	once   sync.Once
	gone   chan struct{}
}

// place is where the processes of an app meet.
type place interface {
	// claim makes this process the first, which then gets what the others hand
	// over. It fails with errTaken when another is.
	claim(ctx context.Context, take func(links []string) bool) (io.Closer, error)
	// handOver gives links to the first. It fails when that one is gone.
	handOver(ctx context.Context, links []string) error
}

var errTaken = errors.New("another process is the first")

// Acquire makes this process the app's only one, or hands its links to the one
// that runs and fails with ErrHandedOver. The links of a process that becomes
// the first are its own business: LinksOf reads them. The instance lives until
// Close, until ctx ends, or as long as the process: when it is killed, the
// next one takes its place.
//
// Processes meet at a socket in the user's runtime folder and, on Linux where
// there is a session bus, also there; both let in the user alone. On Windows
// it is a named pipe.
//
// Errors: ErrHandedOver; config_invalid for an unusable AppID or scheme;
// instance_unavailable when the processes cannot meet, or when the first does
// not answer within ten seconds.
func Acquire(ctx context.Context, o Options) (*Instance, error) {
	i, err := newInstance(o)
	if err != nil {
		return nil, err
	}
	return acquire(ctx, i, places(o.AppID, i.log), LinksOf(o.Args, i.schemes...))
}

func newInstance(o Options) (*Instance, error) {
	if !appid.Valid(o.AppID) {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The instance needs an AppID of letters, digits, dots, hyphens and underscores.")
	}
	schemes, err := appid.Schemes(o.Schemes, o.AppID)
	if err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Instance{
		log: o.Logger, schemes: schemes, links: make(chan string, maxLinks),
		started: make(chan struct{}, 1), gone: make(chan struct{}),
	}, nil
}

func acquire(ctx context.Context, i *Instance, all []place, links []string) (*Instance, error) {
	within, cancel := context.WithTimeout(ctx, acquireWithin)
	defer cancel()
	for {
		taken, err := i.claim(within, all)
		if err == nil && taken == nil {
			i.bind(ctx)
			return i, nil
		}
		if err == nil {
			err = taken.handOver(within, links)
		}
		if err == nil {
			return nil, ErrHandedOver
		}
		select {
		case <-within.Done():
			return nil, fault.New(fault.InstanceFailed, errors.Join(err, within.Err()))
		case <-time.After(againAfter):
		}
	}
}

// bind ends the instance with ctx.
func (i *Instance) bind(ctx context.Context) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.unbind = context.AfterFunc(ctx, func() { _ = i.Close() })
}

// claim takes every place, or returns the one that another process has. One
// place is enough: the others may not be there.
func (i *Instance) claim(ctx context.Context, all []place) (place, error) {
	var failed []error
	for _, p := range all {
		held, err := p.claim(ctx, i.take)
		if errors.Is(err, errTaken) {
			i.release()
			return p, nil
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		i.held = append(i.held, held)
	}
	if len(i.held) == 0 {
		return nil, errors.Join(append(failed, errors.New("the processes of the app cannot meet"))...)
	}
	for _, err := range failed {
		i.log.Warn("a way to the running app is not there", "cause", err)
	}
	return nil, nil
}

func (i *Instance) release() {
	for _, h := range i.held {
		if err := h.Close(); err != nil {
			i.log.Warn("a way to the running app could not be closed", "cause", err)
		}
	}
	i.held = nil
}

// take judges what another process handed over and reports whether there was
// room for it.
func (i *Instance) take(args []string) bool {
	links := LinksOf(args, i.schemes...)
	if dropped := len(args) - len(links); dropped > 0 {
		i.log.Warn("another process handed over what is no link of the app", "dropped", dropped)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed || cap(i.links)-len(i.links) < len(links) {
		return false
	}
	for _, l := range links {
		i.links <- l
	}
	select {
	case i.started <- struct{}{}:
	default:
	}
	return true
}

// Links gives the links that later processes were started with, as they
// stand, for session.ReturnLink. Anybody can start a process with a link. The
// channel is closed by Close. The links are secret: do not log them.
func (i *Instance) Links() <-chan string { return i.links }

// Started says that later processes were started, with links or without: the
// user wants to see the app.
func (i *Instance) Started() <-chan struct{} { return i.started }

// Close lets another process become the first. It waits until nothing is left
// of the instance, always returns nil and may be called again.
func (i *Instance) Close() error {
	i.once.Do(func() {
		i.mu.Lock()
		i.closed = true
		i.unbind()
		i.mu.Unlock()
		i.release()
		close(i.links)
		close(i.gone)
	})
	<-i.gone
	return nil
}

// nameOf is a name for the app that every system takes, as short as the path
// of a socket must be.
func nameOf(app string) string {
	sum := sha256.Sum256([]byte(app))
	return hex.EncodeToString(sum[:8])
}

// Format prints nothing of what was handed over.
func (i *Instance) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[instance]") }
