package jsonscan

import "strings"

// fewMembers is up to how many members comparing each with each is cheaper
// than a set.
const fewMembers = 16

// Repeated returns the first member whose key occurred before in the same
// object, anywhere in the document, or None. Two readers may disagree about
// which of the two counts, so such an event cannot be trusted.
func (d *Document) Repeated() Node {
	if !d.mayRepeat {
		return None
	}
	for i := range d.nodes {
		if d.nodes[i].kind != Object {
			continue
		}
		if m := d.repeatedIn(Node(i)); m != None {
			return m
		}
	}
	return None
}

func (d *Document) repeatedIn(object Node) Node {
	end := d.nodes[object].after
	count := 0
	for i := object + 1; i < end; i = d.nodes[i].after {
		if count++; count > fewMembers {
			return d.repeatedAmongMany(object, i)
		}
		if d.isRepeated(object, i) {
			return i
		}
	}
	return None
}

// isRepeated reports whether a member before i has the same key.
func (d *Document) isRepeated(object, i Node) bool {
	for j := object + 1; j < i; j = d.nodes[j].after {
		if d.sameKey(i, j) {
			return true
		}
	}
	return false
}

// repeatedAmongMany is repeatedIn from the member i on, before which no key
// is repeated.
func (d *Document) repeatedAmongMany(object, i Node) Node {
	seen := d.keysBefore(object, i)
	for end := d.nodes[object].after; i < end; i = d.nodes[i].after {
		key := strings.Clone(d.Key(i)) // the set must not take the document to the heap
		if seen[key] {
			return i
		}
		seen[key] = true
	}
	return None
}

func (d *Document) keysBefore(object, end Node) map[string]bool {
	seen := make(map[string]bool, 4*fewMembers)
	for i := object + 1; i < end; i = d.nodes[i].after {
		seen[strings.Clone(d.Key(i))] = true
	}
	return seen
}

func (d *Document) sameKey(i, j Node) bool {
	return d.Key(i) == d.Key(j)
}
