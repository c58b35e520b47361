package session

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// EndMode says which moment ends a session that connected a member.
type EndMode uint8

// The end modes.
const (
	// EndOnPrimaryAction waits for the widget's last button, so that the user
	// may connect several members. It is the default.
	EndOnPrimaryAction EndMode = iota
	// EndOnFirstMember closes the widget as soon as a member is connected.
	EndOnFirstMember
	// EndByApp ends only when the app or the user closes the widget.
	EndByApp
)

// Config describes a session. WidgetURL is required; every other field has a
// default.
type Config struct {
	// ID names the session and binds its return links; default "session". An
	// app that runs several sessions gives each its own.
	ID string
	// Traits say what the provider's widget can do; default traits.MX. Take the
	// provider's own: Provider.Traits of package provider, or the literal of a
	// custom one.
	Traits traits.Traits
	// WidgetURL is https, or http on a loopback address. It is loaded once:
	// providers make it single-use.
	WidgetURL secret.String
	// MintedAt is when the provider made the WidgetURL; zero means at the
	// session's first step. A time in the future counts as the first step. A
	// URL that has waited longer than Timeouts.URL is not loaded: the session
	// asks for a fresh one.
	MintedAt time.Time
	// AppScheme is the scheme of the widget's events, "mx" when empty.
	AppScheme string
	// PinScheme accepts events under AppScheme only, and not under the
	// vendor's older "mx" and "atrium". An engine that cannot tell frames
	// apart should use a scheme of its own for each session and pin it, so
	// that an embedded page cannot guess it.
	PinScheme bool
	// Return describes the link that brings the user back from a bank.
	Return Return
	// InView lists further origins whose pages may replace the widget's page.
	InView []string
	// ExternalSchemes lists further schemes that may be opened outside.
	ExternalSchemes []string
	// StrictURL pins the view to the exact widget URL.
	StrictURL bool
	// End says when a session that connected a member ends.
	End EndMode
	// Note is the app's own. Snapshots keep it, sealed, and the session's Note
	// returns it; nothing else is done with it.
	Note secret.String
	// SDK is what the widget is told about its host each time that it loads;
	// nothing when the name is empty.
	SDK SDK
	// Limits bound what the widget may send; zero fields have defaults.
	Limits event.Limits
	// Timeouts bound the waiting; zero fields have defaults.
	Timeouts Timeouts
}

// SDK is the name and the version of the program that hosts the widget.
type SDK struct{ Name, Version string }

// Timeouts of a session. A zero field means the default, a negative one never.
type Timeouts struct {
	Load       time.Duration // until the widget's first event, or until its page is loaded if it sends none; default 30 s
	Inactivity time.Duration // without any sign of the user; default 15 min, after a warning 30 s before
	OAuth      time.Duration // for one visit to a bank; default 15 min
	Back       time.Duration // for the widget's answer to Back; default 2 s
	// URL is how long a widget URL may wait until it is loaded, which is its
	// first use; default Traits.URLLifetime. Where the provider documents
	// none, a URL never expires, unless the time that was agreed with the
	// provider is set here.
	URL time.Duration
}

func (t Timeouts) withDefaults(urlLifetime time.Duration) Timeouts {
	pick := func(d *time.Duration, otherwise time.Duration) {
		if *d == 0 {
			*d = otherwise
		}
	}
	pick(&t.Load, 30*time.Second)
	pick(&t.Inactivity, 15*time.Minute)
	pick(&t.OAuth, 15*time.Minute)
	pick(&t.Back, 2*time.Second)
	pick(&t.URL, urlLifetime)
	return t
}

// Return describes return links.
type Return struct {
	// Bases are where the bank may lead the user back to, eight at most: custom
	// schemes, claimed https addresses, or loopback http. The provider is given
	// the first one; the others are for a page that hands over in another way.
	// Empty means scheme://oauth_complete under the AppScheme.
	Bases []string
	// Nonce, when set, must come back with the link, whichever way it takes.
	// Providers that let the client choose the return URL can carry one.
	Nonce secret.String
}

const legacyScheme, atriumScheme = "mx", "atrium"

func (c Config) eventSchemes() []string {
	schemes := []string{c.AppScheme}
	if c.PinScheme {
		return schemes
	}
	for _, s := range []string{legacyScheme, atriumScheme} {
		if s != c.AppScheme {
			schemes = append(schemes, s)
		}
	}
	return schemes
}

func (c Config) withDefaults() Config {
	if c.AppScheme == "" {
		c.AppScheme = legacyScheme
	}
	if c.ID == "" {
		c.ID = "session"
	}
	if c.Traits.IsZero() {
		c.Traits = traits.MX()
	}
	if len(c.Return.Bases) == 0 {
		c.Return.Bases = []string{c.AppScheme + "://oauth_complete"}
	}
	c.Timeouts = c.Timeouts.withDefaults(c.Traits.URLLifetime)
	return c
}

// policy builds the navigation policy that the settings describe, and returns
// the widget's origin.
func (c Config) policy(links []secret.String) (*navigation.Policy, string, error) {
	returns := make([]string, len(links))
	for i, link := range links {
		returns[i] = link.Reveal()
	}
	policy, err := navigation.NewPolicy(navigation.Config{
		WidgetURL:       c.WidgetURL.Reveal(),
		Strict:          c.StrictURL,
		EventSchemes:    c.eventSchemes(),
		ReturnURLs:      returns,
		InView:          c.InView,
		ExternalSchemes: c.ExternalSchemes,
	})
	if err != nil {
		return nil, "", err
	}
	widget, err := navigation.Read(c.WidgetURL.Reveal())
	if err != nil {
		return nil, "", fault.New(fault.WidgetURLInvalid, nil)
	}
	return policy, widget.Origin(), nil
}

// parser builds the event parser that the settings describe.
func (c Config) parser() (*event.Parser, error) {
	return event.NewParser(event.Config{
		Dialect:      c.Traits.Dialect,
		Own:          c.Traits.Own,
		MemberSecret: c.Traits.MemberSecret,
		AppScheme:    c.AppScheme,
		PinScheme:    c.PinScheme,
		Limits:       c.Limits,
	})
}

// links are the return links that the settings describe, with the nonce.
func (c Config) links() ([]secret.String, error) {
	links := make([]secret.String, len(c.Return.Bases))
	for i, base := range c.Return.Bases {
		link, err := oauth.ReturnURL(base, c.Return.Nonce)
		if err != nil {
			return nil, err
		}
		links[i] = link
	}
	return links, nil
}

func (c Config) check() error {
	if c.WidgetURL.IsZero() {
		return fault.Newf(fault.WidgetURLInvalid, nil, "The session has no widget URL.")
	}
	return nil
}
