package event

import (
	"math"
	"strconv"
)

// values are the fields of one valid event: of a string what it says, of
// anything else how it is written, and "" of what is absent.
type values struct {
	row   *row
	texts [maxFields]string
}

// take takes the fields from the text of a document, where they were found.
// They share the text, which comes beside the document: what is taken out of a
// document would take its room to the heap.
func (v *values) take(text string, doc *document, at *found) {
	for slot, f := range v.row.fields {
		i := at[slot]
		if i == 0 {
			i = at[slot+maxFields]
		}
		if i != 0 {
			v.texts[slot] = valueIn(text, &doc.nodes[i], f)
		}
	}
}

// valueIn returns the text of a field's value.
func valueIn(text string, n *node, f *Field) string {
	switch {
	case n.kind == kindString && n.escaped:
		return unquote(text[n.start+1 : n.end-1])
	case n.kind == kindString:
		return text[n.start+1 : n.end-1]
	case n.kind == kindNumber && f.Type == TypeStringOrNumber:
		return plainNumber(text[n.start:n.end])
	}
	return text[n.start:n.end]
}

// string returns a field of the row as text, "" when it is absent.
func (v *values) string(path string) string {
	for slot, name := range v.row.names {
		if name == path {
			return v.texts[slot]
		}
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
