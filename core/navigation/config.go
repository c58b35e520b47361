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
	// fragment. Everything else, of the same origin too, leaves the view. It is
	// for a widget on an origin that also has other pages of its provider.
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
	// https://login.example, for a widget that spreads over several. A bank's
	// own site does not belong here.
	InView []string
	// ExternalSchemes may be opened outside, in addition to http, https, tel
	// and mailto: those of banks' apps. Each is a program that any page of the
	// widget may start with a click of the user.
	ExternalSchemes []string
}

// Policy decides where a widget's page may go. It does not change and is safe
// for concurrent use. Its addresses were read when it was made: a decision
// compares them with one more, and takes no memory.
type Policy struct {
	widget   URL
	strict   bool
	events   []string
	returns  []URL
	inView   []URL
	external []string
}

// NewPolicy checks the settings, because a policy with a mistake is one that
// allows too much without a sign: a return link that a page of the web can
// claim, an event scheme that loads something. It fails with fault.WidgetURLInvalid for the
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

// Format prints no address for any verb: the widget URL holds a token.
func (p Policy) Format(f fmt.State, _ rune) { fmt.Fprint(f, "navigation.Policy") }

// setEvents takes MX's schemes by default, as the event parser does.
func (p *Policy) setEvents(cfg Config) error {
	schemes := cfg.EventSchemes
	if len(schemes) == 0 {
		schemes = []string{"mx", "atrium"}
	}
	var err error
	p.events, err = ownSchemes("EventSchemes", schemes)
	return err
}

// setExternal keeps events and external addresses apart: the same address
// cannot be both delivered to the app and opened by another one.
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

// setReturns reads the return links. A scheme that is opened outside would
// leave the user between two programs that wait for each other.
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

// setInView takes origins only. A path in the setting would promise a bound
// that no engine keeps: scripts of one origin reach all of its pages.
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
// back to: an app's own scheme, https, or http on a loopback address (RFC 8252,
// sections 7.1 to 7.3), without a fragment, which a server never sees and a
// redirect may carry on from elsewhere (RFC 6749, section 3.1.2, forbids it for
// the same reason). It fails with fault.ConfigInvalid.
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

// ownSchemes checks schemes that belong to the app and lowers their case. tel
// and mailto pass, because ExternalSchemes may name them again; setExternal
// refuses them for events.
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

// setting names the setting and never its value, which may be an address with
// a token.
func setting(name, problem string) *fault.Error {
	return fault.Newf(fault.ConfigInvalid, nil, "The setting %s %s.", name, problem)
}
