package event

import "strings"

// fewMembers is up to how many members comparing each with each is cheaper
// than a set.
const fewMembers = 16

// repeated returns the first member whose key occurred before in the same
// object, anywhere in the document, or none. Two readers may disagree about
// which of the two counts, so such an event cannot be trusted.
func (d *document) repeated() int32 {
	if !d.mayRepeat {
		return none
	}
	for i := range d.nodes {
		if d.nodes[i].kind != kindObject {
			continue
		}
		if m := d.repeatedIn(int32(i)); m != none {
			return m
		}
	}
	return none
}

func (d *document) repeatedIn(object int32) int32 {
	end := d.nodes[object].next
	count := 0
	for i := object + 1; i < end; i = d.nodes[i].next {
		if count++; count > fewMembers {
			return d.repeatedAmongMany(object, i)
		}
		if d.isRepeated(object, i) {
			return i
		}
	}
	return none
}

// isRepeated reports whether a member before i has the same key.
func (d *document) isRepeated(object, i int32) bool {
	for j := object + 1; j < i; j = d.nodes[j].next {
		if d.sameKey(i, j) {
			return true
		}
	}
	return false
}

// repeatedAmongMany is repeatedIn from the member i on, before which no key
// is repeated.
func (d *document) repeatedAmongMany(object, i int32) int32 {
	seen := d.keysBefore(object, i)
	for end := d.nodes[object].next; i < end; i = d.nodes[i].next {
		key := strings.Clone(d.keyOf(i)) // the set must not take the document to the heap
		if seen[key] {
			return i
		}
		seen[key] = true
	}
	return none
}

func (d *document) keysBefore(object, end int32) map[string]bool {
	seen := make(map[string]bool, 4*fewMembers)
	for i := object + 1; i < end; i = d.nodes[i].next {
		seen[strings.Clone(d.keyOf(i))] = true
	}
	return seen
}

func (d *document) sameKey(i, j int32) bool {
	return d.key(&d.nodes[i]) == d.key(&d.nodes[j])
}
