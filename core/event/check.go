package event

import "strings"

// maxPath bounds a path that comes from the page, in bytes.
const maxPath = 100

// check compares metadata with a row of the catalogue.
func (v values) check(spec *Spec) []Problem {
	if v.metadata != none && v.doc.nodes[v.metadata].kind != kindObject {
		return []Problem{{Want: "object", Got: v.doc.nodes[v.metadata].kind.String()}}
	}
	var problems []Problem
	for i := range spec.Fields {
		problems = v.checkField(problems, &spec.Fields[i])
	}
	for i := range wrapperFields {
		problems = v.checkField(problems, &wrapperFields[i])
	}
	if m := v.doc.repeated(); m != none {
		problems = append(problems, Problem{Field: v.pathOf(m), Want: "one value", Got: "ambiguous: repeated key"})
	}
	return problems
}

func (v values) checkField(problems []Problem, f *Field) []Problem {
	path, at := f.Path, v.node(f.Path)
	if f.Also != "" {
		also := v.node(f.Also)
		switch {
		case at != none && also != none:
			return append(problems, Problem{Field: f.Path, Want: "one value", Got: "ambiguous: also in " + f.Also})
		case also != none:
			path, at = f.Also, also
		}
	}
	if at == none {
		return v.checkAbsent(problems, f)
	}
	if got := v.mismatch(at, f); got != "" {
		problems = append(problems, Problem{Field: path, Want: want(f), Got: got})
	}
	return problems
}

// checkAbsent blames the value around a field when that is what is wrong.
func (v values) checkAbsent(problems []Problem, f *Field) []Problem {
	if outer, _, nested := strings.Cut(f.Path, "."); nested {
		if at := v.node(outer); at != none && v.doc.nodes[at].kind != kindObject {
			p := Problem{Field: outer, Want: "object", Got: v.doc.nodes[at].kind.String()}
			if len(problems) > 0 && problems[len(problems)-1] == p {
				return problems
			}
			return append(problems, p)
		}
	}
	if f.Optional {
		return problems
	}
	return append(problems, Problem{Field: f.Path, Want: want(f), Got: "nothing"})
}

func want(f *Field) string {
	if f.NonEmpty {
		return string(f.Type) + ", not empty"
	}
	return string(f.Type)
}

// mismatch says what a value is instead of what its field must be; "" when it
// fits. It never says the value itself, which may be a secret.
func (v values) mismatch(at int32, f *Field) string {
	n := &v.doc.nodes[at]
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
			if _, fits = number(v.doc.raw(at)); !fits {
				return "number out of range"
			}
		}
	case TypeInteger:
		if n.kind == kindNumber {
			if _, fits = integer(v.doc.raw(at)); !fits {
				return "another number"
			}
		}
	}
	if !fits {
		return n.kind.String()
	}
	if f.NonEmpty && n.end-n.start == 2 {
		return "empty string"
	}
	return ""
}

// pathOf returns the path of a node for a problem: below the metadata when it
// is in there, "" when it belongs to the message around it. The keys are the
// page's, so odd ones are left out.
func (v values) pathOf(i int32) string {
	if v.metadata == none || i < v.metadata || i >= v.doc.nodes[v.metadata].next {
		return ""
	}
	path := v.doc.path(v.metadata, i)
	if len(path) > maxPath || strings.ContainsFunc(path, odd) {
		return ""
	}
	return path
}

// odd reports whether a rune has no place in the names that widgets use.
func odd(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("_-.[]", r)
}
