package event

// fewMembers is up to how many members comparing each with each is cheaper
// than a set.
const fewMembers = 16

// repeated returns the first member whose key occurred before in the same
// object, anywhere in the document, or none. Two readers may disagree about
// which of the two counts, so such an event cannot be trusted.
func (d *document) repeated() int32 {
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
	var seen map[string]bool
	count := 0
	for i := object + 1; i < end; i = d.nodes[i].next {
		count++
		if count > fewMembers {
			if seen == nil {
				seen = d.keysBefore(object, i)
			}
			if seen[d.keyOf(i)] {
				return i
			}
			seen[d.keyOf(i)] = true
			continue
		}
		for j := object + 1; j < i; j = d.nodes[j].next {
			if d.sameKey(i, j) {
				return i
			}
		}
	}
	return none
}

func (d *document) keysBefore(object, end int32) map[string]bool {
	seen := make(map[string]bool, 4*fewMembers)
	for i := object + 1; i < end; i = d.nodes[i].next {
		seen[d.keyOf(i)] = true
	}
	return seen
}

func (d *document) sameKey(i, j int32) bool {
	a, b := &d.nodes[i], &d.nodes[j]
	if a.keyEscaped || b.keyEscaped {
		return d.keyOf(i) == d.keyOf(j)
	}
	return string(d.text[a.key:a.keyEnd]) == string(d.text[b.key:b.keyEnd])
}
