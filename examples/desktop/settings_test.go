package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/session"
)

func parse(t *testing.T, env map[string]string, args ...string) (settings, error) {
	t.Helper()
	return parseSettings(args, &bytes.Buffer{}, func(name string) string { return env[name] })
}

func TestUnusableFlagsAreRefused(t *testing.T) {
	tests := map[string][]string{
		"an unknown flag":               {"-nope"},
		"an unknown form":               {"-form", "carrier-pigeon"},
		"an unknown end":                {"-end", "never"},
		"an unknown provider":           {"-provider", "acme"},
		"a live UCW without a server":   {"-provider", "ucw", "-live"},
		"a live fino without a secret":  {"-provider", "fino", "-live"},
		"a negative interval":           {"-poll", "-1s"},
		"an unknown way back":           {"-return", "carrier-pigeon"},
		"two links":                     {"one:", "two:"},
		"a live provider without a key": {"-live"},
		"an unknown log level":          {"-log", "loud"},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, nil, args...)
			assert.Error(t, err)
			assert.NotErrorIs(t, err, flag.ErrHelp)
		})
	}
}

func TestTheDefaultsNeedNothing(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	assert.False(t, s.live)
	assert.Equal(t, session.EndOnPrimaryAction, s.endMode())
	assert.Nil(t, s.opener(), "the system's browser")
	assert.NotEmpty(t, s.info().Hints)
}

func TestALinkIsTakenAsItIs(t *testing.T) {
	for _, link := range []string{"com.example.connecthost://oauth_complete?status=success&ch_state=$(id)", "-browser=/bin/evil", "--", ""} {
		s, err := parse(t, nil, "-return", "scheme", "--", link)
		require.NoError(t, err)
		assert.Equal(t, link, s.link())
		assert.Empty(t, s.browser)
		assert.Equal(t, "com.example.connecthost://oauth_complete", s.returnURL())
	}
	s, err := parse(t, nil)
	require.NoError(t, err)
	assert.Empty(t, s.returnURL(), "a loopback address")
}

func TestTheEnvironmentSaysWhoWeAreToALiveProvider(t *testing.T) {
	s, err := parse(t, map[string]string{"MX_CLIENT_ID": "id", "MX_API_KEY": "canary-key"}, "-live", "-end", "first")
	require.NoError(t, err)
	assert.Equal(t, session.EndOnFirstMember, s.endMode())
	assert.Empty(t, s.info().Hints, "no sandbox logins for a real provider")
	var log bytes.Buffer
	b := backends{settings: s, log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	found, err := b.open(t.Context())
	require.NoError(t, err)
	assert.Equal(t, mx.Integration, found.URL)
	assert.Equal(t, "https://int-widgets.moneydesktop.com", found.WidgetOrigin)
	assert.NotContains(t, log.String(), "canary-key")
}

func TestTheSandboxStartsOnceAndIsClosed(t *testing.T) {
	s, err := parse(t, nil, "-ui", "basic")
	require.NoError(t, err)
	b := backends{settings: s, log: slog.New(slog.DiscardHandler)}
	first, err := b.open(t.Context())
	require.NoError(t, err)
	second, err := b.open(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first.URL, second.URL)
	b.close()
	_, err = first.Provider.(provider.AccountReader).Accounts(context.Background(), "USR-1", "")
	assert.Equal(t, fault.ProviderUnreachable, fault.CodeOf(err))
}

func TestASandboxThatCannotStartSaysSo(t *testing.T) {
	s, err := parse(t, nil, "-addr", "192.0.2.1:80")
	require.NoError(t, err)
	b := backends{settings: s, log: slog.New(slog.DiscardHandler)}
	_, err = b.open(t.Context())
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	b.close()
}

func TestTheJournalIsPrivateAndIsAppendedTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	for range 2 {
		journal, closeJournal, err := openJournal(path)
		require.NoError(t, err)
		require.NotNil(t, journal)
		closeJournal()
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, _, err = openJournal(filepath.Join(path, "no", "such", "folder"))
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}

func TestTheBrowserCommandGetsTheAddressAsOneArgument(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "browser")
	out := filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > "+out+"\n"), 0o700))
	const address = "https://bank.example/?a=1&b=$(id);c d"
	require.NoError(t, settings{browser: script}.opener()(t.Context(), address))
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", address}, strings.Split(strings.TrimSpace(string(got)), "\n"))
	assert.Error(t, settings{browser: filepath.Join(dir, "missing")}.opener()(t.Context(), address))
}

func TestTheHintsAreJSONThatThePageReads(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	raw, err := json.Marshal(s.info())
	require.NoError(t, err)
	assert.Contains(t, string(raw), `"hints":[{"institution":"Harborlight Bank"`)
}
