package shell

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/link/loopback"
)

// wayBack is how the user's browser comes back to a journey: to an address
// that it listens on, or under a scheme of the app's own, which the system
// hands to the shell.
type wayBack struct {
	loopback *loopback.Listener // nil for a scheme
	reader   sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

// hear begins to hand links over. Whoever comes before that waits.
func (w *wayBack) hear(returned func(link string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.loopback == nil || w.closed {
		return // a session may be over as soon as its window is there
	}
	w.reader.Go(func() {
		for came := range w.loopback.Links() {
			came.Done(returned(came.URL.Reveal()))
		}
	})
}

// close stops listening.
func (w *wayBack) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	if w.loopback != nil {
		_ = w.loopback.Close() // always nil
	}
	w.reader.Wait()
}

// prepareReturn makes the link that brings the user back, with a nonce of the
// session's own. Without an address to listen on there is none: the widget
// goes on by itself all the same. UCW's bank never leads back.
func (j *journey) prepareReturn(ctx context.Context) (session.Return, error) {
	if j.cfg.Dialect == event.UCW {
		return session.Return{}, nil
	}
	base := j.cfg.ReturnURL
	if base == "" {
		var err error
		if base, err = j.listen(ctx, secret.String{}); err != nil {
			j.warn(fault.From(err))
			return session.Return{}, nil
		}
	}
	nonce, err := oauth.NewNonce(rand.Reader)
	if err != nil {
		return session.Return{}, err
	}
	j.link, err = oauth.ReturnURL(base, nonce)
	if err != nil {
		return session.Return{}, err
	}
	j.hide(j.link)
	return session.Return{URL: base, Nonce: nonce}, nil
}

// listenAgain opens the address that an earlier run gave the bank. When it is
// gone, the widget or the provider's word completes the session all the same.
func (j *journey) listenAgain(ctx context.Context) {
	if j.cfg.ReturnURL != "" || !strings.HasPrefix(j.link.Reveal(), "http:") {
		return // the system hands links over, or there is no way back
	}
	if _, err := j.listen(ctx, j.link); err != nil {
		j.warn(fault.From(err))
	}
}

// listen opens an address for return links, or one of an earlier run again.
func (j *journey) listen(ctx context.Context, again secret.String) (url string, err error) {
	l, err := loopback.Listen(ctx, loopback.Options{Logger: j.log, Title: j.cfg.Title, Again: again})
	if err != nil {
		return "", err
	}
	j.back.loopback = l
	return l.URL(), nil
}
