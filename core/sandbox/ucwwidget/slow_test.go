package ucwwidget_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func TestSlowBankIsCalledSoOnceAndGoesOn(t *testing.T) {
	s := newStage(t, func(c *ucwapi.Config) { c.World = world.New(world.Config{Delay: 4 * time.Second}) })
	s.does(logIn("correct")...)
	s.frame(s.widgetURL(object{"institutionId": "mxBank"}))
	slow := 0
	for _, one := range names(t, s.until("connect/memberConnected", "")) {
		if one == change("connecting", "timeOut") {
			slow++
		}
	}
	assert.Equal(t, 1, slow)
	s.clean()
}

func TestAbandonedBankKeepsTheWidgetWaiting(t *testing.T) {
	opened := make(chan ucwapi.Visit, 2)
	s := newStage(t, func(c *ucwapi.Config) {
		c.OpenBank = func(v ucwapi.Visit) (string, error) {
			opened <- v
			return "about:blank#bank", nil // nobody finishes the first visit
		}
	})
	s.does(click(`[data-test="oauth-button"]`), click(`[data-test="oauth-again"]`), click(`[data-test="oauth-button"]`))
	s.frame(s.widgetURL(object{"institutionId": "mxBankOauth"}))
	<-opened
	second := <-opened // "Try again" begins anew
	require.Eventually(t, func() bool {
		asked := 0
		for _, h := range s.heard() {
			if h.Data.Type == "connect/oauthRequested" {
				asked++
			}
		}
		return asked == 2
	}, deadline, tick)
	second.Finish("")
	s.until("connect/memberConnected", "")
	s.clean()
}
