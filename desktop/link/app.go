package link

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/desktop/link/appid"
)

// App brings the user back by a link of the app that the system hands to it.
// base is where the bank's page leads back to: a scheme of the app's own, as in
// com.example.app://bank, or a claimed https address. links are the links that
// the system has handed over, such as those of an instance.Instance or of the
// framework's callback.
//
// Every link from the channel goes to the journey, whether it is for base or
// not: the session alone judges links, and what it refuses is a warning to the
// app. An app that has other links of its own too, such as
// com.example.app://settings, reads the system's links itself and gives App a
// channel with the others.
//
// The channel is read only while a way is open. Links that come before that
// wait in it, within its capacity, and go to the next journey, whose session
// refuses those of an earlier one. A link that was read while its journey ended
// goes to the next one too, so make an App once and give it to every journey.
// One journey has it at a time. A channel belongs to one App, or to several
// that are opened together by Several: they share it.
//
// Errors of Open: config_invalid for a base of another kind, for a nil channel,
// and for the link of an earlier process that is not for base;
// return_address_unavailable when another journey has it, or the context has
// ended.
func App(base string, links <-chan string) journey.Return {
	return &app{base: base, links: links, unread: make(chan string, 1)}
}

type app struct {
	base   string
	links  <-chan string
	taken  atomic.Bool // by an open way
	unread chan string // the link that was read while the way closed
}

// Open implements journey.Return.
func (a *app) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	return open(ctx, a, again)
}

func (a *app) fill(w *way, again secret.String) error {
	if err := a.check(again); err != nil {
		return err
	}
	if !a.taken.CompareAndSwap(false, true) {
		return fault.New(fault.ReturnAddressUnavailable, errors.New("another journey has this way back: end it first"))
	}
	w.bases = append(w.bases, a.base)
	w.fillers.Go(func() {
		defer a.taken.Store(false)
		a.pass(w)
	})
	return nil
}

func (a *app) check(again secret.String) error {
	u, err := navigation.ReadReturn(a.base)
	if err == nil && u.Scheme() != "https" {
		_, err = appid.Schemes([]string{u.Scheme()}, "")
	}
	if err == nil {
		_, err = oauth.ReturnURL(a.base, secret.String{})
	}
	switch {
	case err != nil:
		return fault.Newf(fault.ConfigInvalid, err, "The base of the app's links is neither under a scheme of its own, such as com.example.app://bank, nor a claimed https address.")
	case a.links == nil:
		return fault.Newf(fault.ConfigInvalid, nil, "The app's links need a channel on which they come, and links is nil.")
	case !again.IsZero() && !oauth.IsReturn(again.Reveal(), a.base):
		return fault.Newf(fault.ConfigInvalid, nil, "The link that the bank was given is not one of this way back.")
	}
	return nil
}

// pass hands links to the journey until its way closes, or the channel does.
func (a *app) pass(w *way) {
	for {
		link, ok := a.next(w.ctx)
		if !ok {
			return
		}
		if !w.send(journey.Link{URL: secret.New(link)}) {
			a.unread <- link // has room: next has emptied it
			return
		}
	}
}

func (a *app) next(ctx context.Context) (link string, ok bool) {
	select {
	case link = <-a.unread:
		return link, true
	default:
	}
	select {
	case link, ok = <-a.links:
		return link, ok
	case <-ctx.Done():
		return "", false
	}
}
