package event

import (
	"slices"
	"strings"
)

// maxFields is how many fields a row may have, those of the wrapper included.
const maxFields = 16

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
	slot  uint8  // of what is found there
}

// found has the nodes of a row's fields, each in the slot of its field, and in
// the second half those that were at the field's other path. The root, 0, is
// never a field and stands for none.
type found [2 * maxFields]int32

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
			rows[name], rows[lower(name)] = row, row
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

// find goes through the metadata once and notes where the fields of a row
// are. null counts as absent, and of several equal keys the last one counts.
func (r *row) find(doc *document, metadata int32, at *found) {
	end := doc.nodes[metadata].next
	for i := metadata + 1; i < end; i = doc.nodes[i].next {
		key := doc.key(&doc.nodes[i])
		for p := range r.places {
			place := &r.places[p]
			if place.key != key {
				continue
			}
			at[place.slot] = doc.within(i, place.inner)
			if place.inner == "" {
				break // no other field has this key
			}
		}
	}
}

// within returns a node, or with a key the member of it, and the root when
// there is none or it is null.
func (d *document) within(i int32, key string) int32 {
	if key != "" {
		i = d.child(i, key)
	}
	if i == none || d.nodes[i].kind == kindNull {
		return 0
	}
	return i
}
