package oauth_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

func FuzzAccept(f *testing.F) {
	c := readCorpus(f)
	for _, row := range c.Rows {
		f.Add(row.URL)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for name, kind := range c.Attempts {
			a := c.attempt(t, name)
			got, err := a.Accept(start, raw)
			if err != nil {
				require.Zero(t, got)
				require.True(t, a.Pending(start))
				require.Contains(t, []fault.Code{fault.ReturnInvalid, fault.ReturnForeign, fault.ReturnForged}, fault.CodeOf(err))
				continue
			}
			require.False(t, a.Pending(start))
			requireSound(t, raw, got)
			require.Equal(t, kind.Nonce != "", got.Authenticated)
			require.True(t, oauth.IsReturn(raw, kind.ReturnURL))
			_, err = a.Accept(start, raw)
			require.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
		}
	})
}

// requireSound states what holds for every link that was believed.
func requireSound(t *testing.T, raw string, r oauth.Result) {
	if r.Authenticated && !strings.Contains(raw, "%") {
		require.Contains(t, raw, nonce)
	}
	if r.Success {
		require.NotEmpty(t, r.MemberGUID)
		require.Empty(t, r.Reason)
	}
	for _, c := range r.MemberGUID + string(r.Reason) {
		require.True(t, c > ' ' && c <= '~')
	}
}
