package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func newKey(t *testing.T, b byte) *Key {
	t.Helper()
	k, err := New(bytes.Repeat([]byte{b}, KeySize))
	require.NoError(t, err)
	return k
}

func TestASealedTextOpens(t *testing.T) {
	k := newKey(t, 1)
	for _, plain := range []string{"", "x", "a longer text with a secret"} {
		one, err := k.Seal([]byte(plain), []byte("bound"))
		require.NoError(t, err)
		two, err := k.Seal([]byte(plain), []byte("bound"))
		require.NoError(t, err)
		require.NotEqual(t, one, two, "each has a nonce of its own")
		if len(plain) > 8 { // a shorter one occurs by chance
			require.NotContains(t, string(one), plain)
		}
		got, err := newKey(t, 1).Open(one, []byte("bound"))
		require.NoError(t, err)
		require.Equal(t, plain, string(got))
	}
}

func TestOpenRefuses(t *testing.T) {
	k := newKey(t, 1)
	sealed, err := k.Seal([]byte("plain"), []byte("bound"))
	require.NoError(t, err)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		_, err := k.Open(changed, []byte("bound"))
		require.Error(t, err, "byte %d was changed", i)
		_, err = k.Open(sealed[:i], []byte("bound"))
		require.Error(t, err, "cut to %d bytes", i)
	}
	_, err = k.Open(sealed, []byte("other"))
	require.Error(t, err, "bound to something else")
	_, err = newKey(t, 2).Open(sealed, []byte("bound"))
	require.Error(t, err, "another key")
}

func TestNewRefusesHalfASealer(t *testing.T) {
	for _, size := range []int{0, 16, 31, 33} {
		_, err := New(make([]byte, size))
		require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), "%d bytes", size)
	}
}

// Snapshots of earlier versions are on disk: a nonce of 12 bytes, and GCM's
// output after it.
func TestAnEarlierSnapshotOpens(t *testing.T) {
	block, err := aes.NewCipher(bytes.Repeat([]byte{1}, KeySize))
	require.NoError(t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(t, err)
	nonce := []byte("twelve bytes")
	got, err := newKey(t, 1).Open(gcm.Seal(nonce, nonce, []byte("plain"), []byte("bound")), []byte("bound"))
	require.NoError(t, err)
	require.Equal(t, "plain", string(got))
}

func TestAKeyIsNotPrinted(t *testing.T) {
	require.Equal(t, "[key] [key] [key]", fmt.Sprintf("%v %+v %#v", newKey(t, 65), newKey(t, 65), newKey(t, 65)))
}
