package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func newKey(t *testing.T, b byte, random io.Reader) *Key {
	t.Helper()
	k, err := New(bytes.Repeat([]byte{b}, KeySize), random)
	require.NoError(t, err)
	return k
}

func TestWhatIsSealedCanBeOpenedOnce(t *testing.T) {
	k := newKey(t, 1, rand.Reader)
	for _, plain := range []string{"", "x", "a longer text with a secret"} {
		one, err := k.Seal([]byte(plain), []byte("bound"))
		require.NoError(t, err)
		two, err := k.Seal([]byte(plain), []byte("bound"))
		require.NoError(t, err)
		require.NotEqual(t, one, two, "each has a nonce of its own")
		if len(plain) > 8 { // a shorter one occurs by chance
			require.NotContains(t, string(one), plain)
		}
		got, err := newKey(t, 1, rand.Reader).Open(one, []byte("bound"))
		require.NoError(t, err)
		require.Equal(t, plain, string(got))
	}
}

func TestOpenRefuses(t *testing.T) {
	k := newKey(t, 1, rand.Reader)
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
	_, err = newKey(t, 2, rand.Reader).Open(sealed, []byte("bound"))
	require.Error(t, err, "another key")
}

func TestNewRefusesHalfASealer(t *testing.T) {
	for _, size := range []int{0, 16, 31, 33} {
		_, err := New(make([]byte, size), rand.Reader)
		require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), "%d bytes", size)
	}
	_, err := New(make([]byte, KeySize), nil)
	require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}

func TestSealFailsWithoutRandomness(t *testing.T) {
	_, err := newKey(t, 1, iotest.ErrReader(errors.New("no entropy"))).Seal(nil, nil)
	require.ErrorContains(t, err, "no entropy")
	_, err = newKey(t, 1, io.LimitReader(rand.Reader, 3)).Seal(nil, nil)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestAKeyIsNotPrinted(t *testing.T) {
	require.Equal(t, "[key] [key] [key]", fmt.Sprintf("%v %+v %#v", newKey(t, 65, rand.Reader), newKey(t, 65, rand.Reader), newKey(t, 65, rand.Reader)))
}
