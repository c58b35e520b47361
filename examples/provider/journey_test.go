package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
)

// TestRunLinksAnAccount is the whole program, with a page of a browser in the
// place of a window: from Acme's widget to the bank, and back over a listener on
// a loopback address.
func TestRunLinksAnAccount(t *testing.T) {
	var out bytes.Buffer
	user := customerFor(t)
	tab := newTab(t, func(_ context.Context, address string) error {
		back := user.atBank(address, "allow")
		page, _ := user.read(user.client.Get(back))
		require.NotEmpty(t, page, "the app thanks its user")
		return nil
	})
	ended := make(chan error, 1)
	go func() { ended <- run(t.Context(), tab, &out) }()
	tab.press("button", "Log in at your bank")
	tab.press("button", "Done")
	require.NoError(t, <-ended)

	said := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Equal(t, []string{"- minting", "- loading"}, said[:2])
	require.Subset(t, said, []string{"- open", "- at_bank", "  the widget says acme/ready", "  the widget says acme/bank", "  the widget says acme/linked", "  the widget says acme/done", "- done"})
	require.NotContains(t, out.String(), "warning")
	require.Equal(t, "connected", said[len(said)-2])
	require.Regexp(t, "^link-", said[len(said)-1])
}

func TestRunEndsWithoutADisplay(t *testing.T) {
	require.Equal(t, fault.EngineUnavailable, fault.CodeOf(run(t.Context(), blind{}, io.Discard)))
}

// blind is a view where nothing can be shown.
type blind struct{ journey.View }

func (blind) Open(context.Context, driver.Options) (journey.Window, error) {
	return nil, fault.New(fault.EngineUnavailable, nil)
}
