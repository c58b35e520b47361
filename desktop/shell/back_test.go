package shell

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// asked is a provider that remembers what widgets were asked for.
type asked struct {
	askable
	requests chan provider.WidgetRequest
}

func (a asked) Widget(ctx context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	a.requests <- r
	return a.askable.Widget(ctx, r)
}

// askedFor makes a traveller whose users come back to a loopback address.
func askedFor(t *testing.T) (*traveller, chan provider.WidgetRequest) {
	requests := make(chan provider.WidgetRequest, 8)
	tr, _ := newTraveller(t, func(c *Config) {
		c.ReturnURL = ""
		open := c.Backend
		c.Backend = func(ctx context.Context) (Backend, error) {
			b, err := open(ctx)
			b.Provider = asked{b.Provider.(askable), requests}
			return b, err
		}
	})
	return tr, requests
}

// browse is the user's browser at an address.
func browse(t *testing.T, address string) (status int, text string, err error) {
	t.Helper()
	client := &http.Client{Timeout: inTime, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(address)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(raw), nil
}

func TestTheBrowserComesBackToAnAddressOfTheJourney(t *testing.T) {
	tr, requests := askedFor(t)
	w := tr.visitBank()
	link := (<-requests).ReturnURL.Reveal()
	u, err := url.Parse(link)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1", u.Hostname())

	base := link[:len(link)-len("/0123456789abcdef0123456789abcdef")]
	for _, forged := range []string{"/00112233445566778899aabbccddeeff?status=success&member_guid=M", "?status=error&error_reason=DENIED"} {
		_, text, err := browse(t, base+forged)
		require.NoError(t, err)
		assert.NotContains(t, text, "It worked")
		assert.Equal(t, Bank, tr.Snapshot().State.Phase, "the user is still awaited")
		assert.Equal(t, fault.ReturnForged, tr.Snapshot().State.Notice.Code)
	}
	assert.Zero(t, w.fronted())

	_, text, err := browse(t, link+"?status=success&member_guid=MBR-1")
	require.NoError(t, err)
	assert.Contains(t, text, "You can close this tab")
	assert.Contains(t, text, "It worked")
	tr.reach(Open)
	assert.Equal(t, 1, w.fronted())

	w.feed(session.Dismiss{})
	tr.idle()
	_, _, err = browse(t, link+"?status=success&member_guid=MBR-1")
	assert.Error(t, err, "nobody listens after the outcome")
}

func TestAFreshWidgetHasTheSameWayBack(t *testing.T) {
	tr, requests := askedFor(t)
	tr.Connect()
	w := tr.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	tr.reach(Open)
	tr.Reload()
	first := <-requests
	select {
	case second := <-requests:
		assert.Equal(t, first.ReturnURL.Reveal(), second.ReturnURL.Reveal())
		assert.Equal(t, first.EventScheme, second.EventScheme)
		assert.Empty(t, second.MemberGUID)
	case <-time.After(inTime):
		require.FailNow(t, "no fresh widget was asked for")
	}
}

func TestEachJourneyHasAWayBackOfItsOwn(t *testing.T) {
	tr, requests := askedFor(t)
	var links []string
	for range 2 {
		tr.Connect()
		w := tr.window()
		links = append(links, (<-requests).ReturnURL.Reveal())
		w.feed(session.Dismiss{})
		tr.idle()
	}
	assert.NotEqual(t, links[0], links[1])
}

func TestALinkOfAnEarlierJourneyDoesNothingInTheNext(t *testing.T) {
	tr, _ := newTraveller(t)
	w := tr.visitBank()
	old := tr.back("status=success&member_guid=MBR-1")
	w.feed(session.Dismiss{})
	tr.idle()
	tr.visitBank()
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(tr.comesBack(old)))
	assert.Equal(t, Bank, tr.Snapshot().State.Phase)
}
