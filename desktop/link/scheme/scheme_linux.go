package scheme

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// toolWithin is how long one of the system's tools may take.
const toolWithin = 15 * time.Second

func register(ctx context.Context, a App) error {
	file := a.ID + ".desktop"
	path, err := entryPath(file)
	if err != nil {
		return err
	}
	old, err := ownEntry(path)
	if err != nil {
		return err
	}
	replaced, err := owners(ctx, a, file, replacedBy(old))
	if err != nil {
		return err
	}
	text, err := entry(a, replaced)
	if err != nil {
		return err
	}
	if err := write(path, text); err != nil {
		return unavailable(err)
	}
	refresh(ctx, a, filepath.Dir(path))
	for _, s := range a.Schemes {
		if err := setDefault(ctx, file, s); err != nil {
			return err
		}
		if now, err := defaultOf(ctx, s); err != nil || now != file {
			a.Logger.Warn("the system may open these links with another app", "scheme", s, "app", now)
		}
	}
	return nil
}

// owners returns the apps that have the schemes, together with those that are
// known from before. Without TakeOver it fails when there is one.
func owners(ctx context.Context, a App, file string, before map[string]string) (map[string]string, error) {
	for _, s := range a.Schemes {
		now, err := defaultOf(ctx, s)
		if err != nil {
			return nil, err
		}
		if now == "" || now == file {
			continue
		}
		if !a.TakeOver {
			return nil, fault.New(fault.ReturnSchemeTaken, fmt.Errorf("%s has the scheme %s", now, s))
		}
		before[s] = now
	}
	return before, nil
}

// ownEntry returns the entry that Register wrote before, "" when it has not
// written one. Any other entry of that name belongs to an installed app, which
// needs it.
func ownEntry(path string) (string, error) {
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", unavailable(err)
	case !isOurs(string(old)):
		return "", fault.New(fault.ReturnSchemeTaken, errors.New("a desktop entry of this name exists that was not made for development"))
	}
	return string(old), nil
}

func remove(ctx context.Context, id string) error {
	file := id + ".desktop"
	path, err := entryPath(file)
	if err != nil {
		return err
	}
	old, err := ownEntry(path)
	if old == "" {
		return err
	}
	if err := os.Remove(path); err != nil {
		return unavailable(err)
	}
	refresh(ctx, App{}, filepath.Dir(path))
	if err := forget(file); err != nil {
		return unavailable(err)
	}
	for s, before := range replacedBy(old) {
		if err := setDefault(ctx, before, s); err != nil {
			return err
		}
	}
	return nil
}

// forget takes the entry out of the user's list of defaults. None of the tools
// has a command for that.
func forget(file string) error {
	config := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		config = filepath.Join(home, ".config")
	}
	path := filepath.Join(config, "mimeapps.list")
	list, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if left := withoutDefault(string(list), file); left != string(list) {
		return write(path, left)
	}
	return nil
}

// entryPath is where the user's desktop entries are.
func entryPath(file string) (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", unavailable(err)
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "applications", file), nil
}

// write replaces a file as a whole.
func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".connecthost-")
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// refresh renews the cache of entries. Without it only some desktops find a
// new one late.
func refresh(ctx context.Context, a App, dir string) {
	if _, err := tool(ctx, "update-desktop-database", dir); err != nil && a.Logger != nil {
		a.Logger.Warn("the list of apps could not be renewed", "cause", err)
	}
}

// defaultOf is the desktop entry that opens links of a scheme, "" for none.
func defaultOf(ctx context.Context, scheme string) (string, error) {
	out, err := tool(ctx, "xdg-mime", "query", "default", handler+scheme)
	return strings.TrimSpace(out), unavailable(err)
}

func setDefault(ctx context.Context, file, scheme string) error {
	_, err := tool(ctx, "xdg-mime", "default", file, handler+scheme)
	return unavailable(err)
}

func tool(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, toolWithin)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s failed (packages xdg-utils and desktop-file-utils): %w", name, err)
	}
	return string(out), nil
}

// unavailable is nil for nil.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.ReturnAddressUnavailable, err)
}
