package scheme

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

const (
	testID  = "com.example.connecthost-test"
	theLink = testID + "://oauth_complete?status=success&member_guid=MBR-1&x=%41$(id)&ch_state=00"
	// sinkVariable names the file to which this program writes its arguments
	// when a link starts it.
	sinkVariable = "CONNECTHOST_TEST_SINK"
)

func TestMain(m *testing.M) {
	if sink := os.Getenv(sinkVariable); sink != "" {
		data, _ := json.Marshal(os.Args[1:])
		_ = errors.Join(os.WriteFile(sink+".part", data, 0o600), os.Rename(sink+".part", sink))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// desktop gives the system's tools folders of the test's own.
func desktop(t *testing.T) (data, config string) {
	data, config = t.TempDir(), t.TempDir()
	for name, value := range map[string]string{
		"XDG_DATA_HOME": data, "XDG_CONFIG_HOME": config, "XDG_DATA_DIRS": t.TempDir(), "XDG_CONFIG_DIRS": t.TempDir(),
		"HOME": t.TempDir(), "XDG_CURRENT_DESKTOP": "", "DESKTOP_SESSION": "", "DISPLAY": "", "WAYLAND_DISPLAY": "",
		"DBUS_SESSION_BUS_ADDRESS": "disabled:", "BROWSER": "/bin/false",
	} {
		t.Setenv(name, value)
	}
	return data, config
}

// run runs a tool, which has to be there: scripts/setup installs them.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	require.NoError(t, err, "%s: %s", name, out)
	return strings.TrimSpace(string(out))
}

func query(t *testing.T, scheme string) string {
	return run(t, "xdg-mime", "query", "default", handler+scheme)
}

func TestALinkStartsTheApp(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for name, tool := range map[string][]string{"gio": {"gio", "open"}, "xdg-open": {"xdg-open"}} {
		t.Run(name, func(t *testing.T) {
			desktop(t)
			t.Setenv("DISPLAY", ":1") // xdg-open wants to see one, and does not use it
			require.NoError(t, Register(t.Context(), App{ID: testID, Command: []string{self, "--flag"}}))
			sink := filepath.Join(t.TempDir(), "arguments")
			t.Setenv(sinkVariable, sink)
			run(t, tool[0], append(tool[1:], theLink)...)
			assert.Equal(t, []string{"--flag", theLink}, arguments(t, sink))
		})
	}
}

// arguments waits for what the app was started with.
func arguments(t *testing.T, sink string) (args []string) {
	t.Helper()
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(sink)
		return err == nil && json.Unmarshal(data, &args) == nil
	}, 30*time.Second, 5*time.Millisecond)
	return args
}

func TestAProgramMayBeAnywhere(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for name, folder := range map[string]string{
		"spaces":        "my app",
		"quotes":        `it's "mine"`,
		"a shell's":     "$(id) `id` ; id & id",
		"backslashes":   `a\b\\c\s`,
		"other letters": "Größe",
	} {
		t.Run(name, func(t *testing.T) {
			desktop(t)
			program := filepath.Join(t.TempDir(), folder, "app")
			require.NoError(t, os.Mkdir(filepath.Dir(program), 0o700))
			require.NoError(t, os.Symlink(self, program))
			require.NoError(t, Register(t.Context(), App{ID: testID, Name: folder, Command: []string{program, folder, "", "%u %% %f"}}))
			sink := filepath.Join(t.TempDir(), "arguments")
			t.Setenv(sinkVariable, sink)
			run(t, "gio", "open", theLink)
			assert.Equal(t, []string{folder, "", "%u %% %f", theLink}, arguments(t, sink))
		})
	}
}

func TestTheEntryIsValid(t *testing.T) {
	data, _ := desktop(t)
	app := App{ID: testID, Name: ` my "app" \s`, Command: []string{`/opt/my app/$x\y`, "%"}, Schemes: []string{"one", "Two.X"}}
	require.NoError(t, Register(t.Context(), app))
	file := filepath.Join(data, "applications", testID+".desktop")
	assert.Empty(t, run(t, "desktop-file-validate", file))
	assert.Contains(t, read(t, file), "\nMimeType=x-scheme-handler/one;x-scheme-handler/two.x;\n")
	files, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	assert.Len(t, files, 2, "the entry and the cache")
}

func read(t *testing.T, file string) string {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

func TestRemoveLeavesNothing(t *testing.T) {
	data, config := desktop(t)
	list := filepath.Join(config, "mimeapps.list")
	const before = "[Added Associations]\ntext/plain=x.desktop;\n\n[Default Applications]\ntext/plain=x.desktop\nx-scheme-handler/other=x.desktop\n"
	require.NoError(t, os.WriteFile(list, []byte(before), 0o600))
	app := App{ID: testID, Command: []string{"/bin/true"}, Schemes: []string{"one", "two"}}
	for range 2 {
		require.NoError(t, Register(t.Context(), app))
		assert.Equal(t, testID+".desktop", query(t, "one"))
		assert.Equal(t, testID+".desktop", query(t, "two"))
	}
	for range 2 {
		require.NoError(t, Remove(t.Context(), testID))
		assert.Empty(t, query(t, "one"))
		assert.NoFileExists(t, filepath.Join(data, "applications", testID+".desktop"))
		assert.Equal(t, before, read(t, list))
	}
}

// foreign is another app that has the scheme.
func foreign(t *testing.T, data, scheme string) {
	dir := filepath.Join(data, "applications")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	text := "[Desktop Entry]\nType=Application\nName=Other\nExec=/bin/true %u\nMimeType=" + handler + scheme + ";\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.desktop"), []byte(text), 0o600))
	run(t, "update-desktop-database", dir)
}

func TestASchemeOfAnotherAppIsLeftToIt(t *testing.T) {
	for name, set := range map[string]bool{"by default": true, "by its entry": false} {
		t.Run(name, func(t *testing.T) {
			data, _ := desktop(t)
			foreign(t, data, "one")
			if set {
				run(t, "xdg-mime", "default", "other.desktop", handler+"one")
			}
			app := App{ID: testID, Command: []string{"/bin/true"}, Schemes: []string{"zero", "one"}}
			err := Register(t.Context(), app)
			assert.Equal(t, fault.ReturnSchemeTaken, fault.CodeOf(err))
			assert.Equal(t, "other.desktop", query(t, "one"))
			assert.NoFileExists(t, filepath.Join(data, "applications", testID+".desktop"))

			app.TakeOver = true
			require.NoError(t, Register(t.Context(), app))
			require.NoError(t, Register(t.Context(), app), "again")
			assert.Equal(t, testID+".desktop", query(t, "one"))
			require.NoError(t, Remove(t.Context(), testID))
			assert.Equal(t, "other.desktop", query(t, "one"), "it has its scheme back")
			assert.Empty(t, query(t, "zero"))
		})
	}
}

func TestTheEntryOfAnInstalledAppIsLeftAlone(t *testing.T) {
	data, _ := desktop(t)
	foreign(t, data, "one")
	before := read(t, filepath.Join(data, "applications", "other.desktop"))
	for _, takeOver := range []bool{false, true} {
		err := Register(t.Context(), App{ID: "other", Command: []string{"/bin/true"}, TakeOver: takeOver})
		assert.Equal(t, fault.ReturnSchemeTaken, fault.CodeOf(err))
	}
	assert.Equal(t, fault.ReturnSchemeTaken, fault.CodeOf(Remove(t.Context(), "other")))
	assert.Equal(t, before, read(t, filepath.Join(data, "applications", "other.desktop")))
}

func TestMissingToolsAreNamed(t *testing.T) {
	desktop(t)
	t.Setenv("PATH", t.TempDir())
	err := Register(t.Context(), App{ID: testID, Command: []string{"/bin/true"}})
	assert.Equal(t, fault.ReturnAddressUnavailable, fault.CodeOf(err))
	assert.ErrorContains(t, errors.Unwrap(err), "xdg-utils")
}

func TestOnlyTheCacheIsOptional(t *testing.T) {
	desktop(t)
	path, tools := os.Getenv("PATH"), t.TempDir()
	for _, name := range []string{"sh", "awk", "sed", "grep", "cut", "head", "tr", "basename", "mkdir", "touch", "mv", "ls", "cat", "which", "uname", "dirname", "xdg-mime", "readlink"} {
		if found, err := exec.LookPath(name); err == nil {
			require.NoError(t, os.Symlink(found, filepath.Join(tools, name)))
		}
	}
	t.Setenv("PATH", tools)
	var log bytes.Buffer
	require.NoError(t, Register(t.Context(), App{ID: testID, Command: []string{"/bin/true"}, Logger: slog.New(slog.NewTextHandler(&log, nil))}))
	t.Setenv("PATH", path)
	assert.Equal(t, testID+".desktop", query(t, testID))
	assert.Contains(t, log.String(), "could not be renewed")
}

func TestUnusableSettingsAreRefused(t *testing.T) {
	data, _ := desktop(t)
	usable := App{ID: testID, Command: []string{"/bin/true"}}
	for name, change := range map[string]func(*App){
		"no ID":                    func(a *App) { a.ID = "" },
		"an ID that is a path":     func(a *App) { a.ID = "../x" },
		"a scheme of the web":      func(a *App) { a.Schemes = []string{"https"} },
		"two schemes in one":       func(a *App) { a.Schemes = []string{"a;b"} },
		"a line break in a name":   func(a *App) { a.Name = "x\nExec=/bin/sh" },
		"no command":               func(a *App) { a.Command = nil },
		"a relative command":       func(a *App) { a.Command = []string{"app"} },
		"a percent sign":           func(a *App) { a.Command = []string{"/opt/a%b"} },
		"an equals sign":           func(a *App) { a.Command = []string{"/opt/a=b"} },
		"a line break in a word":   func(a *App) { a.Command = []string{"/bin/true", "x\nTerminal=true"} },
		"no text in a word":        func(a *App) { a.Command = []string{"/bin/true", "\xff"} },
		"a control code in a word": func(a *App) { a.Command = []string{"/bin/true", "\x1b[2J"} },
	} {
		t.Run(name, func(t *testing.T) {
			app := usable
			change(&app)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(Register(t.Context(), app)))
			assert.NoDirExists(t, filepath.Join(data, "applications"))
		})
	}
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(Remove(t.Context(), "../x")))
}
