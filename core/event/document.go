package event

// kind is the kind of a JSON value.
type kind uint8

const (
	kindNull kind = iota
	kindFalse
	kindTrue
	kindNumber
	kindString
	kindArray
	kindObject
)

// String names the kind for problems.
func (k kind) String() string {
	switch k {
	case kindNull:
		return "null"
	case kindFalse, kindTrue:
		return "boolean"
	case kindNumber:
		return "number"
	case kindString:
		return "string"
	case kindArray:
		return "array"
	}
	return "object"
}

// none stands for a node that does not exist, and for a node without a key.
const none int32 = -1

// node is one value of a document. Offsets count bytes of the text.
type node struct {
	start, end  int32 // the value as written, quotes included
	key, keyEnd int32 // its key between the quotes; key is none in arrays and at the root
	parent      int32 // the object or array around it; none at the root
	next        int32 // the first node that is not inside this one
	kind        kind
	escaped     bool   // a string with escapes
	keyEscaped  bool   // a key with escapes
	lengths     uint32 // of an object: a bit for each length of a key
}

// document is an index of checked JSON text: its values in the order in which
// they are written, the root first. Nothing is decoded until it is asked for.
// encoding/json is not used for reading because it takes "Member_GUID" for
// "member_guid", keeps the last of two equal keys without a word, and has no
// limits.
type document struct {
	text      string
	nodes     []node
	mayRepeat bool // an object may have the same key twice
}

// child returns the member of an object with the given key, the last one when
// there are several, or none.
func (d *document) child(object int32, key string) int32 {
	if object == none || d.nodes[object].kind != kindObject {
		return none
	}
	found := none
	for i := object + 1; i < d.nodes[object].next; i = d.nodes[i].next {
		if d.keyIs(i, key) {
			found = i
		}
	}
	return found
}

// onlyChild is child for a key that must be there exactly once.
func (d *document) onlyChild(object int32, key string) (i int32, only bool) {
	i = d.child(object, key)
	for j := object + 1; j < i; j = d.nodes[j].next {
		if d.keyIs(j, key) {
			return i, false
		}
	}
	return i, i != none
}

// keyIs reports whether a node has the given key. Keys are compared decoded
// and with case.
func (d *document) keyIs(i int32, key string) bool {
	return d.nodes[i].key != none && d.key(&d.nodes[i]) == key
}

// key returns the decoded key of a member of an object.
func (d *document) key(n *node) string {
	if n.keyEscaped {
		return d.unquotedKey(n)
	}
	return d.text[n.key:n.keyEnd]
}

func (d *document) unquotedKey(n *node) string { return unquote(d.text[n.key:n.keyEnd]) }

// keyOf returns the decoded key of any node, "" when it has none.
func (d *document) keyOf(i int32) string {
	if d.nodes[i].key == none {
		return ""
	}
	return d.key(&d.nodes[i])
}

// raw returns the text of a value as written.
func (d *document) raw(i int32) string { return d.text[d.nodes[i].start:d.nodes[i].end] }

// stringOf returns a string value, decoded.
func (d *document) stringOf(i int32) string {
	n := &d.nodes[i]
	inner := d.text[n.start+1 : n.end-1]
	if n.escaped {
		return unquote(inner)
	}
	return inner
}

// path returns the dotted path of a node below root. Array elements are
// written as [].
func (d *document) path(root, i int32) string {
	path := ""
	for ; i != root && i != none; i = d.nodes[i].parent {
		step := "[]"
		if d.nodes[i].key != none {
			step = d.keyOf(i)
		}
		if path == "" {
			path = step
		} else {
			path = step + "." + path
		}
	}
	return path
}
