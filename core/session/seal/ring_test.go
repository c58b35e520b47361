package seal

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARingOpensWhatAnyOfItsKeysSealed(t *testing.T) {
	young, old, older := newKey(t, 1), newKey(t, 2), newKey(t, 3)
	ring := NewRing(young, old, nil, older)
	for name, row := range map[string]struct {
		sealer interface {
			Seal(plain, bound []byte) ([]byte, error)
		}
		bound string
		opens bool
	}{
		"the first key's":      {young, "bound", true},
		"an older key's":       {old, "bound", true},
		"the oldest key's":     {older, "bound", true},
		"the ring's":           {ring, "bound", true},
		"a strange key's":      {newKey(t, 4), "bound", false},
		"for something else":   {ring, "other", false},
		"an older one's, else": {old, "other", false},
	} {
		t.Run(name, func(t *testing.T) {
			sealed, err := row.sealer.Seal([]byte("plain"), []byte("bound"))
			require.NoError(t, err)
			plain, err := ring.Open(sealed, []byte(row.bound))
			require.Equal(t, row.opens, err == nil)
			if row.opens {
				require.Equal(t, "plain", string(plain))
			}
		})
	}
}

func TestARingSealsWithItsFirstKey(t *testing.T) {
	young, old := newKey(t, 1), newKey(t, 2)
	sealed, err := NewRing(young, old).Seal([]byte("plain"), nil)
	require.NoError(t, err)
	_, err = young.Open(sealed, nil)
	require.NoError(t, err)
	_, err = old.Open(sealed, nil)
	require.Error(t, err)
}

func TestARingIsNotPrinted(t *testing.T) {
	ring := NewRing(newKey(t, 65), newKey(t, 66))
	require.Equal(t, "[keys] [keys] [keys]", fmt.Sprintf("%v %+v %#v", ring, ring, ring))
}
