package ucw

import (
	"encoding/json"
	"math"
	"time"

	"github.com/connecthost/connecthost/core/secret"
)

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

// seconds is a NumericDate (RFC 7519, section 2). One that is no number, or
// beyond the years that people write, is none.
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

// UnmarshalJSON never fails; anything else is no string.
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
