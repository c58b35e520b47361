package main

import (
	"context"
	"log/slog"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/desktop/vault"
)

// openVault opens the folder that keeps the session while the user is at a
// bank. The sandbox ends with the app, and so does what it knows: there is
// nothing to go on with then, unless the settings ask for it.
func openVault(ctx context.Context, s settings, log *slog.Logger) (journey.Store, func(), error) {
	if !s.live && s.vault == "" {
		return nil, func() {}, nil
	}
	v, err := vault.Open(ctx, vault.Options{AppID: appID, Dir: s.vault, Logger: log})
	if err != nil {
		return nil, nil, err
	}
	return v, func() { _ = v.Close() }, nil
}
