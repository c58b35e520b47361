package navigation

import (
	"slices"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
	"github.com/connecthost/connecthost/core/secret"
)

// Decide says what to do about a navigation. The same request always gets the
// same answer; how often a page may open a browser is the session's to limit.
//
// The rules, the first that fits decides:
//
//	address                main frame            sub-frame     unknown frame      new window
//	about:blank, srcdoc    block                 allow         allow              block
//	tel, mailto, added     external *            block         external *         external *
//	malformed              block                 block         block              block
//	return link            return                block         return             return
//	event scheme           event                 block         event              event, main frame only
//	widget, in-view        allow                 allow         allow              external *
//	other https            external *            allow         allow and recheck  external *
//	other http             external *            loopback only allow and recheck  external *
//	any other scheme       block                 block         block              block
//
// * needs a user gesture, and a sub-frame never opens anything outside.
//
// An external address starts another program, so the user has to have done
// something, and it must have been in the widget itself: an advertisement or a
// captcha in a frame has no business with the user's other apps. A sub-frame
// cannot send events and cannot end a visit to a bank either: with one that
// could, every page that the widget embeds would speak for the widget. It may
// load what it likes from https, because banks and captchas are embedded so,
// and http from this machine only, as somebody on the way could change the
// rest. The main frame stays at the widget's origin: an open redirect there
// leads to the browser and not into the view.
//
// A redirect is decided like the navigation that it continues. An engine that
// cannot tell frames apart asks again with Response; a frame that is unknown
// even then stays where it is. An address without a response, such as an
// event or tel:, has no second question: there an unknown frame counts as the
// main frame.
func (p *Policy) Decide(r Request) Decision {
	raw := r.URL.Reveal()
	scheme, _, ok := uri.CutScheme(raw)
	switch {
	case !ok:
		return refuse(invalid(badScheme))
	case scheme == "about":
		return decideInitial(r)
	case slices.Contains(p.external, scheme):
		return decideScheme(r)
	case !isWeb(scheme) && !p.owns(scheme):
		return block(fault.SchemeBlocked)
	}
	u, bad := p.read(scheme, raw)
	switch {
	case bad != noFlaw:
		return refuse(invalid(bad))
	case p.IsReturn(u):
		return p.decideReturn(r, u)
	case slices.Contains(p.events, scheme):
		return decideEvent(r)
	case isWeb(scheme):
		return p.decideWeb(r, u)
	}
	return block(fault.SchemeBlocked)
}

// IsReturn reports whether u is one of the policy's return links, as SamePlace
// compares them. It says nothing about whether the link is to be believed.
func (p *Policy) IsReturn(u URL) bool {
	return slices.ContainsFunc(p.returns, u.SamePlace)
}

// read leaves the length of an event to the event's parser, which has a limit
// and an error code of its own: an event that is too long is a mistake of the
// widget to report, not a navigation to refuse.
func (p *Policy) read(scheme, raw string) (URL, flaw) {
	if slices.Contains(p.events, scheme) {
		return readAnyLength(raw)
	}
	return read(raw)
}

// Declared reads the bank's address that a widget declared for the user, in
// an oauthRequested event rather than by a navigation, and returns what to
// open outside. Such an address comes straight from a message: no engine has
// cleaned it, and the user's click is not known. It is https, http on a loopback address, or has one of the
// app's external schemes; it fails with fault.URLInvalid or
// fault.SchemeBlocked, and with fault.NavigationBlocked for http elsewhere,
// where a login could be read on the way, and for the app's return links.
func (p *Policy) Declared(address secret.String) (secret.String, error) {
	raw := address.Reveal()
	scheme, _, ok := uri.CutScheme(raw)
	if !ok {
		return secret.String{}, invalid(badScheme)
	}
	if !isWeb(scheme) {
		if scheme == "tel" || scheme == "mailto" || !slices.Contains(p.external, scheme) {
			return secret.String{}, fault.New(fault.SchemeBlocked, nil)
		}
		open, err := ReadExternal(raw)
		return secret.New(open), err
	}
	u, err := Read(raw)
	if err != nil {
		return secret.String{}, err
	}
	if !u.IsTrustworthy() || p.IsReturn(u) {
		return secret.String{}, fault.New(fault.NavigationBlocked, nil)
	}
	return secret.New(u.String()), nil
}

// decideInitial allows the documents with which a frame begins
// (https://html.spec.whatwg.org/#is-initial-about:blank). They have no content
// of their own; in the main frame they would replace the widget. Other about
// pages belong to the engine.
func decideInitial(r Request) Decision {
	raw := r.URL.Reveal()
	initial := raw == "about:blank" || raw == "about:srcdoc"
	if initial && !r.NewWindow && r.Frame != FrameMain {
		return Decision{Action: Allow}
	}
	return block(fault.SchemeBlocked)
}

// decideScheme decides about an address that another program takes. It has no
// host that could be compared, so only its form can be wrong.
func decideScheme(r Request) Decision {
	open, bad := readExternal(r.URL.Reveal())
	if bad != noFlaw {
		return refuse(invalid(bad))
	}
	return outside(r, open)
}

// decideReturn lets a return link through to the session, which judges it. An
// unknown frame counts as the main frame here: a link has no response after
// which an engine could ask again, and a link that is believed carries a nonce.
func (p *Policy) decideReturn(r Request, u URL) Decision {
	if r.Frame != FrameSub {
		return Decision{Action: Return}
	}
	if slices.Contains(p.events, u.scheme) {
		return block(fault.EventFromSubFrame)
	}
	return block(fault.NavigationBlocked)
}

// decideEvent refuses a new window whose opener is not known to be the main
// frame: that is how a frame would get around being one.
func decideEvent(r Request) Decision {
	if r.Frame == FrameSub || r.NewWindow && r.Frame != FrameMain {
		return block(fault.EventFromSubFrame)
	}
	return Decision{Action: Event}
}

// decideWeb decides about http and https. In an unknown frame an address that
// is not at home may belong to a captcha or to the widget's whole page, and the
// engine knows which only with the response; until then nothing of it runs.
func (p *Policy) decideWeb(r Request, u URL) Decision {
	switch {
	case r.NewWindow:
		return outside(r, u.String())
	case r.Frame == FrameSub:
		return decideSubFrame(u)
	case p.stays(u):
		return Decision{Action: Allow}
	case r.Frame == FrameMain:
		return outside(r, u.String())
	case r.Response:
		return block(fault.NavigationBlocked)
	}
	return Decision{Action: Allow, Recheck: true}
}

// decideSubFrame lets captchas and embedded bank pages stay, unless they could
// be changed on the way: browsers block such a frame as mixed content (W3C Mixed
// Content, section 4.1), engines in a view do not everywhere.
func decideSubFrame(u URL) Decision {
	if u.IsTrustworthy() {
		return Decision{Action: Allow}
	}
	return block(fault.NavigationBlocked)
}

// stays reports whether the main frame may show u. Strict compares the whole
// address except for the fragment, which changes without a load.
func (p *Policy) stays(u URL) bool {
	if p.strict {
		return u.SameDocument(p.widget)
	}
	return u.SameOrigin(p.widget) || slices.ContainsFunc(p.inView, u.SameOrigin)
}

// owns reports whether a scheme belongs to the app: its events or its return
// links. An address of such a scheme is read in full, so that its answer can
// say what is wrong with it; one of any other scheme is blocked unread.
func (p *Policy) owns(scheme string) bool {
	return slices.Contains(p.events, scheme) ||
		slices.ContainsFunc(p.returns, func(u URL) bool { return u.scheme == scheme })
}

// outside opens an address in another program, which only the widget itself
// may ask for and only when the user did something. The frame is asked first:
// a click in a sub-frame is a gesture, too.
func outside(r Request, open string) Decision {
	switch {
	case r.Frame == FrameSub:
		return block(fault.SubFrameExternal)
	case !r.UserGesture:
		return block(fault.UserGestureRequired)
	}
	return Decision{Action: External, Open: secret.New(open)}
}

// block refuses a navigation for a reason that the code says in full.
func block(code fault.Code) Decision { return refuse(fault.New(code, nil)) }

func refuse(err *fault.Error) Decision { return Decision{Action: Block, Err: err} }
