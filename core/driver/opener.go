package driver

import (
	"context"
	"errors"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// openWithin is how long an opener may take.
const openWithin = 15 * time.Second

// Opener opens an address outside of the app. It has to return when ctx ends.
type Opener func(ctx context.Context, url string) error

// Open opens an address with o. An opener that ignores the end of its context
// is left behind after 15 seconds. Error: external_open_failed, whose cause
// does not repeat the address.
func (o Opener) Open(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	result := make(chan error, 1)
	go func() { result <- o(ctx, url) }()
	var err error
	select {
	case err = <-result:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		return nil
	}
	safe := secret.NewRedactor(append(secret.TokensOf(url), url)...).Text(err.Error())
	return fault.New(fault.ExternalOpenFailed, errors.New(safe))
}
