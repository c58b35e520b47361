package event

import (
	"math"
	"strconv"
	"strings"
)

// values are the fields of one valid event: of a string what it says, of
// anything else how it is written, and "" of what is absent.
type values struct {
	row  *row
	text string           // of all fields, one after the other
	ends [maxFields]int32 // where each of them ends
}

// take copies the fields out of the metadata, where they were found. Their
// text shares nothing with the metadata, and is one allocation.
func (v *values) take(doc *document, at *found) {
	var text strings.Builder
	text.Grow(doc.lengthOf(at))
	for slot, f := range v.row.fields {
		i := at[slot]
		if i == 0 {
			i = at[slot+maxFields]
		}
		if i != 0 {
			text.Write(doc.textOf(f, i))
		}
		v.ends[slot] = int32(text.Len())
	}
	v.text = text.String()
}

// lengthOf returns how long the values of all fields are at most.
func (d *document) lengthOf(at *found) (n int) {
	for _, i := range at {
		if i != 0 {
			n += int(d.nodes[i].end - d.nodes[i].start)
		}
	}
	return n
}

// textOf returns the text of a field's value. It is a copy only where the text
// is not as it is written.
func (d *document) textOf(f *Field, i int32) []byte {
	n := &d.nodes[i]
	switch {
	case n.kind == kindString && n.escaped:
		return unquote(nil, d.text[n.start+1:n.end-1])
	case n.kind == kindString:
		return d.text[n.start+1 : n.end-1]
	case n.kind == kindNumber && f.Type == TypeStringOrNumber:
		return []byte(plainNumber(string(d.raw(i))))
	}
	return d.raw(i)
}

// string returns a field of the row as text, "" when it is absent.
func (v *values) string(path string) string {
	start := int32(0)
	for slot, f := range v.row.fields {
		end := v.ends[slot]
		if f.Path == path {
			return v.text[start:end]
		}
		start = end
	}
	return ""
}

// integer returns an integer field.
func (v *values) integer(path string) int {
	i, _ := integer(v.string(path))
	return i
}

// number returns a number field.
func (v *values) number(path string) float64 {
	f, _ := number(v.string(path))
	return f
}

// boolean returns a boolean field, false when it is absent.
func (v *values) boolean(path string) bool { return v.string(path) == "true" }

// plainNumber returns a number as it is written, but for a fraction of zero.
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
	if len(text) == 1 && digit(text[0]) { // as a status is
		return int(text[0] - '0'), true
	}
	f, ok := number(text)
	if !ok || f != math.Trunc(f) || f < 0 || f > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}
