package instance

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestFilesOfTheInstanceAreForTheUserAlone(t *testing.T) {
	runtime := surroundings(t, "")
	first, err := Acquire(t.Context(), Options{AppID: testApp})
	require.NoError(t, err)
	defer func() { _ = first.Close() }()
	dir := filepath.Join(runtime, "connecthost-"+nameOf(testApp))
	for path, mode := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, lockFile): 0o600, filepath.Join(dir, socketFile): 0o600} {
		info, err := os.Lstat(path)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), path)
	}
}

func TestAFolderThatOthersCanReachIsNotUsed(t *testing.T) {
	for name, prepare := range map[string]func(string) error{
		"readable to all": func(dir string) error { return os.Mkdir(dir, 0o755) },
		"a link":          func(dir string) error { return errors.Join(os.Mkdir(dir+"2", 0o700), os.Symlink(dir+"2", dir)) },
		"a file":          func(dir string) error { return os.WriteFile(dir, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			runtime := surroundings(t, "")
			require.NoError(t, prepare(filepath.Join(runtime, "connecthost-"+nameOf(testApp))))
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, err := Acquire(ctx, Options{AppID: testApp})
			assert.Equal(t, fault.InstanceUnavailable, fault.CodeOf(err))
		})
	}
}

// TestAFloodAtTheSocketDelaysOnly opens connections that say nothing.
func TestAFloodAtTheSocketDelaysOnly(t *testing.T) {
	surroundings(t, "")
	first := start(t)
	first.says(isFirst)
	dir, err := meetingFolder(testApp)
	require.NoError(t, err)
	for range 2 * maxServed {
		c, err := net.Dial("unix", filepath.Join(dir, socketFile))
		require.NoError(t, err)
		defer func() { _ = c.Close() }()
	}
	hands(t, aLink)
	first.says(aLink)
}

// TestWhatIsSaidOnTheBus calls the method as another program could.
func TestWhatIsSaidOnTheBus(t *testing.T) {
	address := aBus(t)
	surroundings(t, address)
	first, err := Acquire(t.Context(), Options{AppID: testApp})
	require.NoError(t, err)
	c, err := dbus.Connect(address)
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	o := c.Object("connecthost.app"+nameOf(testApp), busPath)
	for name, args := range map[string][]any{
		"no arguments": {},
		"another type": {"x"},
		"one too many": {[]string{"x"}, "y"},
		"too many":     {manyTimes("x", maxArguments+1)},
		"too long":     {[]string{strings.Repeat("x", maxMessage+1)}},
	} {
		assert.Error(t, o.CallWithContext(t.Context(), busInterface+"."+busMethod, 0, args...).Err, name)
	}
	require.NoError(t, o.CallWithContext(t.Context(), busInterface+"."+busMethod, 0, []string{"x", aLink}).Err)
	require.NoError(t, first.Close())
	assert.Equal(t, aLink, <-first.Links())
	_, more := <-first.Links()
	assert.False(t, more)
}
