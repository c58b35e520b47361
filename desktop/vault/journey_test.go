package vault

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/journeytest"
)

func TestAVaultIsAStoreOfJourneys(t *testing.T) {
	journeytest.Store(t, func(t testing.TB) func() journey.Store {
		dir := folder(t)
		return func() journey.Store {
			v, err := Open(t.Context(), Options{AppID: "com.example.app", Dir: dir, Keys: oneKey{1}})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, v.Close()) })
			return v
		}
	})
}
