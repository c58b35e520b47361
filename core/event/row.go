package event

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// A row measures the metadata of an event by the catalogue: it goes through
// the metadata once, finds the fields, says what is wrong with them, and
// builds the payload when nothing is.

const (
	maxFields = 16  // how many fields a row may have, those of the wrapper included
	maxTyped  = 8   // how many of them one with a payload may have
	maxPath   = 100 // bytes of a path that comes from the page
)

// row is a row of the catalogue as a parser uses it, or an event of the
// parser's own.
type row struct {
	*Spec
	own    Name              // what the widget calls an own event; empty otherwise
	moved  map[string]string // where an own event has fields of the catalogue
	fields []*Field          // all of them: the row's own, then those of the wrapper
	names  []string          // their paths in the catalogue, by which payloads ask for them
	places []place
}

// place is where a field may be: the catalogue's paths, taken apart.
type place struct {
	key   string // of a member of the metadata
	inner string // of a member of that; "" for a field that is not nested
	slot  uint8  // of the value that is found there
}

// found has the nodes of a row's fields, each in the slot of its field, and in
// the second half those that were at the field's other path. The root is never
// a field and stands for none.
type found [2 * maxFields]jsonscan.Node

// index returns the rows of a dialect by their names and aliases, as they are
// and in lower case.
func index(dialect Dialect) map[string]*row {
	rows := make(map[string]*row)
	for i := range specs {
		spec := &specs[i]
		if !slices.Contains(spec.Dialects, dialect) {
			continue
		}
		row := compile(spec)
		for _, name := range append([]string{string(spec.Name)}, spec.Aliases...) {
			rows[name], rows[uri.Lower(name)] = row, row
		}
	}
	return rows
}

func compile(spec *Spec) *row {
	r := &row{Spec: spec}
	for i := range spec.Fields {
		r.add(spec.Fields[i].Path, &spec.Fields[i])
	}
	for i := range wrapperFields {
		r.add(wrapperFields[i].Path, &wrapperFields[i])
	}
	return r
}

// add adds a field that the catalogue has at the path name.
func (r *row) add(name string, f *Field) {
	slot := uint8(len(r.fields))
	r.fields, r.names = append(r.fields, f), append(r.names, name)
	r.addPlace(f.Path, slot)
	if f.Also != "" {
		r.addPlace(f.Also, slot+maxFields)
	}
}

func (r *row) addPlace(path string, slot uint8) {
	key, inner, _ := strings.Cut(path, ".")
	r.places = append(r.places, place{key, inner, slot})
}

// metadata is that of one event: a node of a document, None when the event has
// none.
type metadata struct {
	doc  *jsonscan.Document
	node jsonscan.Node
}

// read returns the payload of an event, nil for an event that only the app
// understands, or what is wrong with the metadata. text is that of the document
// and comes beside it: a string that is taken out of the document itself would
// take the document's room to the heap.
func (r *row) read(text string, m metadata) (payload any, problems []Problem) {
	var at found
	if m.node != jsonscan.None {
		if kind := m.doc.Kind(m.node); kind != jsonscan.Object {
			return nil, []Problem{{Want: "object", Got: kind.String()}}
		}
		r.find(m, &at)
	}
	if problems = r.check(m, &at); len(problems) > 0 || r.build == nil {
		return nil, problems
	}
	v := values{row: r}
	v.take(text, m, &at)
	return r.build(v), nil
}

// find notes where the fields of a row are. null counts as absent, and of
// several equal keys the last one counts.
func (r *row) find(m metadata, at *found) {
	end := m.doc.After(m.node)
	for i := m.node + 1; i < end; i = m.doc.After(i) {
		key := m.doc.Key(i)
		for p := range r.places {
			place := &r.places[p]
			if place.key != key {
				continue
			}
			at[place.slot] = m.within(i, place.inner)
			if place.inner == "" {
				break // no other field has this key
			}
		}
	}
}

// within returns a node, or with a key the member of it, and the root when
// there is none or it is null.
func (m metadata) within(i jsonscan.Node, key string) jsonscan.Node {
	if key != "" {
		i = m.doc.Child(i, key)
	}
	if i == jsonscan.None || m.doc.Kind(i) == jsonscan.Null {
		return jsonscan.Root
	}
	return i
}

// check returns what is wrong with the metadata. The list goes from hand to
// hand because one that is kept beside the document would take it to the heap.
func (r *row) check(m metadata, at *found) (problems []Problem) {
	for slot, f := range r.fields {
		problems = m.checkField(problems, f, at[slot], at[slot+maxFields])
	}
	if i := m.doc.Repeated(); i != jsonscan.None {
		problems = append(problems, Problem{Field: m.pathOf(i), Want: "one value", Got: "ambiguous: repeated key"})
	}
	return problems
}

// checkField checks one field, of which a value was found at its path, at its
// other path, at both or at none.
func (m metadata) checkField(problems []Problem, f *Field, at, also jsonscan.Node) []Problem {
	path := f.Path
	switch {
	case at != jsonscan.Root && also != jsonscan.Root:
		return append(problems, Problem{Field: path, Want: "one value", Got: "ambiguous: also in " + f.Also})
	case also != jsonscan.Root:
		path, at = f.Also, also
	case at == jsonscan.Root:
		return m.checkAbsent(problems, f)
	}
	if got := f.mismatch(m.doc, at); got != "" {
		problems = append(problems, Problem{Field: path, Want: f.want(), Got: got})
	}
	return problems
}

// checkAbsent blames the value around a field when that is what is wrong, and
// does so once for several fields.
func (m metadata) checkAbsent(problems []Problem, f *Field) []Problem {
	if p, found := m.notObject(f); found {
		if len(problems) > 0 && problems[len(problems)-1] == p {
			return problems
		}
		return append(problems, p)
	}
	if f.Optional {
		return problems
	}
	return append(problems, Problem{Field: f.Path, Want: f.want(), Got: "nothing"})
}

// notObject looks for something else than an object around a nested field.
func (m metadata) notObject(f *Field) (p Problem, found bool) {
	outer, _, nested := strings.Cut(f.Path, ".")
	if !nested {
		return p, false
	}
	at := m.within(m.node, outer)
	if at == jsonscan.Root || m.doc.Kind(at) == jsonscan.Object {
		return p, false
	}
	return Problem{Field: outer, Want: "object", Got: m.doc.Kind(at).String()}, true
}

// pathOf returns the path of a node for a problem: below the metadata when it
// is in there, "" when it belongs to the message around it. The keys are the
// page's, so odd ones are left out.
func (m metadata) pathOf(i jsonscan.Node) string {
	if m.node == jsonscan.None || i < m.node || i >= m.doc.After(m.node) {
		return ""
	}
	path := m.doc.Path(m.node, i)
	if len(path) > maxPath || strings.ContainsFunc(path, odd) {
		return ""
	}
	return strings.Clone(path)
}

// odd reports whether a rune has no place in the names that widgets use.
func odd(r rune) bool {
	if r < 0x80 && (uri.IsLetter(byte(r)) || uri.IsDigit(byte(r))) {
		return false
	}
	return !strings.ContainsRune("_-.[]", r)
}

func (f *Field) want() string {
	if f.NonEmpty {
		return string(f.Type) + ", not empty"
	}
	return string(f.Type)
}

// mismatch says what a value is instead of what its field must be; "" when it
// fits. It never says the value itself, which may be a secret.
func (f *Field) mismatch(doc *jsonscan.Document, at jsonscan.Node) string {
	kind := doc.Kind(at)
	if !f.Type.fits(kind) {
		return kind.String()
	}
	switch {
	case f.NonEmpty && kind == jsonscan.String && doc.Raw(at) == `""`:
		return "empty string"
	case f.Type == TypeNumber:
		if _, ok := number(doc.Raw(at)); !ok {
			return "number out of range"
		}
	case f.Type == TypeInteger:
		if _, ok := integer(doc.Raw(at)); !ok {
			return "another number"
		}
	}
	return ""
}

func (t FieldType) fits(kind jsonscan.Kind) bool {
	switch t {
	case TypeString:
		return kind == jsonscan.String
	case TypeStringOrNumber:
		return kind == jsonscan.String || kind == jsonscan.Number
	case TypeBoolean:
		return kind == jsonscan.True || kind == jsonscan.False
	}
	return kind == jsonscan.Number
}

// values are the fields of one valid event: of a string what it says, of
// anything else how it is written, and "" of a field that is absent.
type values struct {
	row  *row
	said [maxTyped]string
}

// take takes the fields from where they were found.
func (v *values) take(text string, m metadata, at *found) {
	for slot, f := range v.row.fields {
		i := at[slot]
		if i == jsonscan.Root {
			i = at[slot+maxFields]
		}
		if i != jsonscan.Root {
			v.said[slot] = f.value(text, m.doc, i)
		}
	}
}

func (f *Field) value(text string, doc *jsonscan.Document, i jsonscan.Node) string {
	kind := doc.Kind(i)
	if kind == jsonscan.String {
		return doc.TextIn(text, i)
	}
	start, end := doc.Span(i)
	written := text[start:end]
	if kind == jsonscan.Number && f.Type == TypeStringOrNumber {
		return plainNumber(written)
	}
	return written
}

// string returns a field of the row, by its path in the catalogue; "" when it
// is absent.
func (v *values) string(path string) string {
	for slot, name := range v.row.names {
		if name == path {
			return v.said[slot]
		}
	}
	return ""
}

// integer returns an integer field, 0 when it is absent.
func (v *values) integer(path string) int {
	i, _ := integer(v.string(path))
	return i
}

// number returns a number field, 0 when it is absent.
func (v *values) number(path string) float64 {
	f, _ := number(v.string(path))
	return f
}

// boolean returns a boolean field, false when it is absent.
func (v *values) boolean(path string) bool { return v.string(path) == "true" }

// plainNumber returns a number as it is written, without a fraction of zero.
func plainNumber(text string) string {
	if whole, ok := integer(text); ok {
		return strconv.Itoa(whole)
	}
	return text
}

// number reads a JSON number. It is not ok when it is out of range.
func number(text string) (f float64, ok bool) {
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// integer reads a JSON number from 0 to 2^31-1 that has no fraction, however
// it is written: 6, 6.0 and 6e0 are the same status.
func integer(text string) (i int, ok bool) {
	if len(text) == 1 && uri.IsDigit(text[0]) { // as a status is
		return int(text[0] - '0'), true
	}
	f, ok := number(text)
	if !ok || f != math.Trunc(f) || f < 0 || f > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}
