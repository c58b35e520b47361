package shell

import (
	"context"
	"crypto/rand"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/link"
)

// wayBack is how the user's browser comes back to a journey: to an address
// that it listens on, or under a scheme of the app's own, which the system
// hands to the shell.
type wayBack struct {
	loopback *link.Loopback // nil for a scheme
	reader   sync.WaitGroup
}

// close stops listening.
func (w *wayBack) close() {
	if w.loopback != nil {
		_ = w.loopback.Close() // always nil
	}
	w.reader.Wait()
}

// prepareReturn makes the link that brings the user back, with a nonce of the
// session's own. Without an address to listen on there is none: the widget
// goes on by itself all the same, and the user changes windows.
func (j *journey) prepareReturn(ctx context.Context) (session.Return, error) {
	base := j.cfg.ReturnURL
	if base == "" {
		var err error
		if base, err = j.listen(ctx); err != nil {
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

// listen opens an address for return links and hands them to the session.
func (j *journey) listen(ctx context.Context) (url string, err error) {
	l, err := link.Listen(ctx, link.LoopbackOptions{Logger: j.log, Title: j.cfg.Title})
	if err != nil {
		return "", err
	}
	j.back.loopback = l
	j.back.reader.Go(func() {
		for came := range l.Links() {
			came.Done(j.returned(came.URL))
		}
	})
	return l.URL(), nil
}
