package shell

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// connect finds the provider.
func (j *journey) connect(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskTimeout)
	defer cancel()
	j.at, err = j.backend.get(ctx)
	if err == nil && j.cfg.Dialect == event.UCW && j.at.Keep == nil {
		err = fault.Newf(fault.ConfigInvalid, nil, "The backend does not keep UCW's connections.")
	}
	return err
}

// ask requests a widget URL, for as long as a user would wait. The widget is
// opened to repair a member when one is named.
func (j *journey) ask(ctx context.Context, member string) (provider.Widget, error) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskTimeout)
	defer cancel()
	widget, err := j.at.Provider.Widget(ctx, provider.WidgetRequest{
		UserID:        j.cfg.UserID,
		MobileWebView: j.cfg.Dialect == event.MX && j.cfg.Form == FormURL,
		EventScheme:   j.scheme,
		TargetOrigin:  j.at.WidgetOrigin,
		Locale:        j.cfg.Locale,
		ColorScheme:   j.cfg.ColorScheme,
		MemberGUID:    member,
		ReturnURL:     j.link,
	})
	if err != nil {
		return provider.Widget{}, err
	}
	j.hide(widget.URL)
	return widget, nil
}

// renew is the window's way to a fresh widget URL.
func (j *journey) renew(ctx context.Context, member string) (secret.String, error) {
	j.say(Loading, "Opening the widget once more…")
	widget, err := j.ask(ctx, member)
	if err != nil {
		return secret.String{}, err
	}
	return widget.URL, nil
}

// eventScheme is a scheme that no page but the widget knows. WebKitGTK does
// not say which frame navigates, so an embedded page must not be able to
// guess the scheme under which the widget speaks.
func eventScheme() string {
	var nonce [8]byte
	_, _ = rand.Read(nonce[:]) // never fails
	return "connecthost-" + hex.EncodeToString(nonce[:])
}
