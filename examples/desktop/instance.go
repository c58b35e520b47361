package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/connecthost/connecthost/desktop/link/instance"
)

// appID names the app to the system. It is also the scheme of its links.
const appID = "com.example.connecthost"

// acquire makes this process the app's only one, for links of its scheme: the
// system starts a process for each of them. It fails with instance.ErrHandedOver
// when another process has taken over. Where processes cannot meet, this one
// goes on alone.
func acquire(ctx context.Context, s settings, log *slog.Logger) (links <-chan string, started <-chan struct{}, end func(), err error) {
	if s.back != backScheme && s.link() == "" {
		return nil, nil, func() {}, nil
	}
	first, err := instance.Acquire(ctx, instance.Options{AppID: appID, Args: s.args, Logger: log})
	switch {
	case errors.Is(err, instance.ErrHandedOver):
		return nil, nil, nil, err
	case err != nil:
		log.Warn("desktop", "error", err)
		return nil, nil, func() {}, nil
	}
	return first.Links(), first.Started(), func() { _ = first.Close() }, nil
}
