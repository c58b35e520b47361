package main

import (
	"log/slog"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/desktop/link/instance"
)

func TestASecondProcessHandsItsLinkOver(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the place where processes meet can be chosen on Linux only")
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	log := slog.New(slog.DiscardHandler)
	first, err := parse(t, nil, "-return", "scheme")
	require.NoError(t, err)
	links, started, end, err := acquire(t.Context(), first, log)
	require.NoError(t, err)
	defer end()

	const back = "com.example.connecthost://oauth_complete?status=success"
	second, err := parse(t, nil, "--", back)
	require.NoError(t, err)
	_, _, _, err = acquire(t.Context(), second, log)
	require.ErrorIs(t, err, instance.ErrHandedOver)
	for name, came := range map[string]func() bool{
		"the link":            func() bool { return <-links == back },
		"that it was started": func() bool { _, ok := <-started; return ok },
	} {
		got := make(chan bool, 1)
		go func() { got <- came() }()
		select {
		case ok := <-got:
			assert.True(t, ok, name)
		case <-time.After(10 * time.Second):
			require.FailNow(t, "nothing came", name)
		}
	}
}

func TestWithoutASchemeEveryProcessIsOnItsOwn(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	links, started, end, err := acquire(t.Context(), s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	end()
	assert.Nil(t, links)
	assert.Nil(t, started)
}

func TestTheSandboxKeepsNothingUnlessItIsAskedTo(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	kept, end, err := openVault(t.Context(), s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	end()
	assert.Nil(t, kept)

	s, err = parse(t, nil, "-vault", filepath.Join(t.TempDir(), "vault"))
	require.NoError(t, err)
	kept, end, err = openVault(t.Context(), s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer end()
	assert.NotNil(t, kept)
}
