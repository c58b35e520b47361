package ucwapi

import (
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// credential wraps data in a signed verifiable credential. The aggregators
// make theirs; what is in this one is the sandbox's own.
func (f *Face) credential(kind string, make func(dataRequest) (any, error)) func(dataRequest) (any, error) {
	return func(q dataRequest) (any, error) {
		data, err := make(q)
		if err != nil {
			return nil, err
		}
		now := f.World.Now()
		id := "urn:uuid:" + newUUID()
		key := jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: f.signer.key, KeyID: vcKeyID}}
		token, err := sign(key, (&jose.SignerOptions{}).WithType("JWT"), object{
			"iss": "did:web:sandbox.example", "sub": "urn:ucw:" + q.connection.userID, "jti": id,
			"iat": jwt.NewNumericDate(now), "nbf": jwt.NewNumericDate(now),
			"vc": object{
				"@context":          []string{"https://www.w3.org/2018/credentials/v1"},
				"type":              []string{"VerifiableCredential", "FinancialDataCredential"},
				"credentialSubject": object{kind: data},
			},
		})
		if err != nil {
			return nil, err
		}
		return object{"jwt": token.Reveal()}, nil
	}
}
