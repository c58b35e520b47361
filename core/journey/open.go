package journey

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// open asks for a widget URL and shows the widget.
func (j *Journey) open() (Window, error) {
	j.forgetAll()
	j.enter(Progress{Stage: Minting})
	back, err := j.wayBack()
	if err != nil {
		return nil, err
	}
	if err := j.names(); err != nil {
		return nil, err
	}
	widget, err := j.mint(j.ctx, j.cfg.MemberGUID)
	if err != nil {
		return nil, err
	}
	if err := j.remember(widget); err != nil {
		return nil, err
	}
	fresh, err := j.begin(widget, back)
	if err != nil {
		return nil, err
	}
	j.enter(Progress{Stage: Loading})
	return j.show(fresh, Link{})
}

// begin makes the session of a widget.
func (j *Journey) begin(widget provider.Widget, back session.Return) (*session.Session, error) {
	cfg := j.cfg.session(j.id, j.scheme)
	cfg.WidgetURL, cfg.Return, cfg.Note = widget.URL, chosen(widget.Return, back), j.note.text()
	fresh, err := session.New(cfg)
	if err == nil && !j.link.IsZero() {
		j.link = fresh.ReturnURL() // another one than was asked for, if the provider chose it
	}
	return fresh, err
}

// chosen is the way back that the provider chose, or else ours.
func chosen(theirs provider.Return, ours session.Return) session.Return {
	if theirs.IsZero() {
		return ours
	}
	return session.Return{Bases: theirs.Bases, Nonce: theirs.Nonce}
}

// wayBack opens the way back and makes the link for it, with a nonce of the
// session's own. Without a way the widget goes on by itself all the same; so it
// does when the bank never leads back.
func (j *Journey) wayBack() (session.Return, error) {
	if j.cfg.Provider.Traits().Return == traits.ReturnNone || !j.openWay(secret.String{}) {
		return session.Return{}, nil
	}
	if len(j.bases) == 0 {
		return session.Return{}, setting("Return", "has a way without an address")
	}
	nonce, err := oauth.NewNonce(j.cfg.Random)
	if err != nil {
		return session.Return{}, err
	}
	if j.link, err = oauth.ReturnURL(j.bases[0], nonce); err != nil {
		return session.Return{}, err
	}
	j.hidden.hide(j.link)
	return session.Return{Bases: j.bases, Nonce: nonce}, nil
}

// openWay opens the way back, or one of an earlier process again, and reports
// whether there is one. Without it the journey goes on.
func (j *Journey) openWay(again secret.String) bool {
	if j.cfg.Return == nil {
		return false
	}
	way, err := j.cfg.Return.Open(j.ctx, again)
	if err == nil && way == nil {
		err = setting("Return", "opened nothing and gave no error")
	}
	if err != nil {
		j.out.warn(err)
		return false
	}
	j.way, j.bases = way, way.Bases()
	j.mu.Lock()
	j.hasReturn = true
	j.mu.Unlock()
	return true
}

// names makes a scheme that no page except the widget knows, and the session's
// identifier. WebKitGTK does not say which frame navigates, so an embedded page
// must not be able to guess the scheme under which the widget speaks.
func (j *Journey) names() error {
	var random [24]byte
	if _, err := io.ReadFull(j.cfg.Random, random[:]); err != nil {
		return fault.New(fault.Other, fmt.Errorf("there is no randomness for a session: %w", err))
	}
	j.scheme = "connecthost-" + hex.EncodeToString(random[:8])
	j.id = j.cfg.sessionsOf() + hex.EncodeToString(random[8:])
	return nil
}

// mint asks the provider for a widget URL, for as long as a user would wait. The
// widget is opened to repair a member when one is named.
func (j *Journey) mint(ctx context.Context, member string) (provider.Widget, error) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskPatience)
	defer cancel()
	widget, err := j.cfg.Provider.Widget(ctx, provider.WidgetRequest{
		UserGUID:      j.userGUID(),
		UserID:        j.cfg.User,
		MobileWebView: j.cfg.Provider.Traits().ByURL && j.cfg.Form == FormURL,
		EventScheme:   j.scheme,
		TargetOrigin:  j.cfg.TargetOrigin,
		Locale:        j.cfg.Locale,
		ColorScheme:   j.cfg.ColorScheme,
		Products:      j.cfg.Products,
		MemberGUID:    member,
		ReturnURL:     j.link,
		ReturnBases:   j.bases,
	})
	if err == nil {
		j.hideAll(widget)
	}
	return widget, err
}

// hideAll keeps what a widget's answer grants out of what is shown.
func (j *Journey) hideAll(widget provider.Widget) {
	j.hidden.hide(widget.URL)
	for _, base := range widget.Return.Bases {
		if link, err := oauth.ReturnURL(base, widget.Return.Nonce); err == nil { // the session refuses others
			j.hidden.hide(link)
		}
	}
}

// userGUID is the provider's name of the user, once it is known: a backend finds
// the session again by it.
func (j *Journey) userGUID() string {
	if j.note.User == j.cfg.User {
		return ""
	}
	return j.note.User
}

// renew is the driver's way to a fresh widget URL. A provider that chooses the
// way back chooses it anew.
func (j *Journey) renew(ctx context.Context, member string) (session.FreshURL, error) {
	j.enter(Progress{Stage: Loading, Again: true})
	widget, err := j.mint(ctx, cmp.Or(member, j.cfg.MemberGUID))
	if err != nil {
		return session.FreshURL{}, err
	}
	return session.FreshURL{URL: widget.URL, Return: chosen(widget.Return, session.Return{})}, nil
}
