package compat_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// install runs npm unless what is installed is as new as the lock file.
func install(t *testing.T) {
	t.Helper()
	lock, err := os.Stat("package-lock.json")
	require.NoError(t, err)
	if done, err := os.Stat("node_modules/.package-lock.json"); err == nil && !done.ModTime().Before(lock.ModTime()) {
		return
	}
	run(t, nil, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
}

// run runs a program in this folder and fails the test with what it printed.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	path, err := exec.LookPath(name)
	require.NoError(t, err, "install Node.js with npm, or use -short")
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s:\n%s", name, out)
	return string(out)
}

func TestMXsOwnClientOfTheOlderVersion(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Node.js and MX's client")
	}
	install(t)
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 })
	id, key := s.Credentials()
	out := run(t, []string{"MX_URL=" + s.BaseURL(), "MX_CLIENT=" + id, "MX_KEY=" + key.Reveal()}, "node", "journey.mjs")
	assert.Contains(t, out, "passed: users, widget URLs, institutions, members, status, challenges, accounts, transactions, statements, refusals")
}
