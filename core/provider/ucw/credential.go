package ucw

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// Credential is a verifiable credential in the form of a JWT (W3C Verifiable
// Credentials Data Model 1.1, section 6.3.1). Its content is personal and
// prints as a mask.
//
// Unless Verified is true, nobody has looked at the signature: the fields are
// good for showing and for nothing else. An app that has to trust the
// credential passes the JWT on to a party that can verify it, or gives the
// client keys.
type Credential struct {
	JWT       secret.String // as received
	Verified  bool          // the signature and the times were checked against Config.VCKeys
	Algorithm string        // of the header, such as ES256
	KeyID     string        // of the header, if it names one

	Issuer    string
	ID        string
	IssuedAt  time.Time // of nbf, else iat; zero when there is neither
	ExpiresAt time.Time // zero for never
	Types     []string  // such as VerifiableCredential
	Subject   secret.String
	Claims    secret.String // the whole payload, a JSON object
	// CredentialSubject is the part of the payload with the data, a JSON object
	// or array. It is empty when the payload has none.
	CredentialSubject secret.String
}

// VCAccounts reads the accounts as a credential (GET /api/vc/data/accounts).
// MX and Sophtron have credentials; others are fault.ProviderRejected.
func (c *Client) VCAccounts(ctx context.Context, connection Connection) (Credential, error) {
	call, err := dataCall(connection, "/api/vc/data/accounts")
	return c.credential(ctx, call, err)
}

// VCIdentity reads the owners as a credential (GET /api/vc/data/identity).
func (c *Client) VCIdentity(ctx context.Context, connection Connection) (Credential, error) {
	call, err := dataCall(connection, "/api/vc/data/identity")
	return c.credential(ctx, call, err)
}

// VCTransactions reads transactions as a credential (GET
// /api/vc/data/transactions).
func (c *Client) VCTransactions(ctx context.Context, connection Connection, query TransactionsQuery) (Credential, error) {
	call, err := transactionsCall(connection, query, "/api/vc/data/transactions")
	return c.credential(ctx, call, err)
}

func (c *Client) credential(ctx context.Context, call rest.Call, err error) (Credential, error) {
	if err != nil {
		return Credential{}, err
	}
	answer, err := c.do(ctx, c.tokens.Data, call)
	if err != nil {
		return Credential{}, err
	}
	if _, err := answer.Envelope(); err != nil {
		return Credential{}, err
	}
	var body struct {
		JWT secret.String `json:"jwt"`
	}
	if json.Unmarshal(answer.Body, &body) != nil || body.JWT.IsZero() {
		return Credential{}, answer.BadAnswer("no jwt in the answer")
	}
	vc, err := DecodeCredential(body.JWT)
	if err != nil {
		return Credential{}, answer.BadAnswer("the jwt cannot be read")
	}
	if c.keys == nil {
		return vc, nil
	}
	if err := verify(vc, *c.keys, c.now()); err != nil {
		return Credential{}, answer.BadAnswer("the credential was not verified: " + err.Error())
	}
	vc.Verified = true
	return vc, nil
}

// DecodeCredential reads a credential for showing. It looks at no signature.
// Input that is not a JWT with a JSON object in it is a fault.ProviderBadAnswer
// error.
func DecodeCredential(jwt secret.String) (Credential, error) {
	parts := strings.Split(jwt.Reveal(), ".")
	if len(parts) != 3 {
		return Credential{}, noCredential("it does not have three parts")
	}
	var header struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
	}
	if _, err := decodePart(parts[0], &header); err != nil {
		return Credential{}, noCredential("its header cannot be read")
	}
	var claims claims
	payload, err := decodePart(parts[1], &claims)
	if err != nil {
		return Credential{}, noCredential("its payload cannot be read")
	}
	vc := claims.credential()
	vc.JWT, vc.Claims = jwt, secret.New(string(payload))
	vc.Algorithm, vc.KeyID = header.Alg, header.Kid
	return vc, nil
}

// decodePart decodes a part of a JWT, a JSON object, into v. A field of an
// unexpected type is left out.
func decodePart(part string, v any) ([]byte, error) {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, err
	}
	var odd *json.UnmarshalTypeError
	if err := json.Unmarshal(data, v); err != nil && !(errors.As(err, &odd) && odd.Field != "") {
		return nil, err
	}
	if strings.TrimSpace(string(data))[0] != '{' {
		return nil, errors.New("not an object")
	}
	return data, nil
}

func noCredential(why string) error {
	return fault.New(fault.ProviderBadAnswer, errors.New("the credential cannot be read: "+why))
}

// claims is the payload of a credential. The registered claims win over their
// doubles within vc.
type claims struct {
	Issuer    string  `json:"iss"`
	Subject   string  `json:"sub"`
	ID        string  `json:"jti"`
	IssuedAt  seconds `json:"iat"`
	NotBefore seconds `json:"nbf"`
	ExpiresAt seconds `json:"exp"`
	VC        struct {
		ID      string          `json:"id"`
		Types   oneOrMore       `json:"type"`
		Subject json.RawMessage `json:"credentialSubject"`
	} `json:"vc"`
}

func (c claims) credential() Credential {
	vc := Credential{
		Issuer: c.Issuer, ID: c.ID, Subject: secret.New(c.Subject), Types: c.VC.Types,
		IssuedAt: c.NotBefore.Time, ExpiresAt: c.ExpiresAt.Time,
		CredentialSubject: secret.New(string(c.VC.Subject)),
	}
	if vc.IssuedAt.IsZero() {
		vc.IssuedAt = c.IssuedAt.Time
	}
	if vc.ID == "" {
		vc.ID = c.VC.ID
	}
	return vc
}

// seconds is a NumericDate (RFC 7519, section 2). One that is not a number, or
// is beyond the years that people write, counts as absent.
type seconds struct{ time.Time }

// UnmarshalJSON never fails.
func (s *seconds) UnmarshalJSON(data []byte) error {
	const year9999 = 253402300799
	var n float64
	if json.Unmarshal(data, &n) != nil || math.Abs(n) > year9999 || string(data) == "null" {
		return nil
	}
	*s = seconds{time.Unix(int64(n), 0).UTC()}
	return nil
}

// oneOrMore is a list of strings, or one string.
type oneOrMore []string

// UnmarshalJSON never fails; anything else counts as absent.
func (s *oneOrMore) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil && one != "" {
		*s = oneOrMore{one}
		return nil
	}
	var many []string
	if json.Unmarshal(data, &many) == nil {
		*s = many
	}
	return nil
}

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
