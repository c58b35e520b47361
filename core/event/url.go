package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// The legacy schemes. They are accepted beside the app's own unless the
// scheme is pinned.
const (
	schemeMX     = "mx"
	schemeAtrium = "atrium"
)

// appScheme checks the scheme of a Config and returns it in lower case. An
// address of any other scheme is loaded, opened or run by an engine or a
// system before a parser sees it.
func appScheme(s string) (string, error) {
	if s == "" {
		return schemeMX, nil
	}
	s = uri.Lower(s)
	switch {
	case !uri.IsScheme(s):
		return "", fault.Newf(fault.ConfigInvalid, nil, "The app scheme must be a letter followed by letters, digits, +, - or a dot, %d in all at most, without a colon.", uri.MaxScheme)
	case !uri.IsOwn(s):
		return "", fault.Newf(fault.ConfigInvalid, nil, "The app scheme must not be one that browsers or systems use.")
	}
	return s, nil
}

// IsEventURL reports whether the scheme of a URL is one of the event schemes:
// such a URL is never loaded, whatever FromURL says about it.
func (p *Parser) IsEventURL(raw string) bool {
	_, _, ok := p.cutScheme(raw)
	return ok
}

// cutScheme splits an event URL at its colon. scheme is in lower case.
func (p *Parser) cutScheme(raw string) (scheme, rest string, ok bool) {
	scheme, rest, ok = uri.CutScheme(raw)
	switch scheme {
	case p.scheme:
		return scheme, rest, ok
	case schemeMX, schemeAtrium:
		return scheme, rest, !p.pinned
	}
	return "", "", false
}

// FromURL reads an event that the widget sent as a navigation:
//
//	scheme://connect/loaded?metadata=<percent-encoded JSON>   version 4
//	mx://connect/loaded?initial_step=search                   version 3
//	atrium://memberAdded/<member_guid>                        Atrium
//
// The name is taken as it stands: user information, ports, percent signs, dot
// segments, fragments and control characters are refused, never repaired. A
// known event with missing or mistyped metadata is not an error; it has
// Problems. The error is a *fault.Error: EventMalformed, or the code of a
// limit.
func (p *Parser) FromURL(raw string) (Event, error) {
	if len(raw) > p.limits.Bytes {
		return Event{}, fault.New(fault.EventTooLarge, nil)
	}
	scheme, rest, ok := p.cutScheme(raw)
	if !ok {
		return Event{}, malformed("the scheme is not the widget's")
	}
	if hasForbidden(rest) {
		return Event{}, malformed("the URL has a fragment or a control character")
	}
	rest, ok = strings.CutPrefix(rest, "//")
	if !ok {
		return Event{}, malformed("the URL lacks its //")
	}
	name, query, hasQuery := cutByte(rest, '?')
	if name, ok = urlName(name); !ok {
		return Event{}, malformed("the URL does not name an event")
	}
	if scheme == schemeAtrium {
		if e, ok, err := p.fromAtrium(name, hasQuery); ok || err != nil {
			return e, err
		}
	}
	return p.fromQuery(scheme, name, query)
}

// hasForbidden reports whether a URL has a byte that may be nowhere in an
// event's. The widget percent-encodes its metadata, so a number sign starts a
// fragment, which engines drop or keep as they like.
func hasForbidden(url string) bool {
	if strings.IndexByte(url, '#') >= 0 || strings.IndexByte(url, 0x7f) >= 0 {
		return true
	}
	for i := jsonscan.Plain(url, 0); i < len(url); i = jsonscan.Plain(url, i+1) {
		if url[i] < ' ' {
			return true
		}
	}
	return false
}

// urlName checks the host and path of an event URL. One trailing slash after
// the host alone is dropped: some engines add it.
func urlName(s string) (string, bool) {
	if host, ok := strings.CutSuffix(s, "/"); ok && !strings.Contains(host, "/") {
		s = host
	}
	if s == "" || s[0] == '/' || len(s) > maxName {
		return "", false
	}
	for i := range len(s) {
		if !naming[s[i]] {
			return "", false
		}
	}
	return s, !hasDotSegment(s)
}

// naming has whether each byte may be in the name that a URL gives an event.
// Read-only.
var naming = func() (naming [256]bool) {
	for i := range naming {
		c := byte(i)
		naming[i] = uri.IsLetter(c) || uri.IsDigit(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '~'
	}
	return naming
}()

func hasDotSegment(s string) bool {
	if strings.IndexByte(s, '.') < 0 {
		return false
	}
	for segment := range strings.SplitSeq(s, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// atriumAdded is how Atrium's success URL starts; the member follows.
const atriumAdded = "memberadded"

// fromAtrium reads the two URLs of Atrium's widgets. ok is false for any
// other: those have no meaning under this scheme and are delivered as unknown.
func (p *Parser) fromAtrium(name string, hasQuery bool) (e Event, ok bool, err error) {
	if p.dialect != MX {
		return Event{}, false, nil
	}
	a := arrival{form: FormAtrium}
	head, member, _ := strings.Cut(name, "/")
	switch {
	case uri.Lower(name) == "mxconnectloaded":
		a.row = p.row(name)
	case uri.Lower(head) == atriumAdded && strings.IndexByte(member, '/') < 0:
		a.row = p.row(string(ConnectMemberConnected))
		if member != "" {
			// The name's characters need no escapes in JSON.
			a.raw = `{"member_guid":"` + member + `"}`
		}
	default:
		return Event{}, false, nil
	}
	if hasQuery {
		return Event{}, false, malformed("an Atrium URL has no query")
	}
	e, err = p.fromMetadata(a, a.raw)
	return e, err == nil, err
}

// fromQuery reads the metadata parameter, or takes the parameters themselves
// for metadata when there is none.
//
// encodeURIComponent, with which the parameter is written, never leaves a plus
// as it is, so one that comes was made by a form encoder and is a space. The
// version 3 form is written with encodeURI, which does leave it.
func (p *Parser) fromQuery(scheme, name, query string) (Event, error) {
	a := arrival{form: FormURL, name: name}
	if scheme != schemeAtrium || p.scheme == schemeAtrium {
		a.row = p.row(name)
	}
	parameter, found, err := metadataParameter(query)
	if err != nil {
		return Event{}, err
	}
	if !found && query != "" {
		a.form = FormFlatURL
		return p.fromMetadata(a, flatMetadata(query, a.row))
	}
	text, ok := uri.Unescape(parameter, true)
	if !ok {
		return p.withoutJSON(a, parameter)
	}
	return p.fromMetadata(a, text)
}

// fromMetadata scans the decoded metadata of a URL. Metadata that is not JSON
// is kept as text.
func (p *Parser) fromMetadata(a arrival, text string) (Event, error) {
	var room jsonscan.Room
	doc := jsonscan.In(&room)
	m := metadata{&doc, jsonscan.None}
	if text = jsonscan.Trim(text); text == "" {
		return p.event(&a, text, m), nil
	}
	switch flaw := doc.Scan(text, p.limits); flaw {
	case jsonscan.Fine:
	case jsonscan.Malformed:
		return p.withoutJSON(a, text)
	default:
		return Event{}, refused(flaw)
	}
	if doc.Kind(jsonscan.Root) != jsonscan.Null {
		m.node, a.raw = jsonscan.Root, text
	}
	return p.event(&a, text, m), nil
}

func (p *Parser) withoutJSON(a arrival, text string) (Event, error) {
	if len(text) > p.limits.String {
		return Event{}, fault.New(fault.EventStringTooLong, nil)
	}
	a.raw = quote(text)
	return p.eventOfText(&a), nil
}
