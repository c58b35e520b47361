package event

import (
	"encoding/json"
	"strings"

	"github.com/connecthost/connecthost/core/secret"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
)

// secretWords are what the names of secret fields contain, in lower case and
// without underscores and hyphens. They catch fields that no row of the
// catalogue knows: aggregators and later widgets add their own.
var secretWords = [...]string{
	"token", "password", "passwd", "passphrase", "passcode", "secret", "credential", "apikey", "privatekey",
	"authcode", "authorization", "cookie", "jwt", "connectionid", "chstate",
	"accountnumber", "routingnumber", "routingtransit", "iban", "cardnumber", "ssn", "taxid",
}

// Masked returns the metadata for logs and screens: valid JSON in which
// secrets are replaced by the mask. Secret are the fields that the catalogue
// says, fields with names that look secret at any depth, strings that are JSON
// themselves, and what follows the path of a URL. With UCW, member identifiers
// are secret too, since they can be the connection id; Config.MemberSecret
// makes them so with others.
func (e Event) Masked() json.RawMessage {
	d := new(jsonscan.Document)
	if d.Scan(e.Metadata, jsonscan.Unlimited) != jsonscan.Fine {
		return json.RawMessage(quote(secret.Mask)) // an Event made by hand
	}
	m := masker{doc: d, rows: e.rows(), private: e.private}
	var out []byte
	copied := 0
	for i := jsonscan.Root; int(i) < d.Len(); {
		replacement, masked := m.replace(i)
		if !masked {
			i++
			continue
		}
		start, end := d.Span(i)
		out = append(append(out, e.Metadata[copied:start]...), quote(replacement)...)
		copied, i = end, d.After(i)
	}
	return append(out, e.Metadata[copied:]...)
}

// rows returns the rows that say which fields of the event are secret. An
// event that no parser made is measured by all rows of its name.
func (e Event) rows() []*Spec {
	if e.row != nil {
		return []*Spec{e.row.Spec}
	}
	var rows []*Spec
	for i := range specs {
		if specs[i].Name == e.Name {
			rows = append(rows, &specs[i])
		}
	}
	return rows
}

// masker decides for each value of one document.
type masker struct {
	doc     *jsonscan.Document
	rows    []*Spec
	private bool // member identifiers may be secrets
}

// replace returns what to show instead of a value, if anything.
func (m masker) replace(i jsonscan.Node) (replacement string, masked bool) {
	kind := m.doc.Kind(i)
	if kind == jsonscan.Null {
		return "", false
	}
	switch masking := m.masking(i); {
	case masking == Hidden, looksSecret(m.doc.Key(i)):
		return secret.Mask, true
	case kind != jsonscan.String:
		return "", false
	case masking == HiddenQuery:
		return withoutQuery(m.doc.Text(i)), true
	}
	return maskText(m.doc.Text(i), i == jsonscan.Root)
}

// masking is what the catalogue says about a value.
func (m masker) masking(i jsonscan.Node) Masking {
	path := m.doc.Path(jsonscan.Root, i)
	if m.private && isMember(path) {
		return Hidden
	}
	for _, row := range m.rows {
		for f := range row.Fields {
			if field := &row.Fields[f]; field.Path == path || field.Also != "" && field.Also == path {
				return field.Masking
			}
		}
	}
	return Shown
}

// isMember reports whether the catalogue has a member's identifier at a path.
func isMember(path string) bool { return path == "member_guid" || path == "member.guid" }

// looksSecret reports whether a field of this name should not be shown.
func looksSecret(key string) bool {
	if key == "" {
		return false
	}
	folded := strings.Map(foldKey, key)
	for _, word := range secretWords {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}

// foldKey lower-cases ASCII letters and drops what separates words.
func foldKey(r rune) rune {
	switch {
	case r == '_' || r == '-' || r == ' ':
		return -1
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	}
	return r
}

// maskText looks at a string of unknown meaning. Metadata that is one string as
// a whole was meant to be JSON and is hidden.
func maskText(s string, whole bool) (replacement string, masked bool) {
	trimmed := strings.TrimSpace(s)
	if whole || strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return secret.Mask, s != ""
	}
	if strings.Contains(s, "://") {
		return withoutQuery(s), true
	}
	return "", false
}

// withoutQuery replaces what follows the path of a URL, and hides text that
// is not a plain URL.
func withoutQuery(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !plainScheme(scheme) {
		return secret.Mask
	}
	end := strings.IndexAny(rest, "?#")
	tail := ""
	if end >= 0 {
		rest, tail = rest[:end], rest[end:end+1]+secret.Mask
	}
	host, path, hasPath := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	if hasPath {
		host += "/"
	}
	return scheme + "://" + host + path + tail
}

func plainScheme(s string) bool {
	_, err := appScheme(s)
	return s != "" && (err == nil || strings.EqualFold(s, "https") || strings.EqualFold(s, "http"))
}
