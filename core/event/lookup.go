package event

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Value is one value of an event's metadata, as the widget sent it. It may be
// a secret: the catalogue does not know every field.
type Value struct {
	raw  string // as it was written
	kind kind
	text string // of a string, decoded
}

// Lookup returns the value at a path of the metadata: a name, or names with
// dots between them, such as member.guid. Names are compared with case. It is
// not ok when there is none, when it is null, and when a name on the way
// occurs more than once, since readers disagree about which one counts. A
// field of an own event is found by its path in the catalogue, wherever
// Own.Paths says that it is.
func (e Event) Lookup(path string) (v Value, ok bool) {
	d := new(document)
	if d.scan(e.Metadata, unlimited) != "" {
		return v, false
	}
	if e.row != nil {
		path = cmp.Or(e.row.moved[path], path)
	}
	i := d.at(path)
	if i == none || d.nodes[i].kind == kindNull {
		return v, false
	}
	v = Value{raw: d.raw(i), kind: d.nodes[i].kind}
	if v.kind == kindString {
		v.text = d.stringOf(i)
	}
	return v, true
}

// Raw returns the value as it was written.
func (v Value) Raw() json.RawMessage { return json.RawMessage(v.raw) }

// Text returns a string, a number as it was written, and "" for anything else.
func (v Value) Text() string {
	if v.kind == kindNumber {
		return v.raw
	}
	return v.text
}

// Number returns a number. It is not ok for anything else, and for a number
// that is out of range.
func (v Value) Number() (n float64, ok bool) {
	if v.kind != kindNumber {
		return 0, false
	}
	return number(v.raw)
}

// Bool returns a truth value. It is not ok for anything else.
func (v Value) Bool() (value, ok bool) {
	return v.kind == kindTrue, v.kind == kindTrue || v.kind == kindFalse
}

// at returns the node at a dotted path, none when there is none or more than
// one.
func (d *document) at(path string) int32 {
	i := int32(0)
	for more := true; more && i != none; {
		var key string
		key, path, more = strings.Cut(path, ".")
		var only bool
		if i, only = d.onlyChild(i, key); !only {
			return none
		}
	}
	return i
}
