package navigation

import (
	"fmt"
	"slices"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// Config describes what a widget's page may do. WidgetURL is required.
type Config struct {
	// WidgetURL is the page that the session opens: https, or http on a
	// loopback address. Its origin stays in the view.
	WidgetURL string
	// Strict keeps only the exact widget URL in the main frame, whatever its
	// fragment. Everything else, of the same origin too, leaves the view.
	// It cannot be combined with InView.
	Strict bool
	// EventSchemes are the schemes of the widget's events, the app's own
	// first. Default: mx and atrium.
	EventSchemes []string
	// ReturnURLs bring the user back from a bank: an app's own scheme, a
	// claimed https link, or http on a loopback address. A link matches by
	// scheme, host, port and path, whatever its query.
	ReturnURLs []string
	// InView are further origins that stay in the view, such as
	// https://login.example.
	InView []string
	// ExternalSchemes may be opened outside, in addition to http, https, tel
	// and mailto.
	ExternalSchemes []string
}

// Policy decides where a widget's page may go. It does not change and is safe
// for concurrent use.
type Policy struct {
	widget   URL
	strict   bool
	events   []string
	returns  []URL
	inView   []URL
	external []string
}

// NewPolicy checks the settings. It fails with fault.WidgetURLInvalid for the
// widget URL and with fault.ConfigInvalid, naming the setting, for the rest.
func NewPolicy(cfg Config) (*Policy, error) {
	widget, bad := read(cfg.WidgetURL)
	if bad != noFlaw {
		return nil, fault.New(fault.WidgetURLInvalid, bad)
	}
	if !widget.IsTrustworthy() {
		return nil, fault.New(fault.WidgetURLInvalid, nil)
	}
	if cfg.Strict && len(cfg.InView) > 0 {
		return nil, setting("InView", "cannot be combined with Strict")
	}
	p := &Policy{widget: widget, strict: cfg.Strict}
	for _, set := range []func(Config) error{p.setEvents, p.setExternal, p.setReturns, p.setInView} {
		if err := set(cfg); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Format prints no address: the widget URL holds a token.
func (p Policy) Format(f fmt.State, _ rune) { fmt.Fprint(f, "navigation.Policy") }

func (p *Policy) setEvents(cfg Config) error {
	schemes := cfg.EventSchemes
	if len(schemes) == 0 {
		schemes = []string{"mx", "atrium"}
	}
	var err error
	p.events, err = ownSchemes("EventSchemes", schemes)
	return err
}

func (p *Policy) setExternal(cfg Config) error {
	added, err := ownSchemes("ExternalSchemes", cfg.ExternalSchemes)
	if err != nil {
		return err
	}
	p.external = append([]string{"tel", "mailto"}, added...)
	for _, s := range p.events {
		if slices.Contains(p.external, s) {
			return setting("EventSchemes", "names a scheme that is opened outside")
		}
	}
	return nil
}

func (p *Policy) setReturns(cfg Config) error {
	for _, raw := range cfg.ReturnURLs {
		u, err := ReadReturn(raw)
		if err != nil {
			return err
		}
		if slices.Contains(p.external, u.scheme) {
			return setting("ReturnURLs", "has a scheme that is opened outside")
		}
		p.returns = append(p.returns, u)
	}
	return nil
}

func (p *Policy) setInView(cfg Config) error {
	for _, raw := range cfg.InView {
		u, bad := read(raw)
		if bad != noFlaw || !u.IsTrustworthy() {
			return setting("InView", "needs origins with https, or http on a loopback address")
		}
		if u.path+u.query+u.fragment != "/" {
			return setting("InView", "takes origins, without a path")
		}
		p.inView = append(p.inView, u)
	}
	return nil
}

// ReadReturn reads a setting that says where a bank's page brings the user
// back to: an app's own scheme, https, or http on a loopback address, without
// a fragment. It fails with fault.ConfigInvalid.
func ReadReturn(raw string) (URL, error) {
	u, bad := read(raw)
	switch {
	case bad != noFlaw:
		return URL{}, fault.Newf(fault.ConfigInvalid, bad, "The setting ReturnURLs has a malformed address.")
	case !u.IsTrustworthy() && uri.IsReserved(u.scheme):
		return URL{}, setting("ReturnURLs", "needs an app's own scheme, https, or http on a loopback address")
	case u.fragment != "":
		return URL{}, setting("ReturnURLs", "takes no fragment")
	}
	return u, nil
}

// ownSchemes checks schemes that belong to the app and lowers their case.
func ownSchemes(name string, schemes []string) ([]string, error) {
	var own []string
	for _, s := range schemes {
		s = uri.Lower(s)
		if !uri.IsScheme(s) || uri.IsReserved(s) {
			return nil, setting(name, "takes schemes of apps, without a colon")
		}
		own = append(own, s)
	}
	return own, nil
}

func setting(name, problem string) *fault.Error {
	return fault.Newf(fault.ConfigInvalid, nil, "The setting %s %s.", name, problem)
}
