package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
)

// maxPath bounds a path that comes from the page, in bytes.
const maxPath = 100

// checker compares the metadata of one event with a row of the catalogue. It
// is only read, and the list of problems goes from hand to hand: otherwise the
// compiler would move the document to the heap.
type checker struct {
	doc      *jsonscan.Document
	metadata jsonscan.Node // none when there is no metadata
}

// check returns what is wrong with the metadata, and notes where the row's
// fields are in it.
func (r *row) check(doc *jsonscan.Document, metadata jsonscan.Node, at *found) (problems []Problem) {
	if metadata != jsonscan.None {
		if k := doc.Kind(metadata); k != jsonscan.Object {
			return []Problem{{Want: "object", Got: k.String()}}
		}
		r.find(doc, metadata, at)
	}
	c := checker{doc, metadata}
	for slot, f := range r.fields {
		problems = c.field(problems, f, at[slot], at[slot+maxFields])
	}
	if i := doc.Repeated(); i != jsonscan.None {
		problems = append(problems, Problem{Field: c.pathOf(i), Want: "one value", Got: "ambiguous: repeated key"})
	}
	return problems
}

// field checks one field, of which a value was found at its path, at its other
// path, at both or at none.
func (c checker) field(problems []Problem, f *Field, at, also jsonscan.Node) []Problem {
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
	if !nested || c.metadata == jsonscan.None {
		return p, false
	}
	at := within(c.doc, c.metadata, outer)
	if at == 0 || c.doc.Kind(at) == jsonscan.Object {
		return p, false
	}
	return Problem{Field: outer, Want: "object", Got: c.doc.Kind(at).String()}, true
}

func want(f *Field) string {
	if f.NonEmpty {
		return string(f.Type) + ", not empty"
	}
	return string(f.Type)
}

// mismatch says what a value is instead of what its field must be; "" when it
// fits. It never says the value itself, which may be a secret.
func (c checker) mismatch(at jsonscan.Node, f *Field) string {
	kind, fits := c.doc.Kind(at), false
	switch f.Type {
	case TypeString:
		fits = kind == jsonscan.String
	case TypeStringOrNumber:
		fits = kind == jsonscan.String || kind == jsonscan.Number
	case TypeBoolean:
		fits = kind == jsonscan.True || kind == jsonscan.False
	case TypeNumber:
		if kind == jsonscan.Number {
			if _, fits = number(c.doc.Raw(at)); !fits {
				return "number out of range"
			}
		}
	case TypeInteger:
		if kind == jsonscan.Number {
			if _, fits = integer(c.doc.Raw(at)); !fits {
				return "another number"
			}
		}
	}
	if !fits {
		return kind.String()
	}
	if f.NonEmpty && kind == jsonscan.String && c.doc.Raw(at) == `""` {
		return "empty string"
	}
	return ""
}

// pathOf returns the path of a node for a problem: below the metadata when it
// is in there, "" when it belongs to the message around it. The keys are the
// page's, so odd ones are left out.
func (c checker) pathOf(i jsonscan.Node) string {
	if c.metadata == jsonscan.None || i < c.metadata || i >= c.doc.After(c.metadata) {
		return ""
	}
	path := c.doc.Path(c.metadata, i)
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
