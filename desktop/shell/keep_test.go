package shell

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

func TestALinkToAnotherSiteIsNothingToKeep(t *testing.T) {
	k := newKilled(t, "correct")
	tr := k.start()
	tr.Connect()
	w := tr.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	w.feed(session.Navigate{Request: navigation.Request{URL: secret.New("https://elsewhere.example/"), Frame: navigation.FrameMain, UserGesture: true}})
	assert.Equal(t, "https://elsewhere.example/", <-tr.opened)
	assert.Empty(t, k.sessions(), "a session that can begin anew would open by itself after a restart")
}

// fullDisk is a vault that cannot be written to at first.
type fullDisk struct {
	journey.Store
	failures int
}

func (v *fullDisk) Save(id string, snapshot []byte) error {
	if v.failures > 0 {
		v.failures--
		return fault.New(fault.VaultUnavailable, errors.New("no space left"))
	}
	return v.Store.Save(id, snapshot)
}

func TestADiskThatIsFullEndsNothingAndIsTriedAgain(t *testing.T) {
	k := newKilled(t, "correct")
	tr := k.start(func(c *Config) { c.Vault = &fullDisk{k.vault, 2} })
	w := tr.visitBank()
	require.Eventually(t, func() bool {
		var told int
		for _, e := range tr.Snapshot().Timeline {
			if e.Code == fault.VaultUnavailable {
				told++
			}
		}
		return told == 2
	}, inTime, tick, "it is said each time")
	require.NoError(t, tr.comesBack(tr.back("status=success&member_guid=MBR-1")))
	assert.Len(t, k.sessions(), 1)
	w.feed(session.Dismiss{})
	tr.idle()
	assert.Empty(t, k.sessions())
}
