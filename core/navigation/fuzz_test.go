package navigation_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

func FuzzRead(f *testing.F) {
	for _, row := range urlRows(f) {
		f.Add(row.Input)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := navigation.Read(raw)
		if err != nil {
			require.Zero(t, u)
			return
		}
		require.Equal(t, u, mustRead(t, u.String()))
		requireGoAgrees(t, raw, u)
		open, err := navigation.ReadExternal(raw)
		if err == nil && u.IsWeb() {
			require.Equal(t, u.String(), open)
		}
	})
}

func requireGoAgrees(t *testing.T, raw string, u navigation.URL) {
	theirs, err := url.Parse(raw)
	if err != nil {
		return
	}
	require.Equal(t, u.Scheme(), theirs.Scheme)
	require.Equal(t, strings.Trim(u.Host(), "[]"), plainHost(theirs))
	require.Nil(t, theirs.User)
	require.Empty(t, theirs.Opaque)
	if theirs.Port() != "" {
		require.Equal(t, theirs.Port(), strconv.Itoa(u.Port()))
	}
}

// plainHost is net/url's host with the differences in notation that Read
// removes on purpose.
func plainHost(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	again, err := navigation.Read("x://" + host)
	if err != nil {
		return "unreadable " + host
	}
	return strings.Trim(again.Host(), "[]")
}

func FuzzDecide(f *testing.F) {
	table := decisions(f)
	for _, row := range table.Rows {
		r := row.request()
		f.Add(r.URL.Reveal(), uint8(r.Frame), r.NewWindow, r.Redirect, r.UserGesture, r.Response)
	}
	policy := mustPolicy(f, table.config())
	f.Fuzz(func(t *testing.T, raw string, frame uint8, window, redirect, gesture, response bool) {
		r := navigation.Request{
			URL: secret.New(raw), Frame: navigation.Frame(frame), NewWindow: window,
			Redirect: redirect, UserGesture: gesture, Response: response,
		}
		got := policy.Decide(r)
		requireSafe(t, r, got)
		r.Redirect = !r.Redirect
		require.Equal(t, got, policy.Decide(r))
	})
}

// requireSafe states what must hold for every request, however odd.
func requireSafe(t *testing.T, r navigation.Request, d navigation.Decision) {
	require.Equal(t, d.Action == navigation.Block, d.Err != nil)
	require.Equal(t, d.Action == navigation.External, !d.Open.IsZero())
	require.False(t, d.Recheck && (d.Action != navigation.Allow || r.Response || r.Frame == navigation.FrameMain))
	scheme := strings.ToLower(strings.SplitN(r.URL.Reveal(), ":", 2)[0])
	switch d.Action {
	case navigation.Allow:
		require.False(t, r.NewWindow)
		require.Contains(t, []string{"https", "http", "about"}, scheme)
		if r.Frame == navigation.FrameMain {
			require.Contains(t, []string{"https://connect.example", "https://login.example:8443"}, mustRead(t, r.URL.Reveal()).Origin())
		}
	case navigation.External:
		require.True(t, r.UserGesture)
		require.NotEqual(t, navigation.FrameSub, r.Frame)
		again, err := navigation.ReadExternal(d.Open.Reveal())
		require.NoError(t, err)
		require.Equal(t, d.Open.Reveal(), again)
	case navigation.Event:
		require.NotEqual(t, navigation.FrameSub, r.Frame)
		require.Contains(t, []string{"mx", "atrium"}, scheme)
	case navigation.Return:
		require.NotEqual(t, navigation.FrameSub, r.Frame)
	}
}
