package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestVerifiers(t *testing.T) {
	old, young := secret.New("an-old-secret-of-the-provider"), secret.New("a-young-secret-of-the-provider")
	mac := hmac.New(sha256.New, []byte(young.Reveal()))
	mac.Write([]byte("body"))
	former := hmac.New(sha256.New, []byte(old.Reveal()))
	former.Write([]byte("body"))
	signed, err := webhook.HMAC("X-Sig", "", old, young)
	require.NoError(t, err)
	shared, err := webhook.SharedSecret("X-Secret", old, young)
	require.NoError(t, err)
	basic, err := webhook.BasicAuth("mx", old, young)
	require.NoError(t, err)
	login := func(user string, s secret.String) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+s.Reveal()))
	}
	rows := []struct {
		name          string
		verifier      webhook.Verifier
		header, value string
		want          bool
	}{
		{"a signature in hexadecimal digits", signed, "X-Sig", hex.EncodeToString(mac.Sum(nil)), true},
		{"a signature in base64", signed, "X-Sig", base64.StdEncoding.EncodeToString(mac.Sum(nil)), true},
		{"a signature with a secret that is about to change", signed, "X-Sig", hex.EncodeToString(former.Sum(nil)), true},
		{"the secret is not a signature", signed, "X-Sig", young.Reveal(), false},
		{"a secret", shared, "X-Secret", young.Reveal(), true},
		{"a secret that is about to change", shared, "X-Secret", old.Reveal(), true},
		{"another secret", shared, "X-Secret", young.Reveal() + "x", false},
		{"an empty secret", shared, "X-Secret", "", false},
		{"another header", shared, "X-Other", young.Reveal(), false},
		{"a login", basic, "Authorization", login("mx", young), true},
		{"a login with a password that is about to change", basic, "Authorization", login("mx", old), true},
		{"another password", basic, "Authorization", login("mx", secret.New("another-password")), false},
		{"another user's login", basic, "Authorization", login("my", young), false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, row.verifier.Verify(http.Header{http.CanonicalHeaderKey(row.header): {row.value}}, []byte("body")))
		})
	}
}

func TestVerifiersRefuseWeakSettings(t *testing.T) {
	for name, make := range map[string]func() (webhook.Verifier, error){
		"no secret":      func() (webhook.Verifier, error) { return webhook.HMAC("X", "") },
		"a short secret": func() (webhook.Verifier, error) { return webhook.SharedSecret("X", secret.New("short")) },
		"no header":      func() (webhook.Verifier, error) { return webhook.HMAC("", "", secret.New("canary-webhook-secret")) },
		"no password":    func() (webhook.Verifier, error) { return webhook.BasicAuth("mx", secret.String{}) },
		"no user":        func() (webhook.Verifier, error) { return webhook.BasicAuth("", secret.New("canary-webhook-secret")) },
		"no passwords":   func() (webhook.Verifier, error) { return webhook.BasicAuth("mx") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := make()
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}
