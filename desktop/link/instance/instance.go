package instance

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
)

// maxLinks bounds the links that wait for the app.
const maxLinks = 16

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
	held   []io.Closer // the meeting points; of Acquire, and then of Close
	once   sync.Once
	gone   chan struct{}
}

func newInstance(log *slog.Logger, schemes []string) *Instance {
	return &Instance{
		log: log, schemes: schemes, links: make(chan string, maxLinks),
		started: make(chan struct{}, 1), gone: make(chan struct{}),
	}
}

// bind ends the instance with ctx.
func (i *Instance) bind(ctx context.Context) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.unbind = context.AfterFunc(ctx, func() { _ = i.Close() })
}

// take judges what another process handed over and reports whether there was
// room for it.
func (i *Instance) take(args []string) bool {
	links := LinksOf(args, i.schemes...)
	if dropped := len(args) - len(links); dropped > 0 {
		i.log.Warn("another process handed over something other than links of the app", "dropped", dropped)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed || cap(i.links)-len(i.links) < len(links) {
		return false
	}
	i.add(links)
	select {
	case i.started <- struct{}{}:
	default:
	}
	return true
}

// add puts links into the channel, which has room for them.
func (i *Instance) add(links []string) {
	for _, l := range links {
		i.links <- l
	}
}

// Links gives the links that later processes were started with, as they
// stand, for link.App or session.ReturnLink. Any program of the user can start
// a process with a link. Links that nobody reads wait, 16 at most: then later
// processes are told that the app is busy. The channel is closed by Close. The
// links are secret: do not log them.
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

// release gives the meeting points up.
func (i *Instance) release() {
	for _, h := range i.held {
		if err := h.Close(); err != nil {
			i.log.Warn("a way to the running app could not be closed", "cause", err)
		}
	}
	i.held = nil
}

// Format prints nothing of what was handed over.
func (i *Instance) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[instance]") }
