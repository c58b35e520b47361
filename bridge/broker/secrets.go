package broker

import (
	"io"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session/seal"
)

// newRing makes the keys of everything secret in the store.
func newRing(o Options) (*seal.Ring, error) {
	given := o.Keys
	if len(given) == 0 {
		if own, ok := o.Store.(Ephemeral); !ok || !own.Ephemeral() {
			return nil, setting("Keys is empty: instances that share a store need the same keys")
		}
		var key [seal.KeySize]byte
		if _, err := io.ReadFull(o.Random, key[:]); err != nil {
			return nil, setting("Random has nothing to give")
		}
		given = []secret.String{secret.New(string(key[:]))}
	}
	keys := make([]*seal.Key, len(given))
	for i, k := range given {
		var err error
		if keys[i], err = seal.New([]byte(k.Reveal())); err != nil {
			return nil, setting("Keys takes keys of 32 bytes")
		}
	}
	return seal.NewRing(keys[0], keys[1:]...), nil
}

// seal encrypts a secret before it goes into the store, bound to what it
// belongs to.
func (b *Broker) seal(plain, bound string) ([]byte, error) {
	return b.ring.Seal([]byte(plain), []byte(bound))
}

// unseal is the inverse of seal.
func (b *Broker) unseal(sealed []byte, bound string) (string, error) {
	plain, err := b.ring.Open(sealed, []byte(bound))
	return string(plain), err
}
