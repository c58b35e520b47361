package event

import (
	"math"
	"strconv"
	"strings"
)

// values are the fields of one event's metadata.
type values struct {
	doc      *document
	metadata int32  // the metadata's node; none when there is no metadata
	text     string // the metadata as text: strings without escapes are parts of it
}

// node returns the value at a dotted path, none when it is absent or null.
func (v values) node(path string) int32 {
	at := v.metadata
	for more := true; more && at != none; {
		var key string
		key, path, more = strings.Cut(path, ".")
		at = v.doc.child(at, key)
	}
	if at != none && v.doc.nodes[at].kind == kindNull {
		return none
	}
	return at
}

// string returns a string field, "" when it is absent.
func (v values) string(path string) string {
	i := v.node(path)
	if i == none {
		return ""
	}
	n := &v.doc.nodes[i]
	if n.escaped || v.text == "" {
		return v.doc.stringOf(i)
	}
	base := v.doc.nodes[v.metadata].start
	return v.text[n.start-base+1 : n.end-base-1]
}

// integer returns an integer field that has been checked.
func (v values) integer(path string) int {
	i, _ := integer(v.doc.raw(v.node(path)))
	return i
}

// number returns a number field that has been checked.
func (v values) number(path string) float64 {
	f, _ := number(v.doc.raw(v.node(path)))
	return f
}

// boolean returns a boolean field, false when it is absent.
func (v values) boolean(path string) bool {
	i := v.node(path)
	return i != none && v.doc.nodes[i].kind == kindTrue
}

// either returns the string or number that is at one of two paths: a number
// as it is written, but for a fraction of zero.
func (v values) either(path, also string) string {
	if v.node(path) == none {
		path = also
	}
	i := v.node(path)
	if i == none || v.doc.nodes[i].kind == kindString {
		return v.string(path)
	}
	if whole, ok := integer(v.doc.raw(i)); ok {
		return strconv.Itoa(whole)
	}
	return string(v.doc.raw(i))
}

// number reads a JSON number. It is not ok when it is out of range.
func number(raw []byte) (f float64, ok bool) {
	f, err := strconv.ParseFloat(string(raw), 64)
	return f, err == nil
}

// integer reads a JSON number from 0 to 2^31-1 that has no fraction, however
// it is written: 6, 6.0 and 6e0 are the same status.
func integer(raw []byte) (i int, ok bool) {
	f, ok := number(raw)
	if !ok || f != math.Trunc(f) || f < 0 || f > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}
