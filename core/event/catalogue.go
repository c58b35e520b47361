package event

import "slices"

// FieldType is the type that a field must have.
type FieldType string

// The field types.
const (
	TypeString         FieldType = "string"
	TypeInteger        FieldType = "integer from 0" // written as an integer or as a float without a fraction
	TypeNumber         FieldType = "number"
	TypeBoolean        FieldType = "boolean"
	TypeStringOrNumber FieldType = "string or number"
)

// fieldTypes has all of them. Read-only.
var fieldTypes = []FieldType{TypeString, TypeInteger, TypeNumber, TypeBoolean, TypeStringOrNumber}

// Masking says how a field is shown in logs and on screens.
type Masking uint8

// The ways to show a field.
const (
	Shown       Masking = iota // as it is
	Hidden                     // as the mask
	HiddenQuery                // a URL without userinfo, query and fragment
)

// Field is one field of an event's metadata. null counts as absent.
type Field struct {
	Path     string // dotted, such as "member.guid"
	Also     string // another path at which the field may be instead; "" when there is none
	Type     FieldType
	Optional bool
	NonEmpty bool // "" is no value
	Masking  Masking
}

// Spec is one row of the catalogue: what is known about one event in some
// dialects.
type Spec struct {
	Name     Name
	Aliases  []string // other spellings; case never matters
	Dialects []Dialect
	Fields   []Field
	Terminal bool   // decides the outcome
	When     string // when the widget sends it
	Note     string // what is worth knowing; may be empty

	build func(values) any // the payload of a valid event
}

// wrapperFields are added to every MX event by MX's hosted page, and by
// nobody else. Their absence is never a problem.
var wrapperFields = [...]Field{
	{Path: "user_guid", Type: TypeString, Optional: true},
	{Path: "session_guid", Type: TypeString, Optional: true},
}

// Catalogue returns every row, for documentation and tests. The caller may
// change the result.
func Catalogue() []Spec {
	rows := slices.Clone(specs[:])
	for i := range rows {
		rows[i] = rows[i].clone()
	}
	return rows
}

// clone returns a copy that shares nothing that may be changed.
func (s Spec) clone() Spec {
	s.Aliases, s.Dialects, s.Fields = slices.Clone(s.Aliases), slices.Clone(s.Dialects), slices.Clone(s.Fields)
	return s
}

// lower folds ASCII letters only: with Unicode rules the Kelvin sign would
// pass for a k.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
