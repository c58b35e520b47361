package broker

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"io"

	"github.com/connecthost/connecthost/core/secret"
)

const keyBytes = 32

// sealer encrypts what is secret before it goes into the store: AES-256-GCM
// with a random nonce, bound to what it belongs to.
type sealer struct{ keys []cipher.AEAD }

func newSealer(o Options) (*sealer, error) {
	keys := o.Keys
	if len(keys) == 0 {
		if _, own := o.Store.(*Memory); !own {
			return nil, setting("Keys is empty: instances that share a store need the same keys")
		}
		var key [keyBytes]byte
		if _, err := io.ReadFull(o.Random, key[:]); err != nil {
			return nil, setting("Random has nothing to give")
		}
		keys = []secret.String{secret.New(string(key[:]))}
	}
	s := &sealer{}
	for _, k := range keys {
		if len(k.Reveal()) != keyBytes {
			return nil, setting("Keys takes keys of 32 bytes")
		}
		block, err := aes.NewCipher([]byte(k.Reveal()))
		if err != nil {
			return nil, setting("Keys has a key that cannot be used")
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, setting("Keys has a key that cannot be used")
		}
		s.keys = append(s.keys, aead)
	}
	return s, nil
}

func (s *sealer) seal(plain []byte, bound string) []byte {
	return s.keys[0].Seal(nil, nil, plain, []byte(bound))
}

var errSeal = errors.New("what the store holds was sealed with another key or was changed")

func (s *sealer) open(sealed []byte, bound string) ([]byte, error) {
	for _, key := range s.keys {
		if plain, err := key.Open(nil, nil, sealed, []byte(bound)); err == nil {
			return plain, nil
		}
	}
	return nil, errSeal
}
