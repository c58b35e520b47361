package oauth_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

func TestANonceIs128BitsOfTheGivenRandomness(t *testing.T) {
	n, err := oauth.NewNonce(bytes.NewReader([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
	require.NoError(t, err)
	assert.Equal(t, nonce, n.Reveal())

	a, err := oauth.NewNonce(rand.Reader)
	require.NoError(t, err)
	b, err := oauth.NewNonce(rand.Reader)
	require.NoError(t, err)
	assert.False(t, a.Equal(b))
}

func TestANonceNeedsAllItsRandomness(t *testing.T) {
	_, err := oauth.NewNonce(strings.NewReader("fifteen bytes!!"))
	assert.Error(t, err)
	_, err = oauth.NewNonce(iotest.ErrReader(assert.AnError))
	assert.ErrorIs(t, err, assert.AnError)
}

func TestReturnURLCarriesTheNonce(t *testing.T) {
	for base, want := range map[string]string{
		"myapp://oauth_complete":      "myapp://oauth_complete?ch_state=" + nonce,
		"MyApp://oauth_complete/":     "myapp://oauth_complete/?ch_state=" + nonce,
		"https://app.example":         "https://app.example/?ch_state=" + nonce,
		"https://app.example/back?":   "https://app.example/back?ch_state=" + nonce,
		"https://app.example/b?x=1":   "https://app.example/b?x=1&ch_state=" + nonce,
		"https://localhost:1/back":    "https://localhost:1/back?ch_state=" + nonce,
		"http://127.0.0.1:7777":       "http://127.0.0.1:7777/" + nonce,
		"http://127.0.0.1:7777/back":  "http://127.0.0.1:7777/back/" + nonce,
		"http://127.0.0.1:7777/back/": "http://127.0.0.1:7777/back/" + nonce,
		"http://[::1]:7777/back?x=1":  "http://[::1]:7777/back/" + nonce + "?x=1",
	} {
		got, err := oauth.ReturnURL(base, secret.New(nonce))
		require.NoError(t, err, base)
		assert.Equal(t, want, got.Reveal())
		assert.True(t, oauth.IsReturn(want+"&x", base) || oauth.IsReturn(want+"?x", base), base)
		requireAccepted(t, base, got.Reveal())
	}
}

// requireAccepted follows the URL as a provider would: it adds its query.
func requireAccepted(t *testing.T, base, returnURL string) {
	separator := "?"
	if strings.Contains(returnURL, "?") {
		separator = "&"
	}
	got, err := begin(t, base, nonce).Accept(start, returnURL+separator+"status=success&member_guid=M")
	require.NoError(t, err)
	assert.Equal(t, oauth.Result{Success: true, MemberGUID: "M", Authenticated: true}, got)
}

func TestReturnURLWithoutNonceIsTheBase(t *testing.T) {
	got, err := oauth.ReturnURL("HTTPS://App.Example:443", secret.String{})
	require.NoError(t, err)
	assert.Equal(t, "https://app.example/", got.Reveal())
}

func TestReturnURLRefusesUnusableBases(t *testing.T) {
	for _, base := range []string{
		"", "app.example/back", "http://app.example/back", "javascript://x", "intent://x", "myapp:oauth_complete",
		"https://app.example/back#x", "https://app.example/b?status=x", "https://app.example/b?ch_state=",
		"https://app.example/b?member_guid", "https://app.example/b?error_reason=x", "https://app.example/b?x=%",
		"https://u@app.example/",
	} {
		_, err := oauth.ReturnURL(base, secret.New(nonce))
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), base)
	}
	for _, bad := range []string{"0", nonce + "0", strings.ToUpper(nonce), strings.Replace(nonce, "0", "g", 1)} {
		_, err := oauth.ReturnURL("https://app.example/", secret.New(bad))
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), bad)
	}
}

func TestIsReturn(t *testing.T) {
	loopback := "http://127.0.0.1:7777/back"
	for _, row := range []struct {
		raw, base string
		want      bool
	}{
		{"mx://oauth_complete?anything", "mx://oauth_complete", true},
		{"MX://oauth_complete/", "mx://oauth_complete", true},
		{"mx://oauth_complete/x", "mx://oauth_complete", false},
		{"mx://x/oauth_complete", "mx://oauth_complete", false},
		{"https://app.example/back?status=success", "https://app.example/back", true},
		{"https://app.example/back/", "https://app.example/back", false},
		{"https://app.example/back/" + nonce, "https://app.example/back", false},
		{"https://app.example.evil.test/back", "https://app.example/back", false},
		{"https://u@app.example/back", "https://app.example/back", false},
		{loopback + "?status=success", loopback, true},
		{loopback + "/" + nonce + "?status=success", loopback, true},
		{loopback + "/x", loopback, false},
		{loopback + "/" + nonce + "/x", loopback, false},
		{"http://127.0.0.1:7778/back/" + nonce, loopback, false},
		{"http://app.example/", "http://app.example/", false},
		{"", "mx://oauth_complete", false},
	} {
		assert.Equal(t, row.want, oauth.IsReturn(row.raw, row.base), row.raw)
	}
}
