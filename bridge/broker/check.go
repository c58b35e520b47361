package broker

import (
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker/internal/openapi"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session/seal"
)

var (
	providerName = regexp.MustCompile(openapi.ProviderPattern)
	hostValue    = regexp.MustCompile(`^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$`)
)

// check refuses settings that are not complete, so that nothing is served
// without its protection.
func (o Options) check() error {
	switch {
	case o.Authenticate == nil:
		return setting("Authenticate is missing: everybody would be anybody")
	case o.Store == nil:
		return setting("Store is missing")
	case len(o.Providers) == 0:
		return setting("Providers is empty")
	}
	if _, err := readPublicURL(o.PublicURL); err != nil {
		return err
	}
	for _, h := range o.Hosts {
		if !hostValue.MatchString(h) {
			return setting("Hosts takes host names in lower case, with their port if they have one")
		}
	}
	if err := checkMounts(o.Providers); err != nil {
		return err
	}
	return o.App.check()
}

func checkMounts(mounts []Mount) error {
	seen := map[string]bool{}
	for _, m := range mounts {
		if m.Provider == nil || !providerName.MatchString(m.Provider.Name()) {
			return setting("Providers has an entry without a provider or without a usable name")
		}
		name := m.Provider.Name()
		if seen[name] {
			return setting("Providers has " + name + " twice")
		}
		seen[name] = true
		if err := checkTraits(m.Provider); err != nil {
			return err
		}
		if m.Webhook == nil {
			continue
		}
		if m.Webhook.Verify == nil || m.Webhook.Handle == nil {
			return setting("the webhook of " + name + " needs Verify and Handle")
		}
	}
	return nil
}

// checkTraits refuses a provider that contradicts itself.
func checkTraits(p provider.Provider) error {
	t := p.Traits()
	if err := t.Check(); err != nil {
		return err
	}
	if t.Provider != p.Name() {
		return setting("Providers has an entry whose name differs from that of its traits")
	}
	return nil
}

// readPublicURL checks the public URL and returns it without a slash at its
// end.
func readPublicURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !hostValue.MatchString(u.Host) ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.RawPath != "" || strings.Contains(u.Path, "//") {
		return nil, setting("PublicURL is not an https address without a query")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	// The landing pages are below it: they must be usable as return URLs.
	if _, err := oauth.ReturnURL(u.String()+"/return/provider", secret.String{}); err != nil {
		return nil, setting("PublicURL needs https, or http on a loopback address")
	}
	return u, nil
}

func setting(what string) error {
	return fault.Newf(fault.ConfigInvalid, nil, "The setting of the broker is not usable: %s.", what)
}

// newRing makes the keys of everything secret in the store.
func newRing(o Options) (*seal.Ring, error) {
	given := o.Keys
	if len(given) == 0 {
		if own, ok := o.Store.(Ephemeral); !ok || !own.Ephemeral() {
			return nil, setting("Keys is empty: instances that share a store need the same keys")
		}
		var key [seal.KeySize]byte
		if _, err := io.ReadFull(o.Random, key[:]); err != nil {
			return nil, setting("Random has nothing to give")
		}
		given = []secret.String{secret.New(string(key[:]))}
	}
	keys := make([]*seal.Key, len(given))
	for i, k := range given {
		var err error
		if keys[i], err = seal.New([]byte(k.Reveal())); err != nil {
			return nil, setting("Keys takes keys of 32 bytes")
		}
	}
	return seal.NewRing(keys[0], keys[1:]...), nil
}
