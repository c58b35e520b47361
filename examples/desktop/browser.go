package main

import (
	"context"
	"os/exec"

	"github.com/connecthost/connecthost/core/driver"
)

// opener runs the command that the settings name; nil is the system's browser.
func (s settings) opener() driver.Opener {
	if s.browser == "" {
		return nil
	}
	return func(ctx context.Context, url string) error {
		// The address is one argument and no shell reads it. It begins with a
		// scheme that the session allows, so it cannot be taken for a flag.
		return exec.CommandContext(ctx, s.browser, url).Run()
	}
}
