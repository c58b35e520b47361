package main

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/desktop/shell"
)

// The providers.
const (
	providerMX   = "mx"
	providerUCW  = "ucw"
	providerFino = "fino"
)

func (b *backends) mx(who account) (shell.Backend, error) {
	client, err := mx.New(mx.Config{BaseURL: who.url, ClientID: who.id, APIKey: who.key, Logger: b.log})
	if err != nil {
		return shell.Backend{}, err
	}
	return shell.Backend{Provider: client.Provider(), URL: who.url, WidgetOrigin: widgetOrigin(who.url)}, nil
}

// widgetOrigin is where the widget's pages come from: the sandbox serves them
// beside its API, MX from a host of their own.
func widgetOrigin(url string) string {
	switch url {
	case mx.Integration:
		return "https://int-widgets.moneydesktop.com"
	case mx.Production:
		return "https://widgets.moneydesktop.com"
	}
	return url
}

// ucw is a Universal Connect Widget server whose widget is on the same origin.
// Its widget is loaded at the top of the window, so it posts to itself.
func (b *backends) ucw(who account) (shell.Backend, error) {
	client, err := ucw.New(ucw.Config{BaseURL: who.url, Logger: b.log})
	if err != nil {
		return shell.Backend{}, err
	}
	at, err := navigation.Read(who.url)
	if err != nil {
		return shell.Backend{}, fault.Newf(fault.ConfigInvalid, err, "The address of the UCW server cannot be read.")
	}
	kept := &connections{}
	adapter := client.Provider()
	adapter.Connection = kept.find
	adapter.Prepare = func(r *ucw.WidgetURLRequest) { r.JobTypes = []ucw.JobType{ucw.Transactions} }
	return shell.Backend{Provider: adapter.Keeping(kept.keep), URL: who.url, WidgetOrigin: at.Origin()}, nil
}

func (b *backends) fino(who account) (shell.Backend, error) {
	client, err := fino.New(fino.Config{BaseURL: who.url, ClientID: who.id, ClientSecret: who.key, Logger: b.log})
	if err != nil {
		return shell.Backend{}, err
	}
	return shell.Backend{Provider: client.Provider(), URL: who.url}, nil
}
