package link

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// TestLinksGoToTheJourneyAsTheyStand sends strays and hostile ones too: only
// the session judges links.
func TestLinksGoToTheJourneyAsTheyStand(t *testing.T) {
	for name, link := range map[string]string{
		"a return link":             ownLink,
		"of another part of app":    "com.example.app://settings?token=secret",
		"of another scheme":         "mx://oauth_complete?status=success",
		"a script":                  "javascript://com.example.app/%0aalert(1)",
		"not an address":            "\x00\xff --flag",
		"a huge one":                ownBase + "?" + strings.Repeat("x", 1<<20),
		"with a parameter repeated": ownBase + "?status=success&status=error",
	} {
		t.Run(name, func(t *testing.T) {
			links := make(chan string)
			w := opened(t, App(ownBase, links), "")
			links <- link
			got := arrives(t, w)
			require.Equal(t, link, got.URL.Reveal())
			require.NotContains(t, fmt.Sprintf("%v %+v %#v", got, got, got), link)
		})
	}
}

func TestTheBaseIsTheApps(t *testing.T) {
	for _, base := range []string{ownBase, otherBase, "com.example.app://bank?tenant=7"} {
		require.Equal(t, []string{base}, opened(t, App(base, waiting()), "").Bases())
	}
}

func TestLinksWaitUntilAWayIsOpen(t *testing.T) {
	links := waiting("a://1", "a://2", "a://3")
	app := App(ownBase, links)
	require.Len(t, links, 3, "nothing is read before")
	w := opened(t, app, "")
	for _, want := range []string{"a://1", "a://2", "a://3"} {
		require.Equal(t, want, arrives(t, w).URL.Reveal())
	}
}

// TestALinkThatIsInHandGoesToTheNextJourney closes ways that nobody reads.
func TestALinkThatIsInHandGoesToTheNextJourney(t *testing.T) {
	links := make(chan string)
	app := App(ownBase, links)
	w := opened(t, app, "")
	links <- "a://1" // the way has it now
	require.NoError(t, w.Close())
	require.NoError(t, opened(t, app, "").Close(), "a journey that takes nothing")
	w = opened(t, app, ownLink)
	require.Equal(t, "a://1", arrives(t, w).URL.Reveal())
	links <- "a://2"
	require.Equal(t, "a://2", arrives(t, w).URL.Reveal())
}

// TestNothingIsLostWhileWaysOpenAndClose has journeys begin and end while links
// come.
func TestNothingIsLostWhileWaysOpenAndClose(t *testing.T) {
	const many = 2000
	links := make(chan string)
	var sending sync.WaitGroup
	sending.Go(func() {
		for i := range many {
			links <- fmt.Sprint(i)
		}
	})
	app := App(ownBase, links)
	got := 0
	for journeys := 0; got < many; journeys++ {
		w := opened(t, app, "")
		for range journeys % 4 {
			if got < many {
				require.Equal(t, fmt.Sprint(got), arrives(t, w).URL.Reveal(), "in order, each once")
				got++
			}
		}
		require.NoError(t, w.Close())
		if l, open := <-w.Links(); open {
			require.FailNow(t, "a link came after Close", l.URL.Reveal())
		}
	}
	sending.Wait()
}

func TestOneJourneyHasTheAppsLinksAtATime(t *testing.T) {
	app := App(ownBase, waiting())
	first := opened(t, app, "")
	_, err := app.Open(t.Context(), secret.String{})
	require.Equal(t, fault.ReturnAddressUnavailable, fault.CodeOf(err))
	require.NoError(t, first.Close())
	opened(t, app, "")
}

func TestAWayOutlivesTheAppsChannel(t *testing.T) {
	links := waiting(ownLink)
	close(links)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w, err := App(ownBase, links).Open(ctx, secret.String{})
	require.NoError(t, err)
	require.Equal(t, ownLink, arrives(t, w).URL.Reveal())
	select {
	case <-w.Links():
		require.FailNow(t, "only Close closes it")
	default:
	}
	require.NoError(t, w.Close())
	requireClosed(t, w)
}

func TestAppRefuses(t *testing.T) {
	links := waiting()
	for name, row := range map[string]struct {
		base  string
		links <-chan string
		again string
	}{
		"an empty base":                      {"", links, ""},
		"a base without slashes":             {"com.example.app:bank", links, ""},
		"a scheme that runs":                 {"javascript://x", links, ""},
		"a scheme of the system":             {"tel://x", links, ""},
		"a loopback address":                 {"http://127.0.0.1:7777/x", links, ""},
		"an http address":                    {"http://app.example/bank", links, ""},
		"a fragment":                         {ownBase + "#x", links, ""},
		"a parameter of return links":        {ownBase + "?status=success", links, ""},
		"no channel":                         {ownBase, nil, ""},
		"a link of another scheme":           {ownBase, links, "com.example.other://bank"},
		"a link of another path":             {ownBase, links, ownBase + "/x"},
		"a link of a loopback address":       {ownBase, links, "http://127.0.0.1:7777/000102030405060708090a0b0c0d0e0f"},
		"a link that cannot be read as such": {ownBase, links, "\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := App(row.base, row.links).Open(t.Context(), secret.New(row.again))
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			require.Nil(t, w)
		})
	}
}
