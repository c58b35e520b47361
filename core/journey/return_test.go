package journey_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// returnFunc is a function as a Return.
type returnFunc func(context.Context, secret.String) (journey.Way, error)

func (f returnFunc) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	return f(ctx, again)
}

const (
	other  = "https://app.example/bank"
	nonceA = "00112233445566778899aabbccddeeff"
	nonceB = "ffeeddccbbaa99887766554433221100"
)

func TestOnlyTheLinkOfTheJourneyCounts(t *testing.T) {
	wrong := success(rehearsal.Base+"?ch_state="+nonceA, "MBR-1")
	for name, row := range map[string]struct {
		link func(*trip) string
		code fault.Code
	}{
		"the link that was asked for": {func(tr *trip) string { return success(tr.link(), "MBR-1") }, ""},
		"another nonce":               {func(*trip) string { return wrong }, fault.ReturnForged},
		"no nonce":                    {func(*trip) string { return rehearsal.Base + "?status=success&member_guid=MBR-1" }, fault.ReturnForged},
		"another place":               {func(*trip) string { return "com.example.app://settings" }, fault.ReturnForeign},
		"not a link":                  {func(*trip) string { return "\x00" }, fault.ReturnInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.atBank("MBR-1")
				require.True(t, tr.HasReturn())
				require.Equal(t, row.code, fault.CodeOf(<-tr.back.Come(row.link(tr))))
				tr.settle()
				require.Equal(t, len(tr.ear.heard("warning")) > 0, row.code != "")
				if row.code != "" {
					require.Equal(t, journey.AtBank, tr.Stage(), "the true link is still awaited")
					require.NoError(t, tr.Return(linkOf(success(tr.link(), "MBR-1"))), "also by hand")
					tr.settle()
				}
				require.Equal(t, journey.Open, tr.Stage())
				require.Equal(t, fault.ReturnReplayed, fault.CodeOf(<-tr.back.Come(success(tr.link(), "MBR-1"))), "once")
			})
		})
	}
}

func TestALinkThatNobodyWaitsForIsAnswered(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		answers := make(chan error, 2)
		link := linkOf(success(rehearsal.Base+"?ch_state="+nonceA, "MBR-1"))
		link.Done = func(err error) { answers <- err }
		var j *journey.Journey
		ready := make(chan struct{})
		tr.service.OnWidget = func(context.Context, provider.WidgetRequest) (provider.Widget, error) {
			<-ready
			require.Equal(t, fault.ReturnUnexpected, fault.CodeOf(j.Return(link)))
			require.Equal(t, fault.ReturnUnexpected, fault.CodeOf(j.Return(linkOf("x:y"))))
			return provider.Widget{URL: rehearsal.URL(1)}, nil
		}
		var err error
		j, err = journey.Start(tr.ctx, tr.cfg, tr.ear)
		require.NoError(t, err)
		tr.Journey = j
		close(ready)
		tr.settle()
		require.Equal(t, fault.ReturnUnexpected, fault.CodeOf(<-answers))
		require.Len(t, tr.ear.heard("warning return_unexpected"), 2)
		require.Len(t, tr.ear.heard("returned return_unexpected"), 2)
		tr.page.Dismissed()
		_, err = tr.wait()
		require.NoError(t, err)
		require.Equal(t, fault.SessionEnded, fault.CodeOf(j.Return(link)))
		require.Equal(t, fault.SessionEnded, fault.CodeOf(<-answers))
	})
}

// TestAWayBackThatCannotBeOpenedIsAWarning: the widget goes on by itself.
func TestAWayBackThatCannotBeOpenedIsAWarning(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.cfg.Return = returnFunc(func(context.Context, secret.String) (journey.Way, error) {
			return nil, fault.New(fault.ReturnAddressUnavailable, nil)
		})
		tr.atBank("MBR-1")
		require.Equal(t, []string{"warning return_address_unavailable"}, tr.ear.heard("warning"))
		require.False(t, tr.HasReturn())
		require.True(t, tr.service.Requests()[0].ReturnURL.IsZero())
		require.Empty(t, tr.service.Requests()[0].ReturnBases)
		tr.page.Connect("MBR-1")
		_, err := tr.finish()
		require.NoError(t, err)
	})
}

func TestAWayBackWithoutAUsableAddressIsRefused(t *testing.T) {
	for name, row := range map[string]struct {
		bases []string
		says  string
	}{
		"none":                        {[]string{}, "has a way without an address"},
		"a script":                    {[]string{"javascript://x"}, ""},
		"a parameter of return links": {[]string{rehearsal.Base + "?status=success"}, "parameter"},
		"a bad one among good ones":   {[]string{rehearsal.Base, "javascript://x"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrip(t)
				tr.back = rehearsal.NewBack(row.bases...)
				tr.cfg.Return = tr.back
				_, err := journey.Run(t.Context(), tr.cfg, tr.ear)
				require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
				require.ErrorContains(t, err, row.says)
				require.Equal(t, 1, tr.back.Closed())
				require.Empty(t, tr.view.Opened())
			})
		})
	}
}

func TestNobodyListensForNothing(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		require.False(t, tr.HasReturn())
		require.Empty(t, tr.back.Opened(), "the bank never leads back")
		require.True(t, tr.service.Requests()[0].ReturnURL.IsZero())
	}, with((*rehearsal.Service).UCW))
}

func TestTheUserComesBackByAnyOfSeveralAddresses(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.back = rehearsal.NewBack(rehearsal.Base, other)
		tr.cfg.Return = tr.back
		tr.atBank("MBR-1")
		r := tr.service.Requests()[0]
		require.Equal(t, []string{rehearsal.Base, other}, r.ReturnBases)
		nonce := r.ReturnURL.Reveal()[len(rehearsal.Base):]
		require.NoError(t, <-tr.back.Come(success(other+nonce, "MBR-1")))
	})
}

// TestAUserWhoIsStillUnderWayIsAwaitedForAMoment: the provider may know of the
// member before the bank's page has led back to an address that is still there.
func TestAUserWhoIsStillUnderWayIsAwaitedForAMoment(t *testing.T) {
	atBank := func(tr *trip) { tr.page.Leave("MBR-1"); tr.settle() }
	connect := func(tr *trip) { tr.page.Connect("MBR-1"); tr.settle(); tr.page.Finish() }
	for name, row := range map[string]struct {
		play  func(*trip)
		then  func(*trip)
		waits time.Duration
	}{
		"until the link comes":       {func(tr *trip) { atBank(tr); connect(tr) }, comesBackLate, time.Second},
		"not for ever":               {func(tr *trip) { atBank(tr); connect(tr) }, nil, 2 * time.Second},
		"not against the app's wish": {func(tr *trip) { atBank(tr); connect(tr) }, func(tr *trip) { tr.Cancel() }, 0},
		"not who is back already": {func(tr *trip) {
			atBank(tr)
			<-tr.back.Come(success(tr.link(), "MBR-1"))
			connect(tr)
		}, nil, 0},
		"not who never left":            {connect, nil, 0},
		"not who has connected nothing": {func(tr *trip) { atBank(tr); tr.page.Dismissed() }, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.start()
				tr.page.Begin()
				row.play(tr)
				tr.settle()
				require.Len(t, tr.ear.heard("result"), 1, "nobody else waits")
				before, start := tr.ear.heard(), time.Now()
				if row.then != nil {
					row.then(tr)
				}
				_, err := tr.wait()
				require.NoError(t, err)
				require.Equal(t, row.waits, time.Since(start))
				require.Equal(t, before, tr.ear.heard())
				require.Equal(t, 1, tr.back.Closed())
			})
		})
	}
}

// TestAUserWhoIsStillUnderWayAfterARestartIsAwaitedToo, unless the link has
// started the app.
func TestAUserWhoIsStillUnderWayAfterARestartIsAwaitedToo(t *testing.T) {
	for name, row := range map[string]struct {
		link  func(string) string
		waits time.Duration
	}{
		"without a link": {func(string) string { return "" }, 2 * time.Second},
		"with its link":  {func(l string) string { return success(l, "MBR-1") }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr, link := killed(t)
				start := time.Now()
				_, err := journey.Resume(t.Context(), tr.cfg, linkOf(row.link(link)), tr.ear)
				require.NoError(t, err)
				require.Equal(t, row.waits, time.Since(start))
			})
		})
	}
}

// comesBackLate brings the user back a second after the end.
func comesBackLate(tr *trip) {
	time.Sleep(time.Second)
	require.Equal(tr.t, fault.SessionEnded, fault.CodeOf(<-tr.back.Come(success(tr.link(), "MBR-1"))), "its sender is told")
}

// loud is a way whose Close fails and tells its address.
type loud struct{ journey.Way }

func (l loud) Close() error { return errors.Join(l.Way.Close(), errors.New("cannot close "+nonceA)) }

func TestAWayBackThatCannotBeClosedIsLogged(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		var log bytes.Buffer
		nonce, err := hex.DecodeString(nonceA)
		require.NoError(t, err)
		tr.cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
		tr.cfg.Random = io.MultiReader(bytes.NewReader(nonce), rand.Reader)
		tr.cfg.Return = returnFunc(func(ctx context.Context, again secret.String) (journey.Way, error) {
			w, err := tr.back.Open(ctx, again)
			return loud{w}, err
		})
		tr.start()
		require.Contains(t, tr.link(), nonceA)
		tr.page.Dismissed()
		_, err = tr.wait()
		require.NoError(t, err)
		require.Contains(t, log.String(), "a way back could not be closed")
		require.NotContains(t, log.String(), nonceA)
	})
}

// TestAJourneyNeedsRandomness fails it at each of its uses.
func TestAJourneyNeedsRandomness(t *testing.T) {
	for name, random := range map[string]io.Reader{
		"for the nonce": iotest.ErrReader(errors.New("no entropy")),
		"for the names": io.LimitReader(rand.Reader, 16),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrip(t)
				tr.cfg.Random = random
				r, err := journey.Run(t.Context(), tr.cfg, tr.ear)
				require.Equal(t, fault.Other, fault.CodeOf(err))
				require.ErrorContains(t, errors.Unwrap(err), "randomness")
				require.Equal(t, session.Failed, r.Outcome.Result)
				require.Empty(t, tr.service.Requests())
				require.Equal(t, 1, tr.back.Closed())
			})
		})
	}
}

// chooses is a backend that chooses the way back: with the first nonce for its
// first widget, with the second one for the others.
func chooses(tr *trip) {
	tr.cfg.Provider = tr.service.Backend()
	tr.service.OnWidget = func(context.Context, provider.WidgetRequest) (provider.Widget, error) {
		n := len(tr.service.Requests())
		nonce := nonceB
		if n == 1 {
			nonce = nonceA
		}
		return provider.Widget{URL: rehearsal.URL(n), UserGUID: rehearsal.UserGUID, Session: "S-1", Return: provider.Return{
			Bases: []string{other, rehearsal.Base}, Nonce: secret.New(nonce),
		}}, nil
	}
}

func TestTheWayBackThatABackendChoseCounts(t *testing.T) {
	with1, with2 := rehearsal.Base+"?ch_state="+nonceA, rehearsal.Base+"?ch_state="+nonceB
	in(t, func(t *testing.T, tr *trip) {
		tr.atBank("MBR-1")
		asked := tr.link()
		require.NotContains(t, asked, nonceA)
		require.Equal(t, fault.ReturnForged, fault.CodeOf(<-tr.back.Come(success(asked, "MBR-1"))))
		require.Equal(t, fault.ReturnForged, fault.CodeOf(<-tr.back.Come(success(with2, "MBR-1"))), "not yet")
		require.NotContains(t, tr.Mask("at "+with1), nonceA)

		tr.Reload()
		tr.settle()
		require.Equal(t, success(other+"?ch_state="+nonceA, "x"), success(tr.link(), "x"), "the one that holds is offered again")
		tr.page.Begin()
		tr.page.Leave("MBR-1")
		tr.settle()
		require.Equal(t, fault.ReturnForged, fault.CodeOf(<-tr.back.Come(success(with1, "MBR-1"))), "another one was chosen")
		require.NotContains(t, tr.Mask("at "+with2), nonceB)
		require.NoError(t, <-tr.back.Come(success(with2, "MBR-1")))
	}, chooses)
}

func TestAJourneyMasksItsSecrets(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.atBank("MBR-1")
		tr.Reload()
		tr.settle()
		for _, known := range []string{tr.link(), rehearsal.URL(1).Reveal(), rehearsal.URL(2).Reveal()} {
			for _, token := range secret.TokensOf(known) {
				if token != "" {
					require.NotContains(t, tr.Mask("before "+known+" after"), token)
				}
			}
		}
		require.Equal(t, "an ordinary text", tr.Mask("an ordinary text"))
	})
}
