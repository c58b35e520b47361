package shell

import (
	"context"
	"sync"

	"github.com/connecthost/connecthost/core/provider"
)

// Backend is where the shell's widgets come from.
type Backend struct {
	Provider     provider.Provider
	URL          string // base URL of the provider's API, for the page
	WidgetOrigin string // origin of the provider's widget, for one that posts its events
}

// backend opens the app's Backend when it is first needed, and again as long
// as that fails. It is safe for concurrent use.
type backend struct {
	open func(context.Context) (Backend, error)

	mu    sync.Mutex
	found *Backend
}

func (b *backend) get(ctx context.Context) (Backend, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.found != nil {
		return *b.found, nil
	}
	found, err := b.open(ctx)
	if err != nil {
		return Backend{}, err
	}
	b.found = &found
	return found, nil
}

// url is the provider's address, empty as long as it is not known.
func (b *backend) url() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.found == nil {
		return ""
	}
	return b.found.URL
}
