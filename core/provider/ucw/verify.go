package ucw

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/connecthost/connecthost/core/fault"
)

// algorithms are the signatures that are accepted: asymmetric ones only, so
// that nobody who knows the public keys can sign.
var algorithms = []jose.SignatureAlgorithm{
	jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
}

// leeway is how far the clocks of issuer and reader may differ.
const leeway = time.Minute

// readKeys reads Config.VCKeys. No keys are a nil set.
func readKeys(data []byte) (*jose.JSONWebKeySet, error) {
	if len(data) == 0 {
		return nil, nil
	}
	keys, err := parseKeys(data)
	if err != nil {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The keys for credentials are not a JSON Web Key Set of public keys.")
	}
	return keys, nil
}

func parseKeys(data []byte) (*jose.JSONWebKeySet, error) {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(data, &keys); err != nil {
		return nil, err
	}
	for _, key := range keys.Keys {
		if !key.Valid() || !key.IsPublic() {
			return nil, errors.New("not a public key")
		}
	}
	if len(keys.Keys) == 0 {
		return nil, errors.New("no key")
	}
	return &keys, nil
}

// verify checks the signature and the times of a credential. Its errors hold
// nothing of the credential.
func verify(vc Credential, keys jose.JSONWebKeySet, now time.Time) error {
	token, err := jwt.ParseSigned(vc.JWT.Reveal(), algorithms)
	if err != nil {
		return errors.New("its signature is not of an accepted kind")
	}
	for _, key := range keys.Keys {
		if vc.KeyID != "" && key.KeyID != "" && key.KeyID != vc.KeyID {
			continue
		}
		var registered jwt.Claims
		if token.Claims(key.Key, &registered) != nil {
			continue
		}
		if registered.ValidateWithLeeway(jwt.Expected{Time: now}, leeway) != nil {
			return errors.New("it is not valid at this time")
		}
		return nil
	}
	return errors.New("no key fits its signature")
}
