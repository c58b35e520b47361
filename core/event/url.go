package event

import (
	"slices"
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

// webSchemes can never be an event scheme: what they name is loaded, opened
// or run by engines and systems.
var webSchemes = []string{
	"about", "blob", "content", "data", "file", "filesystem", "ftp", "http", "https", "intent",
	"javascript", "mailto", "sms", "tel", "vbscript", "view-source", "ws", "wss",
}

// appScheme checks the scheme of a Config and returns it in lower case.
func appScheme(s string) (string, error) {
	if s == "" {
		return schemeMX, nil
	}
	s = lower(s)
	for i := range len(s) {
		if c := s[i]; !letter(c) && (i == 0 || !digit(c) && c != '+' && c != '-' && c != '.') {
			return "", fault.Newf(fault.ConfigInvalid, nil, "The app scheme must be a letter followed by letters, digits, +, - or a dot, without a colon.")
		}
	}
	if slices.Contains(webSchemes, s) {
		return "", fault.Newf(fault.ConfigInvalid, nil, "The app scheme must not be one that browsers use.")
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
	for _, scheme := range [...]string{p.scheme, schemeMX, schemeAtrium} {
		if hasScheme(raw, scheme) {
			return scheme, raw[len(scheme)+1:], true
		}
		if p.pinned {
			break
		}
	}
	return "", "", false
}

// hasScheme compares without case. scheme is in lower case.
func hasScheme(raw, scheme string) bool {
	if len(raw) <= len(scheme) || raw[len(scheme)] != ':' {
		return false
	}
	for i := range len(scheme) {
		c := raw[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != scheme[i] {
			return false
		}
	}
	return true
}

// FromURL reads an event that the widget sent as a navigation:
//
//	scheme://connect/loaded?metadata=<percent-encoded JSON>   version 4
//	mx://connect/loaded?initial_step=search                   version 3
//	atrium://memberAdded/<member_guid>                        Atrium
//
// The name is taken as it stands: user information, ports, percent signs, dot
// segments, fragments and control characters are refused, never repaired. A
// known event with missing or mistyped metadata is no error; it has Problems.
// The error is a *fault.Error: EventMalformed, or the code of a limit.
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
		if e, ok, err := p.atrium(name, hasQuery); ok || err != nil {
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

// fromQuery reads the metadata parameter, or takes the parameters themselves
// for metadata when there is none.
func (p *Parser) fromQuery(scheme, name, query string) (Event, error) {
	a := arrival{form: FormURL, name: name, metadata: jsonscan.None}
	if scheme != schemeAtrium || p.scheme == schemeAtrium {
		a.row = p.spec(name)
	}
	metadata, found, err := metadataParameter(query)
	if err != nil {
		return Event{}, err
	}
	if !found && query != "" {
		a.form = FormFlatURL
		return p.finish(a, flatMetadata(query, a.row))
	}
	text, ok := uri.Unescape(metadata, true)
	if !ok {
		return p.withoutJSON(a, metadata)
	}
	return p.finish(a, text)
}

// finish scans the decoded metadata of a URL. Metadata that is not JSON is
// kept as text.
func (p *Parser) finish(a arrival, text string) (Event, error) {
	var room jsonscan.Room
	doc := jsonscan.In(&room)
	text = jsonscan.Trim(text)
	if len(text) == 0 {
		return p.event(&a, text, &doc), nil
	}
	switch flaw := doc.Scan(text, jsonscan.Limits(p.limits)); flaw {
	case jsonscan.Fine:
	case jsonscan.Malformed:
		return p.withoutJSON(a, text)
	default:
		return Event{}, refused(flaw)
	}
	if doc.Kind(jsonscan.Root) != jsonscan.Null {
		a.metadata, a.raw = jsonscan.Root, text
	}
	return p.event(&a, text, &doc), nil
}

func (p *Parser) withoutJSON(a arrival, text string) (Event, error) {
	if len(text) > p.limits.String {
		return Event{}, fault.New(fault.EventStringTooLong, nil)
	}
	a.raw = quote(text)
	return p.event(&a, text, nil), nil
}

// naming has whether each byte may be in the name that a URL gives an event.
// Read-only.
var naming = func() (naming [256]bool) {
	for i := range naming {
		c := byte(i)
		naming[i] = letter(c) || digit(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '~'
	}
	return naming
}()

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }
