package event

import "strings"

// maxPath bounds a path that comes from the page, in bytes.
const maxPath = 100

// checker compares the metadata of one event with a row of the catalogue. It
// is only read, and the list of problems goes from hand to hand: otherwise the
// compiler would move the document to the heap.
type checker struct {
	doc      *document
	metadata int32 // none when there is no metadata
}

// check returns what is wrong with the metadata, and notes where the row's
// fields are in it.
func (r *row) check(doc *document, metadata int32, at *found) (problems []Problem) {
	if metadata != none {
		if k := doc.nodes[metadata].kind; k != kindObject {
			return []Problem{{Want: "object", Got: k.String()}}
		}
		r.find(doc, metadata, at)
	}
	c := checker{doc, metadata}
	for slot, f := range r.fields {
		problems = c.field(problems, f, at[slot], at[slot+maxFields])
	}
	if i := doc.repeated(); i != none {
		problems = append(problems, Problem{Field: c.pathOf(i), Want: "one value", Got: "ambiguous: repeated key"})
	}
	return problems
}

// field checks one field, of which a value was found at its path, at its other
// path, at both or at none.
func (c checker) field(problems []Problem, f *Field, at, also int32) []Problem {
	path := f.Path
	switch {
	case at != 0 && also != 0:
		return append(problems, Problem{Field: path, Want: "one value", Got: "ambiguous: also in " + f.Also})
	case also != 0:
		path, at = f.Also, also
	case at == 0:
		return c.absent(problems, f)
	}
	if got := c.mismatch(at, f); got != "" {
		problems = append(problems, Problem{Field: path, Want: want(f), Got: got})
	}
	return problems
}

// absent blames the value around a field when that is what is wrong, and does
// so once for several fields.
func (c checker) absent(problems []Problem, f *Field) []Problem {
	if p, found := c.notObject(f); found {
		if len(problems) > 0 && problems[len(problems)-1] == p {
			return problems
		}
		return append(problems, p)
	}
	if f.Optional {
		return problems
	}
	return append(problems, Problem{Field: f.Path, Want: want(f), Got: "nothing"})
}

// notObject looks for something else than an object around a nested field.
func (c checker) notObject(f *Field) (p Problem, found bool) {
	outer, _, nested := strings.Cut(f.Path, ".")
	if !nested || c.metadata == none {
		return p, false
	}
	at := c.doc.within(c.metadata, outer)
	if at == 0 || c.doc.nodes[at].kind == kindObject {
		return p, false
	}
	return Problem{Field: outer, Want: "object", Got: c.doc.nodes[at].kind.String()}, true
}

func want(f *Field) string {
	if f.NonEmpty {
		return string(f.Type) + ", not empty"
	}
	return string(f.Type)
}

// mismatch says what a value is instead of what its field must be; "" when it
// fits. It never says the value itself, which may be a secret.
func (c checker) mismatch(at int32, f *Field) string {
	n := &c.doc.nodes[at]
	fits := false
	switch f.Type {
	case TypeString:
		fits = n.kind == kindString
	case TypeStringOrNumber:
		fits = n.kind == kindString || n.kind == kindNumber
	case TypeBoolean:
		fits = n.kind == kindTrue || n.kind == kindFalse
	case TypeNumber:
		if n.kind == kindNumber {
			if _, fits = number(c.doc.raw(at)); !fits {
				return "number out of range"
			}
		}
	case TypeInteger:
		if n.kind == kindNumber {
			if _, fits = integer(c.doc.raw(at)); !fits {
				return "another number"
			}
		}
	}
	if !fits {
		return n.kind.String()
	}
	if f.NonEmpty && n.kind == kindString && n.end-n.start == 2 {
		return "empty string"
	}
	return ""
}

// pathOf returns the path of a node for a problem: below the metadata when it
// is in there, "" when it belongs to the message around it. The keys are the
// page's, so odd ones are left out.
func (c checker) pathOf(i int32) string {
	if c.metadata == none || i < c.metadata || i >= c.doc.nodes[c.metadata].next {
		return ""
	}
	path := c.doc.path(c.metadata, i)
	if len(path) > maxPath || strings.ContainsFunc(path, odd) {
		return ""
	}
	return strings.Clone(path)
}

// odd reports whether a rune has no place in the names that widgets use.
func odd(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("_-.[]", r)
}
