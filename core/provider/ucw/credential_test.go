package ucw_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

func TestCredentialIsShownWithoutClaimingAnything(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	vc, err := s.VCAccounts(t.Context(), s.connected(t, "mxBank"))
	require.NoError(t, err)
	assert.False(t, vc.Verified, "nobody gave keys")
	assert.Equal(t, "ES256", vc.Algorithm)
	assert.Equal(t, "did:web:sandbox.example", vc.Issuer)
	assert.Equal(t, "urn:ucw:ada", vc.Subject.Reveal())
	assert.Equal(t, []string{"VerifiableCredential", "FinancialDataCredential"}, vc.Types)
	assert.True(t, now.Equal(vc.IssuedAt))
	assert.True(t, vc.ExpiresAt.IsZero())
	assert.Contains(t, vc.CredentialSubject.Reveal(), `"depositAccount"`)
	assert.Contains(t, vc.ID, "urn:uuid:")
}

func TestCredentialIsVerifiedWithKeys(t *testing.T) {
	var keys []byte
	s := start(t, ucwapi.Config{}, func(face *ucwapi.Face, c *ucw.Config) { keys, c.VCKeys = face.VCKeys(), face.VCKeys() })
	connection := s.connected(t, "sophtronBank")
	good, err := s.VCIdentity(t.Context(), connection)
	require.NoError(t, err)
	assert.True(t, good.Verified)

	other := start(t, ucwapi.Config{}, nil)
	parts := strings.Split(good.JWT.Reveal(), ".")
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	otherPayload := base64.RawURLEncoding.EncodeToString([]byte(`{"vc":{"credentialSubject":{"balance":1000000}}}`))
	for _, row := range []struct {
		name, jwt string
		keys      []byte
		at        time.Time
		why       string
	}{
		{"as it came", good.JWT.Reveal(), keys, now, ""},
		{"another payload", parts[0] + "." + otherPayload + "." + parts[2], keys, now, "no key fits its signature"},
		{"no signature", parts[0] + "." + parts[1] + ".", keys, now, "no key fits its signature"},
		{"the algorithm none", unsigned, keys, now, "its signature is not of an accepted kind"},
		{"somebody else's key", good.JWT.Reveal(), other.face.VCKeys(), now, "no key fits its signature"},
		{"a key of another name", good.JWT.Reveal(), bytes.Replace(keys, []byte("sandbox-vc"), []byte("another"), 1), now, "no key fits its signature"},
		{"before its time", good.JWT.Reveal(), keys, now.Add(-time.Hour), "it is not valid at this time"},
	} {
		t.Run(row.name, func(t *testing.T) {
			body, err := json.Marshal(map[string]string{"jwt": row.jwt})
			require.NoError(t, err)
			c, _ := canned(t, 200, "application/json", string(body), func(cfg *ucw.Config) {
				cfg.VCKeys, cfg.Now = row.keys, func() time.Time { return row.at }
			})
			vc, err := c.VCAccounts(context.Background(), mx)
			if row.why == "" {
				require.NoError(t, err)
				assert.True(t, vc.Verified)
				return
			}
			assert.Equal(t, "the credential was not verified: "+row.why, requireFault(t, err, fault.ProviderBadAnswer))
			assert.Zero(t, vc, "what is not verified is not handed out")
		})
	}
}

type oddCredential struct {
	Name, Header, Payload string
	Raw                   string // the whole JWT, instead of the two
	Bad                   bool
	Issuer, ID            string
	Types                 []string
	IssuedAt              int64 `json:"issued_at"`
}

func (o oddCredential) jwt() string {
	if o.Raw != "" || o.Header == "" {
		return o.Raw
	}
	return base64.RawURLEncoding.EncodeToString([]byte(o.Header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(o.Payload)) + ".sig"
}

func odd(t testing.TB) []oddCredential {
	t.Helper()
	var rows []oddCredential
	require.NoError(t, json.Unmarshal([]byte(file(t, "credentials.json")), &rows))
	require.NotEmpty(t, rows)
	return rows
}

func TestDecodeCredential(t *testing.T) {
	for _, row := range odd(t) {
		t.Run(row.Name, func(t *testing.T) {
			vc, err := ucw.DecodeCredential(secret.New(row.jwt()))
			if row.Bad {
				require.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
				assert.Zero(t, vc)
				return
			}
			require.NoError(t, err)
			assert.False(t, vc.Verified)
			assert.Equal(t, row.Issuer, vc.Issuer)
			assert.Equal(t, row.ID, vc.ID)
			assert.Equal(t, row.Types, vc.Types)
			if row.IssuedAt == 0 {
				assert.True(t, vc.IssuedAt.IsZero())
			} else {
				assert.Equal(t, row.IssuedAt, vc.IssuedAt.Unix())
			}
			assert.Equal(t, row.Payload, vc.Claims.Reveal())
		})
	}
}

// FuzzDecodeCredential feeds hostile strings: each is decoded or refused, and
// nothing panics.
func FuzzDecodeCredential(f *testing.F) {
	for _, row := range odd(f) {
		f.Add(row.jwt())
	}
	f.Fuzz(func(t *testing.T, jwt string) {
		vc, err := ucw.DecodeCredential(secret.New(jwt))
		if err != nil {
			require.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
			return
		}
		require.False(t, vc.Verified)
		require.True(t, json.Valid([]byte(vc.Claims.Reveal())))
		_, err = json.Marshal(vc)
		require.NoError(t, err)
	})
}
