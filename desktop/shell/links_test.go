package shell

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// serving is a traveller to whom later processes bring links.
func serving(t *testing.T) (tr *traveller, links chan string, started chan struct{}, fronted chan bool) {
	links, started, fronted = make(chan string), make(chan struct{}), make(chan bool, 8)
	tr, _ = newTraveller(t, func(c *Config) { c.Links, c.Started, c.front = links, started, func() { fronted <- true } })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tr.serve(t.Context())
	}()
	t.Cleanup(func() { <-ended })
	return tr, links, started, fronted
}

func TestALinkOfALaterProcessIsHandedToTheSession(t *testing.T) {
	tr, links, started, fronted := serving(t)
	w := tr.visitBank()
	links <- "connecthost-test://oauth_complete?status=error" // forged
	links <- tr.back("status=success&member_guid=MBR-1")
	tr.reach(Open)
	require.Eventually(t, func() bool { return w.fronted() == 1 }, inTime, tick)
	started <- struct{}{}
	require.Eventually(t, func() bool { return w.fronted() == 2 }, inTime, tick)
	assert.Empty(t, fronted, "the shell's window would cover it")
	tr.Cancel()
	tr.idle()
	started <- struct{}{}
	assert.True(t, <-fronted, "the shell comes to the front without a widget")
	close(links)
	close(started)
}

func TestALinkForNoSessionIsRefusedInWords(t *testing.T) {
	tr, links, started, fronted := serving(t)
	links <- "connecthost-test://oauth_complete?status=success&member_guid=M"
	require.Eventually(t, func() bool { return tr.Snapshot().State.Notice != nil }, inTime, tick)
	state := tr.Snapshot().State
	assert.Equal(t, Idle, state.Phase)
	assert.Equal(t, fault.ReturnUnexpected, state.Notice.Code)
	assert.Equal(t, "A return link was refused. The app is not waiting for anyone to come back from a bank.", state.Notice.Message)
	assert.Empty(t, tr.windows, "no window opens")
	assert.Empty(t, fronted)
	close(links)
	close(started)
}
