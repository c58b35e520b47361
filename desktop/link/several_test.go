package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

var nonce = secret.New("000102030405060708090a0b0c0d0e0f")

// visit is a browser that a bank leads back. It returns the page.
func visit(t *testing.T, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	answer, err := new(http.Transport).RoundTrip(r)
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, errors.Join(err, answer.Body.Close()))
	return string(body)
}

func TestTheUserComesBackByAnyOfSeveralWays(t *testing.T) {
	links := make(chan string)
	w := opened(t, Several(App(ownBase, links), LoopbackOptions{Title: "Budget"}), "")
	require.Len(t, w.Bases(), 2)
	require.Equal(t, ownBase, w.Bases()[0])
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/[0-9a-f]{32}$`, w.Bases()[1])

	links <- ownLink
	require.Equal(t, ownLink, arrives(t, w).URL.Reveal())
	var seen sync.WaitGroup
	for _, row := range []struct {
		err  error
		page string
	}{
		{nil, "It worked"},
		{fault.New(fault.ReturnForged, nil), "does not belong to your visit"},
	} {
		seen.Go(func() { require.Contains(t, visit(t, w.Bases()[1]+"/x?status=success"), row.page) })
		l := arrives(t, w)
		require.Equal(t, w.Bases()[1]+"/x?status=success", l.URL.Reveal())
		l.Done(row.err)
		seen.Wait()
		require.NoError(t, w.Close())
		w = opened(t, Several(App(ownBase, links), LoopbackOptions{Title: "Budget"}), "")
	}
}

// TestWaysThatShareAChannelLoseNothing has two bases whose links come together,
// as from one instance.
func TestWaysThatShareAChannelLoseNothing(t *testing.T) {
	links := make(chan string)
	w := opened(t, Several(App(ownBase, links), App(otherBase, links)), "")
	require.Equal(t, []string{ownBase, otherBase}, w.Bases())
	for range 50 {
		for _, link := range []string{ownLink, otherBase + "?status=success", "com.example.app://settings"} {
			links <- link
			require.Equal(t, link, arrives(t, w).URL.Reveal())
		}
	}
}

func TestAJourneyThatGoesOnReopensAllWays(t *testing.T) {
	app := App(ownBase, waiting())
	for name, row := range map[string]struct {
		given int // which of the bases the bank was given
		base  string
	}{
		"the app's link": {0, `^` + ownBase + `$`},
		"loopback":       {1, `^http://127\.0\.0\.1:`},
	} {
		t.Run(name, func(t *testing.T) {
			ways := Several(app, Loopback())
			first := opened(t, ways, "")
			link, err := oauth.ReturnURL(first.Bases()[row.given], nonce)
			require.NoError(t, err)
			require.NoError(t, first.Close())

			again := opened(t, ways, link.Reveal())
			require.Len(t, again.Bases(), 2, "all of them")
			require.Equal(t, first.Bases()[row.given], again.Bases()[0], "the bank's link first")
			require.Regexp(t, row.base, again.Bases()[0])
			require.NoError(t, again.Close())
		})
	}
}

func TestALinkOfNoWayOpensAllAnew(t *testing.T) {
	w := opened(t, Several(Loopback(), App(ownBase, waiting())), "com.example.other://bank")
	require.Len(t, w.Bases(), 2)
	require.Equal(t, ownBase, w.Bases()[1], "in the order of preference")
}

// broken is a way back that cannot be opened.
type broken struct{ err error }

func (b broken) Open(context.Context, secret.String) (journey.Way, error) { return nil, b.err }

func TestAWayThatCannotBeOpenedDoesNotCostTheOthers(t *testing.T) {
	for name, bad := range map[string]journey.Return{
		"broken":                     broken{errors.New("broken")},
		"nil":                        nil,
		"of an unusable base":        App("javascript://canary", waiting()),
		"with several broken ones":   Several(broken{errors.New("broken")}, nil),
		"empty":                      Several(),
		"with settings of nonsense":  LoopbackOptions{TTL: -1},
		"of another running journey": taken(t),
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			links := make(chan string)
			w := opened(t, SeveralOptions{
				Ways:   []journey.Return{bad, App(ownBase, links)},
				Logger: slog.New(slog.NewTextHandler(&log, nil)),
			}, "")
			require.Equal(t, []string{ownBase}, w.Bases())
			require.Equal(t, 1, strings.Count(log.String(), "one of several ways back could not be opened"))
			require.NotContains(t, log.String(), "canary", "no address")
			links <- ownLink
			require.Equal(t, ownLink, arrives(t, w).URL.Reveal())
		})
	}
}

// taken is a way back that another journey has.
func taken(t *testing.T) journey.Return {
	app := App(otherBase, waiting())
	opened(t, app, "")
	return app
}

func TestAnAddressThatIsTakenIsNotReplacedByAnother(t *testing.T) {
	other := opened(t, Loopback(), "")
	w := opened(t, Several(Loopback(), App(ownBase, waiting())), other.Bases()[0])
	require.Equal(t, []string{ownBase}, w.Bases(), "the bank leads to the one that is taken")
}

func TestSeveralRefuses(t *testing.T) {
	cause := errors.New("cause")
	for name, row := range map[string]struct {
		ways []journey.Return
		code fault.Code
	}{
		"nothing":         {nil, fault.ConfigInvalid},
		"one that is nil": {[]journey.Return{nil}, fault.ConfigInvalid},
		"one broken":      {[]journey.Return{broken{fault.New(fault.ReturnAddressUnavailable, cause)}}, fault.ReturnAddressUnavailable},
		"all broken":      {[]journey.Return{broken{cause}, nil, Several(), Several(broken{cause})}, fault.ReturnAddressUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			for _, again := range []string{"", ownLink} {
				w, err := Several(row.ways...).Open(t.Context(), secret.New(again))
				require.Equal(t, row.code, fault.CodeOf(err))
				require.Nil(t, w)
			}
		})
	}
}

// held is a way with a link whose answer is noted.
type held struct {
	links chan journey.Link
	once  sync.Once
	err   error
}

func (h *held) Open(context.Context, secret.String) (journey.Way, error) { return h, nil }
func (h *held) Bases() []string                                          { return []string{otherBase} }
func (h *held) Links() <-chan journey.Link                               { return h.links }
func (h *held) Close() error {
	h.once.Do(func() { close(h.links) })
	return h.err
}

// TestALinkThatNobodyTookIsRefused closes several ways while a link waits: the
// user's browser waits for the answer.
func TestALinkThatNobodyTookIsRefused(t *testing.T) {
	answers := make(chan error, 2)
	h := &held{links: make(chan journey.Link)}
	w := opened(t, Several(h, Loopback()), "")
	h.links <- journey.Link{URL: secret.New(ownLink), Done: func(err error) { answers <- err }}
	require.NoError(t, w.Close())
	require.Equal(t, fault.ReturnUnexpected, fault.CodeOf(<-answers))
	require.Empty(t, answers, "once")
}

func TestALinkWithoutAnAnswerIsDropped(t *testing.T) {
	h := &held{links: make(chan journey.Link)}
	w := opened(t, Several(h), "")
	h.links <- journey.Link{URL: secret.New(ownLink)}
	require.NoError(t, w.Close())
	requireClosed(t, w)
}

func TestClosingReportsThePartsErrors(t *testing.T) {
	failed := errors.New("failed")
	w, err := Several(&held{links: make(chan journey.Link), err: failed}, Loopback()).Open(t.Context(), secret.String{})
	require.NoError(t, err)
	require.ErrorIs(t, w.Close(), failed)
	require.ErrorIs(t, w.Close(), failed, "again")
}

// TestAPageIsAnsweredWhenNobodyReads has a browser come back to a journey that
// does not read, and then ends.
func TestAPageIsAnsweredWhenNobodyReads(t *testing.T) {
	w := opened(t, Several(Loopback(), App(ownBase, waiting(ownLink))), "")
	var seen sync.WaitGroup
	for range 8 {
		seen.Go(func() { _ = visit(t, w.Bases()[0]+"?status=success") })
	}
	seen.Wait() // the page waits for the journey's answer two seconds at most
	require.NoError(t, w.Close())
	requireClosed(t, w)
}
