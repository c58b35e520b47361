package loopback

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// TestOptionsAreAWayBack opens the way of a journey, and the same one again for
// the journey that goes on with it.
func TestOptionsAreAWayBack(t *testing.T) {
	var back journey.Return = Options{Localhost: true}
	way, err := back.Open(t.Context(), secret.String{})
	require.NoError(t, err)
	require.Len(t, way.Bases(), 1)
	nonce := secret.New("000102030405060708090a0b0c0d0e0f")
	link, err := oauth.ReturnURL(way.Bases()[0], nonce)
	require.NoError(t, err)
	require.NoError(t, way.Close())

	again, err := back.Open(t.Context(), link)
	require.NoError(t, err)
	defer func() { require.NoError(t, again.Close()) }()
	require.Equal(t, way.Bases(), again.Bases())
	go func() { (<-again.Links()).Done(nil) }()
	status, _ := get(t, link.Reveal()+"?status=success")
	require.Equal(t, http.StatusOK, status)
}

func TestOpenRefuses(t *testing.T) {
	taken := listen(t, Options{})
	for name, row := range map[string]struct {
		options Options
		again   string
		code    fault.Code
	}{
		"a link of the app's own scheme":  {Options{}, "com.example.app://bank?ch_state=000102030405060708090a0b0c0d0e0f", fault.ConfigInvalid},
		"a claimed https link":            {Options{}, "https://app.example/bank", fault.ConfigInvalid},
		"an address that is in use":       {Options{}, taken.URL(), fault.ReturnAddressUnavailable},
		"a setting that cannot be used":   {Options{TTL: -time.Second}, "", fault.ConfigInvalid},
		"a link before the setting Again": {Options{Again: secret.New("http://127.0.0.1:1/000102030405060708090a0b0c0d0e0f")}, "x", fault.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			way, err := row.options.Open(t.Context(), secret.New(row.again))
			require.Equal(t, row.code, fault.CodeOf(err))
			require.Nil(t, way)
		})
	}
}
