package ucwapi

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
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

// issuer signs the access tokens that the realms ask for: the stand-in for an
// OpenID Connect issuer.
type issuer struct{ key *rsa.PrivateKey }

// signer signs verifiable credentials.
type signer struct{ key *ecdsa.PrivateKey }

// vcKeyID names the signer's key.
const vcKeyID = "sandbox-vc"

// makeKeys makes keys that live as long as the face.
func (f *Face) makeKeys() error {
	vc, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fault.New(fault.Other, err)
	}
	f.signer = &signer{vc}
	if f.Auth == (Auth{}) {
		return nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fault.New(fault.Other, err)
	}
	f.issuer = &issuer{key}
	return nil
}

// Token returns an access token of a realm that is good for the given time on
// the world's clock. It is empty when no realm requires one.
func (f *Face) Token(realm Realm, life time.Duration) (secret.String, error) {
	return f.TokenFor(string(realm), realm.scope(), life)
}

// TokenFor is Token with an audience and a scope of one's own, for trying out
// what is refused.
func (f *Face) TokenFor(audience, scope string, life time.Duration) (secret.String, error) {
	if f.issuer == nil {
		return secret.String{}, nil
	}
	now := f.World.Now()
	return sign(jose.SigningKey{Algorithm: jose.RS256, Key: f.issuer.key}, nil, object{
		"iss": f.HostURL + "/issuer", "aud": audience, "scope": scope, "sub": "backend",
		"iat": jwt.NewNumericDate(now), "exp": jwt.NewNumericDate(now.Add(life)),
	})
}

// VCKeys returns the public keys of the credentials as a JSON Web Key Set. The
// real server does not publish its issuers' keys.
func (f *Face) VCKeys() []byte {
	keys, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{
		Key: &f.signer.key.PublicKey, KeyID: vcKeyID, Algorithm: string(jose.ES256), Use: "sig",
	}}})
	if err != nil {
		panic(err) // a P-256 key always has a JSON form
	}
	return keys
}

func sign(key jose.SigningKey, o *jose.SignerOptions, claims any) (secret.String, error) {
	s, err := jose.NewSigner(key, o)
	if err != nil {
		return secret.String{}, fault.New(fault.Other, err)
	}
	token, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		return secret.String{}, fault.New(fault.Other, err)
	}
	return secret.New(token), nil
}
