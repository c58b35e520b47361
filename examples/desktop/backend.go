package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
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
	if b.settings.live {
		return b.client(b.settings.mxURL, b.settings.mxClientID, b.settings.mxKey)
	}
	s, err := b.started(ctx)
	if err != nil {
		return shell.Backend{}, err
	}
	id, key := s.Credentials()
	return b.client(s.BaseURL(), id, key)
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
	b.log.Info("sandbox", "url", s.BaseURL(), "ui", s.UI())
	b.sandbox = s
	return s, nil
}

func (b *backends) client(url, id string, key secret.String) (shell.Backend, error) {
	if url == "" {
		url = mx.Integration
	}
	client, err := mx.New(mx.Config{BaseURL: url, ClientID: id, APIKey: key, Logger: b.log})
	if err != nil {
		return shell.Backend{}, err
	}
	return shell.Backend{Provider: client.Provider(), URL: url, WidgetOrigin: b.widgetOrigin(url)}, nil
}

// widgetOrigin is where the widget's pages come from: the sandbox serves them
// beside its API, MX from a host of their own.
func (b *backends) widgetOrigin(url string) string {
	switch url {
	case mx.Integration:
		return "https://int-widgets.moneydesktop.com"
	case mx.Production:
		return "https://widgets.moneydesktop.com"
	}
	return url
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

// info describes the example for the shell's page.
func (s settings) info() shell.Info {
	info := shell.Info{Provider: "mx", Live: s.live, Version: version()}
	if !s.live {
		info.Hints = []shell.Hint{
			{Institution: "Harborlight Bank", User: "any", Password: "correct", What: "connects"},
			{Institution: "Mistral Credit Union", User: "any", Password: "wrong, then correct", What: "is refused first, then connects"},
			{Institution: "Tidewater Bank", User: "any", Password: "correct", What: "is connected at the bank's own site, in the browser"},
		}
	}
	return info
}
