package secret

import (
	"net/url"
	"sort"
	"strings"
)

// minimum is the length of the shortest string that a Redactor looks for:
// shorter ones occur by chance in ordinary words.
const minimum = 6

// A Redactor replaces known secrets in text with the mask. The zero value
// replaces nothing. It is immutable and safe for concurrent use.
type Redactor struct{ replacer *strings.Replacer }

// NewRedactor looks for the given values, also in their query-escaped and
// path-escaped forms. Values shorter than six bytes are left out.
func NewRedactor(values ...string) Redactor {
	var all []string
	for _, v := range values {
		if len(v) >= minimum {
			all = append(all, v, url.QueryEscape(v), url.PathEscape(v))
		}
	}
	if len(all) == 0 {
		return Redactor{}
	}
	// The longest first: a secret that contains another must go whole.
	sort.SliceStable(all, func(i, j int) bool { return len(all[i]) > len(all[j]) })
	pairs := make([]string, 0, 2*len(all))
	for _, v := range all {
		pairs = append(pairs, v, Mask)
	}
	return Redactor{strings.NewReplacer(pairs...)}
}

// Text returns s with every known secret masked.
func (r Redactor) Text(s string) string {
	if r.replacer == nil {
		return s
	}
	return r.replacer.Replace(s)
}

// names reports whether a last path segment names a page and is not a token.
func names(segment string) bool {
	switch segment {
	case "connect", "connect_widget", "widget", "widgets", "embed", "session", "sessions", "index.html":
		return true
	}
	return false
}

// TokensOf returns the parts of a widget URL that grant access: the last path
// segment, longer segments, every query value, the fragment and the userinfo.
// It errs on the side of too much.
func TokensOf(rawURL string) []string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return []string{rawURL}
	}
	var tokens []string
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, s := range segments {
		last := i == len(segments)-1
		if (last && len(s) >= minimum || len(s) >= 20) && !names(s) {
			tokens = append(tokens, s)
		}
	}
	for _, values := range u.Query() {
		tokens = append(tokens, values...)
	}
	if u.User != nil {
		tokens = append(tokens, u.User.String())
	}
	return append(tokens, u.Fragment)
}

// Origin returns the scheme and host of a URL, for logs: path, query,
// fragment and userinfo may hold secrets. It returns the mask when rawURL
// cannot be read.
func Origin(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil || u.Host == "" {
		return Mask
	}
	return u.Scheme + "://" + u.Host
}
