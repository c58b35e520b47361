// Package jsonscan reads JSON text (RFC 8259) that somebody else wrote: it
// checks the text against limits and makes an index of its values, and decodes
// nothing until it is asked for.
//
// encoding/json is not used for this because it takes "Member_GUID" for
// "member_guid", keeps the last of two equal keys without a word, and has no
// limits.
package jsonscan

import "strings"

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	False
	True
	Number
	String
	Array
	Object
)

// String returns the word of JSON Schema for the kind.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case False, True:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	}
	return "object"
}

// Node is one value of a document, by its place in the order in which the
// values are written. The members of an object and the elements of an array
// are those from the node after it up to the one that After returns:
//
//	for i := object + 1; i < d.After(object); i = d.After(i) { … }
type Node int32

// The nodes that every document has, and that none has.
const (
	Root Node = 0
	None Node = -1
)

// entry is what a document knows of a node. Offsets count bytes of the text.
type entry struct {
	start, end  int32 // the value as written, quotes included
	key, keyEnd int32 // its key between the quotes; key is -1 in arrays and at the root
	parent      Node  // the object or array around it; None at the root
	after       Node  // the first node that is not inside this one
	kind        Kind
	escaped     bool   // a string with escapes
	keyEscaped  bool   // a key with escapes
	lengths     uint32 // of an object: a bit for each length of a key
}

// Room is room for the index of a usual document, for callers that keep it on
// their stack. Every string that a method of Document returns ties the
// document's room to it: where such a string outlives the call, the compiler
// puts the room on the heap. TextIn is for those.
type Room [16]entry

// Document is an index of checked JSON text. The zero value makes its own
// room. Methods that take a node panic when the document does not have it.
type Document struct {
	text      string
	nodes     []entry
	mayRepeat bool // an object may have the same key twice
}

// In returns a document that keeps its index in room as long as it fits.
func In(room *Room) Document { return Document{nodes: room[:]} }

// Len returns how many nodes there are.
func (d *Document) Len() int { return len(d.nodes) }

// Kind returns the kind of a value.
func (d *Document) Kind(n Node) Kind { return d.nodes[n].kind }

// After returns the first node that is not inside n, which is Len at the end.
func (d *Document) After(n Node) Node { return d.nodes[n].after }

// Span returns where in the text a value is, quotes included.
func (d *Document) Span(n Node) (start, end int) {
	return int(d.nodes[n].start), int(d.nodes[n].end)
}

// Raw returns a value as written.
func (d *Document) Raw(n Node) string { return d.text[d.nodes[n].start:d.nodes[n].end] }

// Text returns what a string says.
func (d *Document) Text(n Node) string { return d.TextIn(d.text, n) }

// TextIn is Text with the scanned text brought along: what it returns has no
// tie to the document.
func (d *Document) TextIn(text string, n Node) string {
	e := &d.nodes[n]
	inner := text[e.start+1 : e.end-1]
	if e.escaped {
		return unquote(inner)
	}
	return inner
}

// Key returns the decoded key of a member of an object, "" for other nodes.
func (d *Document) Key(n Node) string {
	if e := &d.nodes[n]; !e.keyEscaped && e.key >= 0 {
		return d.text[e.key:e.keyEnd]
	}
	return d.oddKey(n)
}

// oddKey is Key for what is not there as it is. It stands alone so that Key
// is inlined.
func (d *Document) oddKey(n Node) string {
	e := &d.nodes[n]
	if e.key < 0 {
		return ""
	}
	return unquote(d.text[e.key:e.keyEnd])
}

// KeyIs reports whether a node has the given key. Keys are compared decoded
// and with case.
func (d *Document) KeyIs(n Node, key string) bool {
	return d.nodes[n].key >= 0 && d.Key(n) == key
}

// Child returns the member of an object with the given key, the last one when
// there are several, or None. It is None, too, in a node that is not an
// object, and in None.
func (d *Document) Child(object Node, key string) Node {
	if object == None || d.nodes[object].kind != Object {
		return None
	}
	found := None
	for i := object + 1; i < d.nodes[object].after; i = d.nodes[i].after {
		if d.KeyIs(i, key) {
			found = i
		}
	}
	return found
}

// At returns the node at a dotted path below the root. It is None when there
// is none, and when a name on the way occurs more than once.
func (d *Document) At(path string) Node {
	i := Root
	for more := true; more && i != None; {
		var key string
		key, path, more = strings.Cut(path, ".")
		i = d.onlyChild(i, key)
	}
	return i
}

// onlyChild is Child for a key that must be there exactly once.
func (d *Document) onlyChild(object Node, key string) Node {
	found := d.Child(object, key)
	for i := object + 1; i < found; i = d.nodes[i].after {
		if d.KeyIs(i, key) {
			return None
		}
	}
	return found
}

// Path returns the dotted path of a node below root. Array elements are
// written as [].
func (d *Document) Path(root, n Node) string {
	path := ""
	for ; n != root && n != None; n = d.nodes[n].parent {
		step := "[]"
		if d.nodes[n].key >= 0 {
			step = d.Key(n)
		}
		if path == "" {
			path = step
		} else {
			path = step + "." + path
		}
	}
	return path
}
