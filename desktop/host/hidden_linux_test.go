//go:build cgo

package host

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// patient is a session that loads its page when it is told to: with Back.
type patient struct{ *fakeMachine }

func (p patient) Step(at time.Time, in session.Input) session.Answer {
	switch in.(type) {
	case session.Start:
		return session.Answer{}
	case session.Back:
		return session.Answer{Effects: []session.Effect{session.Load{URL: secret.New("http://127.0.0.1:9/")}}}
	}
	return p.fakeMachine.Step(at, in)
}

// isVisible asks the display whether there is a window with a title.
func isVisible(title string) bool {
	return exec.Command("xdotool", "search", "--onlyvisible", "--name", "^"+title+"$").Run() == nil
}

func TestAWindowIsHiddenUntilItHasAPageToShow(t *testing.T) {
	needsDisplay(t)
	_, err := exec.LookPath("xdotool")
	require.NoError(t, err, "make setup-test installs it")
	const title = "hidden until the first page"
	w, err := Open(t.Context(), Options{Session: patient{&fakeMachine{}}, Listener: &listener{}, Title: title})
	require.NoError(t, err)
	w.Focus()
	assert.Never(t, func() bool { return isVisible(title) }, 300*time.Millisecond, 50*time.Millisecond)
	w.Back()
	assert.Eventually(t, func() bool { return isVisible(title) }, 10*time.Second, 20*time.Millisecond)
	w.Close()
	<-w.Done()
}
