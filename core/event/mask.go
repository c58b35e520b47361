package event

import (
	"encoding/json"
	"strings"

	"github.com/connecthost/connecthost/core/secret"
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
// says, fields with names that look secret at any depth, text that is JSON
// itself, and what follows the path of a URL. With UCW, member identifiers
// are secret too, since they can be the connection id; Config.MemberSecret
// makes them so with others.
func (e Event) Masked() json.RawMessage {
	d := new(document)
	if d.scan(e.Metadata, unlimited) != "" {
		return json.RawMessage(quote(secret.Mask)) // an Event made by hand
	}
	m := masker{doc: d, rows: e.rows(), private: e.private}
	var out []byte
	copied := int32(0)
	for i := int32(0); i < int32(len(d.nodes)); {
		replacement, masked := m.replace(i)
		if !masked {
			i++
			continue
		}
		n := &d.nodes[i]
		out = append(append(out, d.text[copied:n.start]...), quote(replacement)...)
		copied, i = n.end, n.next
	}
	return append(out, d.text[copied:]...)
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
	doc     *document
	rows    []*Spec
	private bool // member identifiers may be secrets
}

// replace returns what to show instead of a value, if anything.
func (m masker) replace(i int32) (replacement string, masked bool) {
	n := &m.doc.nodes[i]
	if n.kind == kindNull {
		return "", false
	}
	switch masking := m.masking(i); {
	case masking == Hidden, looksSecret(m.doc.keyOf(i)):
		return secret.Mask, true
	case n.kind != kindString:
		return "", false
	case masking == HiddenQuery:
		return withoutQuery(m.doc.stringOf(i)), true
	}
	return maskText(m.doc.stringOf(i), i == 0)
}

// masking is what the catalogue says about a value.
func (m masker) masking(i int32) Masking {
	path := m.doc.path(0, i)
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

// maskText looks at a text of unknown meaning. Metadata that is one text as a
// whole was meant to be JSON and is hidden.
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
// is no plain URL.
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
