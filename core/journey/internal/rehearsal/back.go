package rehearsal

import (
	"context"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

// Base is where the user comes back to.
const Base = "com.example.app://bank"

// Back is a way back under a scheme of the app's own. NewBack makes one.
type Back struct {
	bases []string

	mu     sync.Mutex
	opened []secret.String
	closed int
	links  chan journey.Link // of the way that is open; nil without one
}

// NewBack returns a way back with the given bases, or with Base without any.
func NewBack(bases ...string) *Back {
	if bases == nil {
		bases = []string{Base}
	}
	return &Back{bases: bases}
}

// Open implements journey.Return.
func (b *Back) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened = append(b.opened, again)
	b.links = make(chan journey.Link, 16)
	return &way{Back: b, links: b.links}, nil
}

// Opened are the links of earlier processes with which a way was opened; empty
// for a new journey.
func (b *Back) Opened() (links []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.opened {
		links = append(links, l.Reveal())
	}
	return links
}

// Closed is how many ways were closed.
func (b *Back) Closed() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// Come brings the user back by the way that is open. The channel has what the
// sender of the link is answered; without a way it is return_unexpected.
func (b *Back) Come(link string) <-chan error {
	answer := make(chan error, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.links == nil {
		answer <- fault.New(fault.ReturnUnexpected, nil)
		return answer
	}
	b.links <- journey.Link{URL: secret.New(link), Done: func(err error) { answer <- err }}
	return answer
}

type way struct {
	*Back
	links chan journey.Link
	once  sync.Once
}

func (w *way) Bases() []string            { return w.bases }
func (w *way) Links() <-chan journey.Link { return w.links }

func (w *way) Close() error {
	w.once.Do(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.closed++
		close(w.links)
		if w.Back.links == w.links {
			w.Back.links = nil
		}
	})
	return nil
}
