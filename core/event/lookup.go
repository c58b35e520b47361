package event

import (
	"cmp"
	"encoding/json"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
)

// Value is one value of an event's metadata, as the widget sent it. It may be
// a secret: the catalogue does not know every field.
type Value struct {
	raw  string // as it was written
	kind jsonscan.Kind
	text string // of a string, decoded
}

// Lookup returns the value at a path of the metadata: a name, or names with
// dots between them, such as member.guid. Names are compared with case. It is
// not ok when there is none, when it is null, and when a name on the way
// occurs more than once, since readers disagree about which one counts. A
// field of an own event is found by its path in the catalogue, wherever
// Own.Paths says that it is.
func (e Event) Lookup(path string) (v Value, ok bool) {
	d := new(jsonscan.Document)
	if d.Scan(e.Metadata, jsonscan.Unlimited) != jsonscan.Fine {
		return v, false
	}
	if e.row != nil {
		path = cmp.Or(e.row.moved[path], path)
	}
	i := d.At(path)
	if i == jsonscan.None || d.Kind(i) == jsonscan.Null {
		return v, false
	}
	v = Value{raw: d.Raw(i), kind: d.Kind(i)}
	if v.kind == jsonscan.String {
		v.text = d.Text(i)
	}
	return v, true
}

// Raw returns the value as it was written.
func (v Value) Raw() json.RawMessage { return json.RawMessage(v.raw) }

// Text returns a string, a number as it was written, and "" for anything else.
func (v Value) Text() string {
	if v.kind == jsonscan.Number {
		return v.raw
	}
	return v.text
}

// Number returns a number. It is not ok for anything else, and for a number
// that is out of range.
func (v Value) Number() (n float64, ok bool) {
	if v.kind != jsonscan.Number {
		return 0, false
	}
	return number(v.raw)
}

// Bool returns a truth value. It is not ok for anything else.
func (v Value) Bool() (value, ok bool) {
	return v.kind == jsonscan.True, v.kind == jsonscan.True || v.kind == jsonscan.False
}
