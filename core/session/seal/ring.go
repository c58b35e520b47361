package seal

import (
	"fmt"
	"io"
)

// Ring seals with its first key and opens with any of them, so that a key can
// be changed while something that an older one sealed is still kept. It
// implements session.Sealer and is safe for concurrent use. NewRing makes one.
type Ring struct {
	first *Key
	older []*Key
}

// NewRing returns the ring of a key and of those that it follows. A nil among
// the older ones is left out.
func NewRing(first *Key, older ...*Key) *Ring {
	r := &Ring{first: first}
	for _, k := range older {
		if k != nil {
			r.older = append(r.older, k)
		}
	}
	return r
}

// Seal is Key.Seal of the first key.
func (r *Ring) Seal(plain, bound []byte) ([]byte, error) { return r.first.Seal(plain, bound) }

// Open is the inverse of Seal, for any of the keys. It fails when none of them
// sealed it, when anything was changed, or when it was sealed for something
// else.
func (r *Ring) Open(sealed, bound []byte) ([]byte, error) {
	plain, err := r.first.Open(sealed, bound)
	for i := 0; err != nil && i < len(r.older); i++ {
		plain, err = r.older[i].Open(sealed, bound)
	}
	return plain, err
}

// Format prints nothing of the keys.
func (r *Ring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }
