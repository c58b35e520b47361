// Package scheme tells the system that links of an app's own scheme open the
// app, for development on Linux. An installed app has this from its package:
// the installer's .desktop file on Linux, CFBundleURLTypes in Info.plist on
// macOS, the installer's registry keys on Windows.
package scheme

import (
	"context"
	"log/slog"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/desktop/link/appid"
)

// App is an app whose links are to open it. ID and Command are required.
type App struct {
	// ID names the app, as in com.example.app.
	ID string
	// Name is what the user reads when the system asks; default ID.
	Name string
	// Command is the program, as an absolute path, and its arguments. The link
	// comes after them.
	Command []string
	// Schemes are the schemes of the links; default ID.
	Schemes []string
	// TakeOver takes over a scheme that another app has. Remove gives it back.
	TakeOver bool
	// Logger is told what the system did not do; default: discard.
	Logger *slog.Logger
}

// Register has the system open the app's links with it, until Remove. It may
// be called again, with other settings too.
//
// Errors: config_invalid for unusable settings, return_scheme_taken when
// another app has a scheme, return_address_unavailable when the system's
// xdg-mime is missing or fails, and on other systems than Linux.
func Register(ctx context.Context, a App) error {
	if !appid.Valid(a.ID) {
		return fault.Newf(fault.ConfigInvalid, nil, "The app needs an ID of letters, digits, dots, hyphens and underscores.")
	}
	schemes, err := appid.Schemes(a.Schemes, a.ID)
	if err != nil {
		return err
	}
	a.Schemes = schemes
	if a.Name == "" {
		a.Name = a.ID
	}
	if a.Logger == nil {
		a.Logger = slog.New(slog.DiscardHandler)
	}
	return register(ctx, a)
}

// Remove takes back what Register did for the app. It succeeds when there is
// nothing to take back. Errors: as of Register.
func Remove(ctx context.Context, id string) error {
	if !appid.Valid(id) {
		return fault.Newf(fault.ConfigInvalid, nil, "The app needs an ID of letters, digits, dots, hyphens and underscores.")
	}
	return remove(ctx, id)
}
