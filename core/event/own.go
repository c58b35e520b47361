package event

import (
	"slices"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// Own is one event of a custom provider's widget under a name of its own.
type Own struct {
	// Name is the name as the widget sends it, such as "acme/linked": letters,
	// digits and / - _ . ~ : in at most 64 bytes. Case does not matter, as for
	// the names of the catalogue. One with a colon can come in a message only,
	// since a URL cannot have it there.
	Name string

	// Is is the event of the catalogue that it means, such as
	// ConnectMemberConnected: the Event then has that name, its payload and its
	// meaning. Empty for an event that only the app understands.
	Is Name

	// Paths says where this event has the fields of Is, by their path in the
	// catalogue: {"member_guid": "link.id"}. A path has one or two parts. A field
	// that is not listed is where the catalogue has it.
	Paths map[string]string

	// Fields is what is known of the metadata of an event without Is, 16 fields
	// at most: they are checked and masked as those of the catalogue are.
	Fields []Field
}

// maxOwn bounds the own events of a parser.
const maxOwn = 64

// addOwn adds the parser's own events to the rows of its dialect.
func (p *Parser) addOwn(list []Own) error {
	if len(list) > maxOwn {
		return wrongOwn("The parser has %d own events. List %d at most; other events are delivered raw.", len(list), maxOwn)
	}
	known := p.rows
	if p.dialect == Custom {
		known = index(MX)
	}
	for i := range list {
		own := &list[i]
		if err := p.checkOwnName(own.Name); err != nil {
			return err
		}
		row, err := own.row(known, p.private)
		if err != nil {
			return err
		}
		p.rows[own.Name], p.rows[uri.Lower(own.Name)] = row, row
	}
	return nil
}

func (p *Parser) checkOwnName(name string) error {
	switch {
	case name == "":
		return wrongOwn("An own event has no name. Give it the name that the widget sends, such as acme/linked.")
	case len(name) > maxKnownName:
		return wrongOwn("The name of the own event %.20q… is too long: it may have %d bytes.", name, maxKnownName)
	case !ownName(name):
		return wrongOwn("The name of the own event %q is not one that can come. Use letters, digits and / - _ . ~ : only, with no slash at either end, none doubled, and no part that is . or ..", name)
	case cutPrefix(name) != name:
		return wrongOwn("The name of the own event %q has a prefix that is dropped from every message. Write %q.", name, cutPrefix(name))
	case p.row(name) != nil:
		return wrongOwn("The name of the own event %q is taken, by the catalogue of the dialect or by another own event. Remove it, or list it once.", name)
	}
	return nil
}

// ownName reports whether a widget can send an event of this name.
func ownName(s string) bool {
	for i := range len(s) {
		if !naming[s[i]] && s[i] != ':' {
			return false
		}
	}
	return s[0] != '/' && s[len(s)-1] != '/' && !strings.Contains(s, "//") && !hasDotSegment(s)
}

// row makes the row of an own event. known has the events that it may mean.
func (own *Own) row(known map[string]*row, private bool) (*row, error) {
	if own.Is == "" {
		return own.appOnly()
	}
	means := known[string(own.Is)]
	switch {
	case means == nil || means.own != "" || means.Name != own.Is:
		return nil, wrongOwn("The own event %q is to mean %q, which is not an event of the catalogue in this dialect. docs/events.md lists them.", own.Name, own.Is)
	case len(own.Fields) > 0:
		return nil, wrongOwn("The own event %q has Fields although it means %s, which has its own. Use Paths to say where those are.", own.Name, own.Is)
	}
	spec := means.clone()
	r := &row{Spec: &spec, own: Name(own.Name), moved: map[string]string{}}
	for i := range spec.Fields {
		r.add(own.move(r, &spec.Fields[i], private))
	}
	for _, f := range wrapperFields {
		r.add(own.move(r, &f, private))
	}
	return r, own.checkPaths(r)
}

// move puts a field where the own event has it. It returns the path that the
// catalogue has for the field, too.
func (own *Own) move(r *row, f *Field, private bool) (name string, moved *Field) {
	name = f.Path
	to, moves := own.Paths[name]
	if !moves {
		return name, f
	}
	r.moved[name] = to
	if f.Also != "" {
		r.moved[f.Also] = to
	}
	if private && isMember(name) {
		f.Masking = Hidden
	}
	f.Path, f.Also = to, ""
	return name, f
}

// checkPaths refuses paths that lead nowhere.
func (own *Own) checkPaths(r *row) error {
	for _, name := range r.names {
		if to, moves := own.Paths[name]; moves && !goodPath(to) {
			return own.badPath(to)
		}
	}
	if name, found := own.unknownField(r); found {
		return wrongOwn("The own event %q has a path for the field %q, which %s does not have. docs/events.md lists its fields.", own.Name, name, own.Is)
	}
	return own.checkPlaces(r)
}

// unknownField returns the first path, in the order of the alphabet, that is
// not one of the catalogue's.
func (own *Own) unknownField(r *row) (name string, found bool) {
	for path := range own.Paths {
		if !slices.Contains(r.names, path) && (!found || path < name) {
			name, found = path, true
		}
	}
	return name, found
}

// appOnly makes the row of an event that only the app understands.
func (own *Own) appOnly() (*row, error) {
	switch {
	case len(own.Paths) > 0:
		return nil, wrongOwn("The own event %q has Paths but does not say which event it means. Set Is, or list its Fields.", own.Name)
	case len(own.Fields) > maxFields:
		return nil, wrongOwn("The own event %q has %d fields. List %d at most; the app gets the others as well.", own.Name, len(own.Fields), maxFields)
	}
	spec := Spec{Name: Name(own.Name), Fields: slices.Clone(own.Fields)}
	r := &row{Spec: &spec, own: spec.Name}
	for i := range spec.Fields {
		f := &spec.Fields[i]
		if err := own.checkField(f); err != nil {
			return nil, err
		}
		r.add(f.Path, f)
	}
	return r, own.checkPlaces(r)
}

func (own *Own) checkField(f *Field) error {
	switch {
	case !goodPath(f.Path):
		return own.badPath(f.Path)
	case f.Also != "" && !goodPath(f.Also):
		return own.badPath(f.Also)
	case !slices.Contains(fieldTypes, f.Type):
		return wrongOwn("The field %q of the own event %q has the type %q. Use one of the types of this package, such as TypeString.", f.Path, own.Name, f.Type)
	case f.Masking > HiddenQuery:
		return wrongOwn("The field %q of the own event %q has an unknown masking. Use Shown, Hidden or HiddenQuery.", f.Path, own.Name)
	}
	return nil
}

// checkPlaces refuses two fields in one place, and a field inside of another.
func (own *Own) checkPlaces(r *row) error {
	for i, a := range r.places {
		for _, b := range r.places[:i] {
			if a.key == b.key && (a.inner == b.inner || a.inner == "" || b.inner == "") {
				return wrongOwn("The own event %q has two fields at %q, or one inside of the other. Give each a place of its own.", own.Name, a.key)
			}
		}
	}
	return nil
}

func (own *Own) badPath(path string) error {
	return wrongOwn("The own event %q has the path %q. Write the name of a field of the metadata, or two with a dot between them, such as link.id.", own.Name, path)
}

// goodPath reports whether a path is a key, or a key in another one. Brackets
// stand for the elements of a list in the paths of a document.
func goodPath(path string) bool {
	key, inner, nested := strings.Cut(path, ".")
	odd := func(r rune) bool { return !strconv.IsPrint(r) || strings.ContainsRune("[]\uFFFD", r) }
	return key != "" && (inner != "") == nested && len(path) <= maxPath &&
		!strings.Contains(inner, ".") && !strings.ContainsFunc(path, odd)
}

func wrongOwn(format string, args ...any) error {
	return fault.Newf(fault.ConfigInvalid, nil, format, args...)
}
