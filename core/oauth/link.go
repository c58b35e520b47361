package oauth

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/uri"
)

// maxValue bounds the values of a return link in bytes.
const maxValue = 512

// link holds the parameters of a return link that mean something to us.
// Others are ignored: providers add some.
type link struct {
	status, member, reason, nonce parameter
}

type parameter struct {
	value string
	there bool
}

// readLink reads the query of a return link. net/url is not used: it
// drops pairs with a semicolon and takes the first of several values.
//
// It reports false when two readers could take the query differently: a
// parameter of ours given twice, in whatever spelling; a broken percent
// escape; a plus sign, a control character or a delimiter in a value of ours;
// a member that is not a single identifier; a name of ours behind a semicolon,
// where some parsers split. The one such name that is accepted is
// amp;member_guid: real links come with a separator that was escaped for HTML.
func readLink(query string) (link, bool) {
	var l link
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		if !l.readPair(pair) {
			return link{}, false
		}
	}
	return l, true
}

func (l *link) readPair(pair string) bool {
	rawName, rawValue, _ := strings.Cut(pair, "=")
	name, okName := uri.Unescape(rawName, false)
	value, okValue := uri.Unescape(rawValue, false)
	if !okName || !okValue {
		return false
	}
	p := l.parameter(name)
	if p == nil {
		return !hidesName(name) && !hidesName(value)
	}
	if p.there || strings.Contains(rawValue, "+") || !isPlain(value) {
		return false
	}
	if p == &l.member && !isIdentifier(value) {
		return false
	}
	*p = parameter{value, true}
	return true
}

// parameter returns where the value of the given name goes, nil for a name
// that is not ours.
func (l *link) parameter(name string) *parameter {
	switch name {
	case "status":
		return &l.status
	case "member_guid", "amp;member_guid":
		return &l.member
	case "error_reason":
		return &l.reason
	case NonceParameter:
		return &l.nonce
	}
	return nil
}

func (l link) any() bool {
	return l.status.there || l.member.there || l.reason.there || l.nonce.there
}

// result returns what the link says. It reports false for a link that says
// nothing definite: another status than success and error, a success without
// a member, a success that gives a reason for a failure.
func (l link) result() (Result, bool) {
	r := Result{MemberGUID: l.member.value, Reason: ErrorReason(l.reason.value)}
	switch l.status.value {
	case "success":
		r.Success = true
		return r, r.MemberGUID != "" && !l.reason.there
	case "error":
		return r, true
	}
	return Result{}, false
}

// hidesName reports whether a name that decides something stands behind a
// semicolon. An error_reason there decides nothing and is ignored.
func hidesName(s string) bool {
	_, rest, found := strings.Cut(s, ";")
	for found {
		var part string
		part, rest, found = strings.Cut(rest, ";")
		name, _, _ := strings.Cut(part, "=")
		switch name {
		case "status", "member_guid", NonceParameter:
			return true
		}
	}
	return false
}

// isPlain reports whether a value is short, visible ASCII without characters
// that delimit something in a URL, in HTML or in a script.
func isPlain(s string) bool {
	if len(s) > maxValue {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' || strings.IndexByte("\"&;<>\\`", s[i]) >= 0 {
			return false
		}
	}
	return true
}

// isIdentifier reports whether a value may name one member: neither a list nor
// a path. Providers use letters, digits and hyphens.
func isIdentifier(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case uri.IsLetter(c), uri.IsDigit(c):
		case strings.IndexByte("-_.:~", c) >= 0:
		default:
			return false
		}
	}
	return strings.Trim(s, ".") != "" || s == ""
}
