package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// oneKey is a KeyStore that has a key.
type oneKey [seal.KeySize]byte

func (k oneKey) Key(context.Context) ([]byte, error) { return k[:], nil }

// noKey is a KeyStore without a key.
type noKey struct{}

func (noKey) Key(context.Context) ([]byte, error) { return nil, errors.New("no key") }

func open(t *testing.T, o Options) *Vault {
	if o.AppID == "" {
		o.AppID = "com.example.app"
	}
	v, err := Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// folder is one for a vault, as the vault would make it.
func folder(t testing.TB) string { return filepath.Join(t.TempDir(), "vault") }

func TestASnapshotIsThereAfterARestart(t *testing.T) {
	dir := folder(t)
	v := open(t, Options{Dir: dir, Keys: oneKey{1}})
	for _, id := range []string{"session", "Session", "a/../b", "ü", ".", "..", "-", "CON", strings.Repeat("x", maxID)} {
		require.NoError(t, v.Save(id, []byte("first of "+id)))
		require.NoError(t, v.Save(id, []byte("last of "+id)))
	}
	require.NoError(t, v.Close())
	v = open(t, Options{Dir: dir, Keys: oneKey{1}})
	ids, err := v.Sessions()
	require.NoError(t, err)
	assert.Len(t, ids, 9)
	for _, id := range ids {
		got, err := v.Load(id)
		require.NoError(t, err)
		assert.Equal(t, "last of "+id, string(got))
		require.NoError(t, v.Remove(id))
		require.NoError(t, v.Remove(id))
		_, err = v.Load(id)
		assert.Equal(t, fault.SnapshotMissing, fault.CodeOf(err))
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, files)
}

func TestFilesAreSealedAndForTheUserAlone(t *testing.T) {
	dir := folder(t)
	v := open(t, Options{Dir: dir, Keys: oneKey{1}})
	require.NoError(t, v.Save("session", []byte("canary canary")))
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	file := onlyFile(t, dir)
	info, err = os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(data), "canary")
}

// onlyFile is the one file of a folder: no draft is left.
func onlyFile(t *testing.T, dir string) string {
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
	return filepath.Join(dir, files[0].Name())
}

func TestUnusableArgumentsAreRefused(t *testing.T) {
	v := open(t, Options{Dir: folder(t), Keys: oneKey{1}})
	for _, id := range []string{"", strings.Repeat("x", maxID+1)} {
		assert.Equal(t, fault.InputInvalid, fault.CodeOf(v.Save(id, nil)))
		assert.Equal(t, fault.InputInvalid, fault.CodeOf(v.Remove(id)))
		_, err := v.Load(id)
		assert.Equal(t, fault.InputInvalid, fault.CodeOf(err))
	}
	assert.Equal(t, fault.InputInvalid, fault.CodeOf(v.Save("session", make([]byte, maxSnapshot+1))))
	for _, app := range []string{"", "../x", "a/b", ".hidden", "x.", "a b", "ü", strings.Repeat("x", 101)} {
		_, err := Open(t.Context(), Options{AppID: app, Dir: folder(t)})
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), app)
	}
	_, err := Open(t.Context(), Options{AppID: "app", Dir: folder(t), Keys: noKey{}})
	assert.Equal(t, fault.VaultUnavailable, fault.CodeOf(err))
}

func TestAClosedVaultSaysSo(t *testing.T) {
	v := open(t, Options{Dir: folder(t), Keys: oneKey{1}})
	require.NoError(t, v.Close())
	_, loaded := v.Load("session")
	_, listed := v.Sessions()
	for _, err := range []error{v.Save("session", nil), v.Remove("session"), loaded, listed} {
		assert.Equal(t, fault.VaultUnavailable, fault.CodeOf(err))
	}
}

func TestADamagedFileIsPutAsideAndAFreshOneTakesItsPlace(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, file string){
		"empty":            overwrite(func([]byte) []byte { return nil }),
		"cut":              overwrite(func(b []byte) []byte { return b[:len(b)-1] }),
		"longer":           overwrite(func(b []byte) []byte { return append(b, 0) }),
		"one bit":          overwrite(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }),
		"the first line":   overwrite(func(b []byte) []byte { b[0] ^= 1; return b }),
		"another version":  overwrite(func(b []byte) []byte { return bytes.Replace(b, []byte("vault 1"), []byte("vault 2"), 1) }),
		"in clear text":    overwrite(func([]byte) []byte { return []byte(header + `{"version":3}`) }),
		"huge":             overwrite(func([]byte) []byte { return make([]byte, 2*maxSnapshot) }),
		"a link":           replace(func(f string) error { return os.Symlink("/etc/passwd", f) }),
		"a link to itself": replace(func(f string) error { return os.Symlink(filepath.Base(f), f) }),
		"a link to nobody": replace(func(f string) error { return os.Symlink("nothing", f) }),
		"a folder":         replace(func(f string) error { return os.MkdirAll(filepath.Join(f, "x"), 0o700) }),
		"readable to all":  func(t *testing.T, f string) { require.NoError(t, os.Chmod(f, 0o644)) },
		"of another session": func(t *testing.T, f string) {
			other, err := fileOf("other")
			require.NoError(t, err)
			require.NoError(t, os.Rename(filepath.Join(filepath.Dir(f), other), f))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			var log bytes.Buffer
			v := open(t, Options{Dir: dir, Keys: oneKey{1}, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			require.NoError(t, v.Save("session", []byte("canary")))
			require.NoError(t, v.Save("other", []byte("canary")))
			file, err := fileOf("session")
			require.NoError(t, err)
			damage(t, filepath.Join(dir, file))
			_, err = v.Load("session")
			assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err))
			assert.Contains(t, log.String(), "put aside")
			assert.NotContains(t, log.String()+fmt.Sprintf("%+v", err), "canary")
			_, err = v.Load("session")
			assert.Equal(t, fault.SnapshotMissing, fault.CodeOf(err), "it does not come up again")
			require.NoError(t, v.Save("session", []byte("fresh")))
			got, err := v.Load("session")
			require.NoError(t, err)
			assert.Equal(t, "fresh", string(got))
			passwd, err := os.Stat("/etc/passwd")
			require.NoError(t, err)
			assert.NotZero(t, passwd.Size())
		})
	}
}

func overwrite(change func([]byte) []byte) func(*testing.T, string) {
	return func(t *testing.T, file string) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, change(data), 0o600))
	}
}

func replace(with func(string) error) func(*testing.T, string) {
	return func(t *testing.T, file string) {
		require.NoError(t, os.Remove(file))
		require.NoError(t, with(file))
	}
}

func TestAFileOfAnotherKeyOrAppIsRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"another key": {AppID: "com.example.app", Keys: oneKey{2}},
		"another app": {AppID: "com.example.other", Keys: oneKey{1}},
	} {
		t.Run(name, func(t *testing.T) {
			o.Dir = folder(t)
			require.NoError(t, open(t, Options{Dir: o.Dir, Keys: oneKey{1}}).Save("session", []byte("x")))
			_, err := open(t, o).Load("session")
			assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err))
		})
	}
}

// TestALinkIsReplacedAndNotWrittenThrough makes the name a link: the rename
// replaces it, and the file that it leads to stays as it is.
func TestALinkIsReplacedAndNotWrittenThrough(t *testing.T) {
	dir := folder(t)
	v := open(t, Options{Dir: dir, Keys: oneKey{1}})
	file, err := fileOf("session")
	require.NoError(t, err)
	target := filepath.Join(t.TempDir(), "target")
	require.NoError(t, os.WriteFile(target, []byte("untouched"), 0o600))
	require.NoError(t, os.Symlink(target, filepath.Join(dir, file)))
	require.NoError(t, v.Save("session", []byte("x")))
	data, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "untouched", string(data))
	_, err = v.Load("session")
	assert.NoError(t, err)
}

func TestAFolderThatOthersCanReachIsRefused(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, dir string){
		"readable to all": func(t *testing.T, dir string) { require.NoError(t, os.Mkdir(dir, 0o755)) },
		"writable to the group": func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chmod(dir, 0o720))
		},
		"a link": func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir+"2", 0o700))
			require.NoError(t, os.Symlink(dir+"2", dir))
		},
		"a file": func(t *testing.T, dir string) { require.NoError(t, os.WriteFile(dir, nil, 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			prepare(t, dir)
			_, err := Open(t.Context(), Options{AppID: "app", Dir: dir, Keys: oneKey{1}})
			assert.Equal(t, fault.VaultUnavailable, fault.CodeOf(err))
		})
	}
}

func TestFilesOfSomebodyElseAreRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir := folder(t)
	v := open(t, Options{Dir: dir, Keys: oneKey{1}})
	require.NoError(t, v.Save("session", []byte("x")))
	require.NoError(t, os.Chown(onlyFile(t, dir), 12345, 12345))
	_, err := v.Load("session")
	assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err))
	require.NoError(t, os.Chown(dir, 12345, 12345))
	_, err = Open(t.Context(), Options{AppID: "app", Dir: dir, Keys: oneKey{1}})
	assert.Equal(t, fault.VaultUnavailable, fault.CodeOf(err))
}

func TestTheFolderIsTheUsersStateFolder(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	open(t, Options{Keys: oneKey{1}})
	assert.DirExists(t, filepath.Join(state, "com.example.app"))
	t.Setenv("XDG_STATE_HOME", "relative")
	t.Setenv("HOME", state)
	open(t, Options{Keys: oneKey{1}})
	assert.DirExists(t, filepath.Join(state, ".local", "state", "com.example.app"))
}

func TestNothingOfAVaultPrintsItsKey(t *testing.T) {
	key := make([]byte, seal.KeySize)
	_, _ = rand.Read(key)
	v := open(t, Options{Dir: folder(t), Keys: oneKey(key)})
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", v, v, v, v), fmt.Sprintf("%v %+v %#v %s", v.Sealer(), v.Sealer(), v.Sealer(), v.Sealer())} {
		assert.NotContains(t, text, hex.EncodeToString(key)[:8])
		assert.NotContains(t, text, fmt.Sprint(key[0], " ", key[1], " ", key[2]))
	}
}
