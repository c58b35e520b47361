package link

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// way is an open way back that goroutines fill with links. Its ctx ends when
// Close begins, or the context of Open ends.
type way struct {
	ctx     context.Context
	cancel  context.CancelFunc
	links   chan journey.Link
	fillers sync.WaitGroup
	bases   []string
	parts   []journey.Way
	gone    chan struct{} // closed when nothing of it is left
	err     error         // of the parts' Close; read after gone
}

// filler is a journey.Return of this package that fills a way which others fill
// too.
type filler interface {
	fill(w *way, again secret.String) error
}

// open opens a way that f fills.
func open(ctx context.Context, f filler, again secret.String) (journey.Way, error) {
	if ctx.Err() != nil {
		return nil, fault.New(fault.ReturnAddressUnavailable, ctx.Err())
	}
	w := &way{links: make(chan journey.Link), gone: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancel(ctx)
	err := f.fill(w, again)
	if err == nil {
		w.prefer(again)
	}
	context.AfterFunc(w.ctx, w.end)
	if err != nil {
		_ = w.Close() // err says more
		return nil, err
	}
	return w, nil
}

// add makes an open way a part of this one.
func (w *way) add(part journey.Way) {
	w.bases = append(w.bases, part.Bases()...)
	w.parts = append(w.parts, part)
	w.fillers.Go(func() {
		for l := range part.Links() {
			if !w.send(l) && l.Done != nil {
				l.Done(fault.New(fault.ReturnUnexpected, nil))
			}
		}
	})
}

// send hands a link to the journey and reports whether it took it.
func (w *way) send(l journey.Link) bool {
	select {
	case w.links <- l:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// prefer puts the base of the link that the bank was given before the others.
func (w *way) prefer(given secret.String) {
	order := func(base string) int {
		if oauth.IsReturn(given.Reveal(), base) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(w.bases, func(a, b string) int { return order(a) - order(b) })
}

// end runs once, when ctx has ended.
func (w *way) end() {
	var failed []error
	for _, p := range w.parts {
		failed = append(failed, p.Close())
	}
	w.fillers.Wait()
	w.err = errors.Join(failed...)
	close(w.links)
	close(w.gone)
}

// Bases implements journey.Way.
func (w *way) Bases() []string { return slices.Clone(w.bases) }

// Links implements journey.Way.
func (w *way) Links() <-chan journey.Link { return w.links }

// Close implements journey.Way. Its error is that of the parts.
func (w *way) Close() error {
	w.cancel()
	<-w.gone
	return w.err
}
