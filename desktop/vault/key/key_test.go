package key

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/connecthost/connecthost/core/session/seal"
)

func TestReadTakesWhatMakeMadeAndNothingElse(t *testing.T) {
	text, err := Make()
	require.NoError(t, err)
	got, err := Read(text)
	require.NoError(t, err)
	assert.Len(t, got, seal.KeySize)
	for _, other := range []string{"", text[1:], text + "00", text + "\n", "x" + text[1:]} {
		_, err := Read(other)
		assert.Error(t, err, other)
	}
}

func TestTheKeychainKeepsOneKeyForEachApp(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1/bus")
	keyring.MockInit()
	first := keyOf(t, "a")
	assert.Len(t, first, seal.KeySize)
	assert.Equal(t, first, keyOf(t, "a"))
	assert.NotEqual(t, first, keyOf(t, "b"))
	text, err := keyring.Get("a", keychainUser)
	require.NoError(t, err)
	require.NoError(t, keyring.Set("a", keychainUser, strings.TrimSuffix(text, "0")+"?"))
	second := keyOf(t, "a")
	assert.NotEqual(t, first, second, "anything other than a key is replaced")
	assert.Equal(t, second, keyOf(t, "a"))
}

func keyOf(t *testing.T, app string) []byte {
	key, err := Keychain{App: app}.Key(t.Context())
	require.NoError(t, err)
	return key
}

func TestAKeychainThatFailsSaysSo(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1/bus")
	locked := errors.New("locked")
	keyring.MockInitWithError(locked)
	_, err := Keychain{App: "a"}.Key(t.Context())
	assert.ErrorIs(t, err, locked)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	keyring.MockInit()
	_, err = Keychain{App: "a"}.Key(context.Background())
	assert.ErrorContains(t, err, "no session bus")
}
