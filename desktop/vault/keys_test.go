package vault

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

const noBus, aBus = "disabled:", "unix:path=/nonexistent"

func TestWithoutAKeychainTheKeyIsInAFileAndTheLogSaysSo(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus)
	var log bytes.Buffer
	dir := folder(t)
	v := open(t, Options{Dir: dir, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	assert.True(t, v.KeyInFile())
	assert.Contains(t, log.String(), "there is no keychain: the key of stored sessions is in a file")
	info, err := os.Stat(filepath.Join(dir, keyName))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, v.Save("session", []byte("x")))
	got, err := open(t, Options{Dir: dir}).Load("session")
	require.NoError(t, err)
	assert.Equal(t, "x", string(got))
}

func TestAKeychainThatCannotBeReachedFallsBackToo(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", aBus)
	assert.True(t, open(t, Options{Dir: folder(t)}).KeyInFile())
}

// TestAKeychainThatHangsIsLeftBehind has a bus that takes calls and answers
// none.
func TestAKeychainThatHangsIsLeftBehind(t *testing.T) {
	bus := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", bus)
	require.NoError(t, err)
	var taken sync.WaitGroup
	taken.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer func() { _ = c.Close() }()
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		taken.Wait()
	})
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+bus)
	assert.True(t, open(t, Options{Dir: folder(t)}).KeyInFile())
}

func TestADamagedKeyIsReplaced(t *testing.T) {
	for name, damage := range map[string]func(*testing.T, string){
		"empty":           overwrite(func([]byte) []byte { return nil }),
		"cut":             overwrite(func(b []byte) []byte { return b[:10] }),
		"longer":          overwrite(func(b []byte) []byte { return append(b, '0') }),
		"no digits":       overwrite(func(b []byte) []byte { b[0] = 'x'; return b }),
		"a link":          replace(func(f string) error { return os.Symlink("/etc/passwd", f) }),
		"a folder":        replace(func(f string) error { return os.Mkdir(f, 0o700) }),
		"readable to all": func(t *testing.T, f string) { require.NoError(t, os.Chmod(f, 0o640)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus)
			dir := folder(t)
			require.NoError(t, open(t, Options{Dir: dir}).Save("session", []byte("x")))
			damage(t, filepath.Join(dir, keyName))
			v := open(t, Options{Dir: dir})
			_, err := v.Load("session")
			assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err))
			require.NoError(t, v.Save("session", []byte("fresh")))
			_, err = open(t, Options{Dir: dir}).Load("session")
			assert.NoError(t, err)
		})
	}
}

func TestProcessesThatStartAtOnceAgreeOnTheKey(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus)
	dir := folder(t)
	var all sync.WaitGroup
	vaults := make([]*Vault, 8)
	for i := range vaults {
		all.Go(func() {
			v, err := Open(context.Background(), Options{AppID: "app", Dir: dir})
			if assert.NoError(t, err) {
				vaults[i] = v
			}
		})
	}
	all.Wait()
	require.NoError(t, vaults[0].Save("session", []byte("x")))
	for _, v := range vaults {
		_, err := v.Load("session")
		assert.NoError(t, err)
		assert.NoError(t, v.Close())
	}
}

// TestAKeychainTakesOver begins without a keychain; then there is one.
func TestAKeychainTakesOver(t *testing.T) {
	dir := folder(t)
	with := func(chain KeyStore) *Vault {
		v, err := openWith(t.Context(), Options{AppID: "app", Dir: dir}, chain)
		require.NoError(t, err)
		t.Cleanup(func() { _ = v.Close() })
		return v
	}
	v := with(noKey{})
	require.True(t, v.KeyInFile())
	require.NoError(t, v.Save("session", []byte("x")))

	v = with(oneKey{1})
	assert.False(t, v.KeyInFile())
	_, err := v.Load("session")
	require.NoError(t, err, "a session that the other key sealed can be opened")
	require.NoError(t, v.Save("session", []byte("y")))
	require.NoError(t, os.Remove(filepath.Join(dir, keyName)))
	_, err = with(oneKey{1}).Load("session")
	require.NoError(t, err, "it is sealed with the keychain's now")

	with(noKey{})
	require.FileExists(t, filepath.Join(dir, keyName))
	require.NoError(t, v.Remove("session"))
	with(oneKey{1})
	assert.NoFileExists(t, filepath.Join(dir, keyName), "nothing needs it any more")
}
