package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/desktop/shell"
)

// closePatience is how long the sandbox may take to answer its last requests.
const closePatience = 2 * time.Second

// backends opens the provider that the settings ask for, and closes what it
// opened. It is safe for concurrent use.
type backends struct {
	settings settings
	log      *slog.Logger

	mu      sync.Mutex
	sandbox *sandbox.Sandbox
}

// open returns the live provider, or the sandbox's, which it starts.
func (b *backends) open(ctx context.Context) (shell.Backend, error) {
	who := b.settings.account
	if !b.settings.live {
		s, err := b.started(ctx)
		if err != nil {
			return shell.Backend{}, err
		}
		who = accountIn(s, b.settings.provider)
	}
	switch b.settings.provider {
	case providerUCW:
		return b.ucw(who)
	case providerFino:
		return b.fino(who)
	}
	return b.mx(who)
}

// accountIn is our account in the sandbox.
func accountIn(s *sandbox.Sandbox, provider string) account {
	switch provider {
	case providerUCW:
		return account{url: s.UCWURL()}
	case providerFino:
		id, key := s.FinoCredentials()
		return account{s.FinoURL(), id, key}
	}
	id, key := s.Credentials()
	return account{s.BaseURL(), id, key}
}

func (b *backends) started(ctx context.Context) (*sandbox.Sandbox, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sandbox != nil {
		return b.sandbox, nil
	}
	s, err := sandbox.Start(ctx, sandbox.Options{
		Addr:   b.settings.addr,
		UI:     b.settings.ui,
		UIDir:  b.settings.uiDir,
		Logger: b.log,
	})
	if err != nil {
		return nil, err
	}
	b.log.Info("sandbox", "url", s.BaseURL(), "ui", s.UI(), "ucw", s.UCWURL(), "fino", s.FinoURL())
	b.sandbox = s
	return s, nil
}

func (b *backends) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sandbox == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	if err := b.sandbox.Close(ctx); err != nil {
		b.log.Warn("sandbox", "error", err)
	}
}
