package journey_test

import (
	"bytes"
	"context"
	"errors"
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
	"github.com/connecthost/connecthost/core/traits"
)

// killed is an app that was killed while its user was at the bank: the next
// process, and the link that the bank was given.
func killed(t *testing.T, change ...func(*trip)) (next *trip, link string) {
	t.Helper()
	tr := newTrip(t, change...)
	tr.atBank("MBR-1")
	return tr.next(change...), tr.link()
}

func TestAJourneyGoesOnAfterItsProcess(t *testing.T) {
	for name, row := range map[string]struct {
		link    func(link string) string
		heard   []string // of links
		warning []string
	}{
		"without a link":                  {func(string) string { return "" }, nil, nil},
		"with its link":                   {func(l string) string { return success(l, "MBR-1") }, []string{"returned"}, nil},
		"with a forged link":              {func(string) string { return success(rehearsal.Base+"?ch_state="+nonceA, "MBR-1") }, []string{"returned return_forged"}, []string{"warning return_forged"}},
		"with a link of something else":   {func(string) string { return "com.example.app://settings" }, []string{"returned return_foreign"}, []string{"warning return_foreign"}},
		"with a link that grants another": {func(l string) string { return success(l, "MBR-2") }, []string{"returned"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr, link := killed(t)
				started := linkOf(row.link(link))
				answered := false
				started.Done = func(error) { answered = true }
				r, err := journey.Resume(t.Context(), tr.cfg, started, tr.ear)
				require.NoError(t, err)
				require.Equal(t, session.Connected, r.Outcome.Result)
				require.Len(t, r.Members, 1)
				if name == "with a link that grants another" {
					require.Equal(t, "MBR-2", r.Members[0].GUID)
				} else {
					require.Equal(t, "MBR-1", r.Members[0].GUID)
				}
				require.Len(t, r.Members[0].Accounts, 2)
				require.Equal(t, []string{"minting resumed", "checking", "reading", "done"}, tr.ear.stages())
				require.Equal(t, row.heard, tr.ear.heard("returned"))
				require.Equal(t, row.link(link) != "", answered)
				require.Equal(t, row.warning, tr.ear.heard("warning"))
				require.Empty(t, tr.service.Requests(), "no widget is needed")
				require.Equal(t, []string{link}, tr.back.Opened(), "the bank leads to the old address")
				require.Equal(t, 1, tr.back.Closed())
				requireKept(t, tr.store, 0)

				_, err = journey.Resume(t.Context(), tr.cfg, linkOf(success(link, "MBR-1")), nil)
				require.Equal(t, fault.SnapshotMissing, fault.CodeOf(err), "the same link again does nothing")
			})
		})
	}
}

func TestALinkCountsOnceOverRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		second, link := killed(t)
		second.service.Set(func(s *rehearsal.Service) { s.OnState = waiting })
		second.resume(success(link, "MBR-1"))
		require.Equal(t, []string{"returned"}, second.ear.heard("returned"))

		third := second.next()
		third.resume(success(link, "MBR-1"))
		r, err := third.wait()
		require.NoError(t, err)
		require.Equal(t, []string{"returned return_replayed"}, third.ear.heard("returned"))
		require.Len(t, r.Members, 1)
	})
}

// TestALinkComesWhileAJourneyGoesOn by the way that the bank was given.
func TestALinkComesWhileAJourneyGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, link := killed(t)
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = waiting })
		tr.resume("")
		require.True(t, tr.HasReturn())
		require.Equal(t, fault.ReturnForged, fault.CodeOf(<-tr.back.Come(rehearsal.Base+"?status=success&member_guid=MBR-1")))
		require.NoError(t, <-tr.back.Come(success(link, "MBR-1")))
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = nil })
		_, err := tr.wait()
		require.NoError(t, err)
	})
}

func TestTheWidgetOpensAgainForAMemberThatNeedsItsUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, link := killed(t)
		tr.service.OnState = func(context.Context, string) (provider.Member, error) {
			return provider.Member{State: provider.NeedsUser}, nil
		}
		tr.resume("")
		r := tr.service.Requests()[0]
		require.Equal(t, "MBR-1", r.MemberGUID)
		require.Equal(t, link, r.ReturnURL.Reveal(), "the same way back")
		require.Equal(t, []string{rehearsal.Base}, r.ReturnBases)
		require.Equal(t, []string{"minting resumed", "checking", "loading again"}, tr.ear.stages())
		require.NotContains(t, tr.Mask("at "+link), link[len(link)-32:])
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = nil })
		tr.page.Begin()
		tr.page.Connect("MBR-1")
		_, err := tr.finish()
		require.NoError(t, err)
		requireKept(t, tr.store, 0)
	})
}

// TestAWidgetThatNobodyCanBeAskedAboutOpensAgain has a bank that leads nowhere.
func TestAWidgetThatNobodyCanBeAskedAboutOpensAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, _ := killed(t, with((*rehearsal.Service).UCW))
		tr.resume("")
		require.Equal(t, []string{"warning member_unknown"}, tr.ear.heard("warning"))
		require.False(t, tr.HasReturn())
		require.Empty(t, tr.back.Opened())
		require.True(t, tr.service.Requests()[0].ReturnURL.IsZero())
		tr.page.Begin()
		tr.page.Leave("MBR-1")
		tr.settle()
		tr.page.Link("plumegate", "canary-connection")
		synctest.Wait()
		require.Equal(t, 1, tr.page.Fronted(), "nobody else brings the user's attention to it")
		_, err := tr.finish()
		require.NoError(t, err)
	})
}

// TestTheMemberOfAPageThatSaysNothingIsTheNewOne has a user with a member from
// before.
func TestTheMemberOfAPageThatSaysNothingIsTheNewOne(t *testing.T) {
	for name, row := range map[string]struct {
		newest string
		result session.Result
	}{
		"a new one": {"MBR-1", session.Connected},
		"the old":   {"MBR-0", session.Exited},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrip(t, with((*rehearsal.Service).Fino))
				tr.service.Set(func(s *rehearsal.Service) { s.OnState = newestIs("MBR-0") })
				tr.start()
				tr.page.Loaded()
				tr.page.Redirect()
				tr.settle()
				link := tr.link()
				tr = tr.next(with((*rehearsal.Service).Fino))
				tr.service.Set(func(s *rehearsal.Service) { s.OnState = newestIs(row.newest) })
				r, err := journey.Resume(t.Context(), tr.cfg, linkOf(link), tr.ear)
				require.NoError(t, err)
				require.Equal(t, row.result, r.Outcome.Result)
				for _, user := range tr.service.Users() {
					require.Equal(t, rehearsal.UserGUID, user, "as the provider names the user")
				}
			})
		})
	}
}

func TestMembersFromBeforeTheRestartAreInTheResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t).start()
		tr.page.Begin()
		tr.page.Connect("MBR-1")
		tr.settle()
		tr.page.Leave("MBR-2")
		tr.settle()
		tr = tr.next()
		r, err := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
		require.NoError(t, err)
		require.Len(t, r.Members, 2)
		n, all := r.Accounts()
		require.Equal(t, 4, n)
		require.True(t, all)
	})
}

// TestAStoredSessionThatCannotBeUsedIsGivenUp holds each way in which it can be
// unusable, and a fresh start after it.
func TestAStoredSessionThatCannotBeUsedIsGivenUp(t *testing.T) {
	for name, row := range map[string]struct {
		damage func(t *testing.T, id string, s *rehearsal.Store)
		code   fault.Code
	}{
		"damaged": {func(t *testing.T, id string, s *rehearsal.Store) {
			replace(t, s, id, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
		}, fault.SnapshotDamaged},
		"cut": {func(t *testing.T, id string, s *rehearsal.Store) {
			replace(t, s, id, func(b []byte) []byte { return b[:len(b)/2] })
		}, fault.SnapshotDamaged},
		"of another version": {func(t *testing.T, id string, s *rehearsal.Store) {
			replace(t, s, id, func(b []byte) []byte {
				return append([]byte(`{"version":99,`), b[bytes.IndexByte(b, ',')+1:]...)
			})
		}, fault.SnapshotVersion},
		"of another session": {func(t *testing.T, id string, s *rehearsal.Store) {
			data, err := s.Load(id)
			require.NoError(t, err)
			require.NoError(t, errors.Join(s.Save(id+"0", data), s.Remove(id)))
		}, fault.SnapshotForeign},
		"ended":             {func(t *testing.T, id string, s *rehearsal.Store) { put(t, s, id, `{"user":"USR-1"}`, session.Close{}) }, fault.SessionEnded},
		"without a note":    {func(t *testing.T, id string, s *rehearsal.Store) { put(t, s, id, "") }, fault.SnapshotDamaged},
		"with another note": {func(t *testing.T, id string, s *rehearsal.Store) { put(t, s, id, "LOGIN-1") }, fault.SnapshotDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr, link := killed(t)
				ids, err := tr.store.Sessions()
				require.NoError(t, err)
				row.damage(t, ids[0], tr.store)
				r, err := journey.Resume(t.Context(), tr.cfg, linkOf(success(link, "MBR-1")), tr.ear)
				require.Equal(t, fault.SnapshotMissing, fault.CodeOf(err))
				require.Equal(t, row.code, fault.CodeOf(errors.Unwrap(err)), "it is said why")
				require.Equal(t, session.Failed, r.Outcome.Result)
				require.Equal(t, []string{"warning " + string(row.code)}, tr.ear.heard())
				requireKept(t, tr.store, 0)

				_, err = journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
				require.Equal(t, fault.SnapshotMissing, fault.CodeOf(err))
				require.NoError(t, errors.Unwrap(err), "it does not come up again")
				connected(tr)
			})
		})
	}
}

func replace(t *testing.T, s *rehearsal.Store, id string, change func([]byte) []byte) {
	t.Helper()
	data, err := s.Load(id)
	require.NoError(t, err)
	require.NoError(t, s.Save(id, change(data)))
}

// put stores a session with a note, after some inputs.
func put(t *testing.T, s *rehearsal.Store, id, note string, inputs ...session.Input) {
	t.Helper()
	made, err := session.New(session.Config{ID: id, WidgetURL: rehearsal.URL(1), Note: secret.New(note)})
	require.NoError(t, err)
	for _, in := range append([]session.Input{session.Start{}}, inputs...) {
		made.Step(time.Now(), in)
	}
	data, err := made.Snapshot(s.Sealer())
	require.NoError(t, err)
	require.NoError(t, s.Save(id, data))
}

func TestAStoredSessionIsItsUsersAndItsProvidersAlone(t *testing.T) {
	for name, change := range map[string]func(*trip){
		"another user":     func(tr *trip) { tr.cfg.User = "grace" },
		"another provider": with((*rehearsal.Service).UCW),
		"a user whose name could be taken for it": func(tr *trip) {
			own := traits.MX()
			own.Provider, own.Ask = "m", traits.AskNever
			tr.cfg.Provider, tr.cfg.User = tr.service.Custom(own), "xada"
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr, link := killed(t)
				own := tr.cfg
				change(tr)
				_, err := journey.Resume(t.Context(), tr.cfg, linkOf(success(link, "MBR-1")), tr.ear)
				require.Equal(t, fault.SnapshotMissing, fault.CodeOf(err))
				tr.start()
				tr.page.Dismissed()
				_, err = tr.wait()
				require.NoError(t, err)
				requireKept(t, tr.store, 1)

				_, err = journey.Resume(t.Context(), own, journey.Link{}, nil)
				require.NoError(t, err, "it is left to its own user")
			})
		})
	}
}

func TestANewJourneyForgetsTheEarlierOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, _ := killed(t)
		tr.start()
		requireKept(t, tr.store, 0)
		tr.page.Dismissed()
		_, err := tr.wait()
		require.NoError(t, err)
	})
}

// TestSeveralStoredSessionsGoOnOneAfterTheOther has a damaged one among them.
func TestSeveralStoredSessionsGoOnOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _ := killed(t)
		second, _ := killed(t)
		damaged, _ := killed(t)
		for i, from := range []*trip{second, damaged} {
			ids, err := from.store.Sessions()
			require.NoError(t, err)
			data, err := from.store.Load(ids[0])
			require.NoError(t, err)
			require.NoError(t, first.store.Save(ids[0], data[:len(data)-20*i]))
		}
		connected := 0
		for range 4 {
			if _, err := journey.Resume(t.Context(), first.cfg, journey.Link{}, first.ear); err == nil {
				connected++
			}
		}
		require.Equal(t, 2, connected)
		require.Equal(t, []string{"warning snapshot_damaged"}, first.ear.heard("warning"))
		requireKept(t, first.store, 0)
	})
}

// TestWithoutRandomnessNothingIsLost: a scheme of its own is needed for events.
func TestWithoutRandomnessNothingIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, _ := killed(t)
		tr.cfg.Random = iotest.ErrReader(errors.New("no entropy"))
		_, err := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
		require.Equal(t, fault.Other, fault.CodeOf(err))
		tr.cfg.Random = nil
		_, err = journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
		require.NoError(t, err)
	})
}

func TestAJourneyGoesOnWithoutItsWayBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, _ := killed(t)
		tr.cfg.Return = returnFunc(func(context.Context, secret.String) (journey.Way, error) {
			return nil, fault.New(fault.ReturnAddressUnavailable, nil)
		})
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = waiting })
		tr.resume("")
		require.False(t, tr.HasReturn())
		require.Equal(t, []string{"warning return_address_unavailable"}, tr.ear.heard("warning"))
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = nil })
		_, err := tr.wait()
		require.NoError(t, err)
	})
}

func TestABackendIsToldOfASessionThatWentOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t, chooses).atBank("MBR-1").next(chooses)
		r, err := journey.Resume(t.Context(), tr.cfg, linkOf(success(other+"?ch_state="+nonceA, "MBR-1")), tr.ear)
		require.NoError(t, err)
		require.Len(t, r.Members, 1)
		require.Equal(t, []string{"S-1: connected MBR-1"}, trimmed(tr.service.Reports()))
		require.Equal(t, []string{other + "?ch_state=" + nonceA}, tr.back.Opened())
		require.Equal(t, []string{"returned"}, tr.ear.heard("returned"))
	})
}

func trimmed(lines []string) (out []string) {
	for _, l := range lines {
		out = append(out, string(bytes.TrimSpace([]byte(l))))
	}
	return out
}

// TestAProviderThatDeclaresItselfOtherwise has an app whose new version cannot
// ask its custom provider any more: the session goes on as it began.
func TestAProviderThatDeclaresItselfOtherwise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own := traits.MX()
		own.Ask = traits.AskNever
		tr, _ := killed(t)
		tr.cfg.Provider = tr.service.Custom(own)
		tr.resume("")
		require.Equal(t, []string{"minting resumed", "checking", "loading again"}, tr.ear.stages())
		require.Equal(t, []string{"warning member_unknown"}, tr.ear.heard("warning"))
		tr.page.Dismissed()
		_, err := tr.wait()
		require.NoError(t, err)
	})
}

// TestALinkIsWrittenDownBeforeItIsAnswered starts a process by a link, with a
// disk that takes its time.
func TestALinkIsWrittenDownBeforeItIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, link := killed(t)
		b := &broken{Store: tr.store}
		tr.cfg.Store = b
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = waiting })
		saved := false
		b.save = func() error {
			time.Sleep(time.Second)
			saved = true
			return nil
		}
		answer := make(chan bool, 1)
		started := linkOf(success(link, "MBR-1"))
		started.Done = func(error) { answer <- saved }
		var err error
		tr.Journey, err = journey.Continue(t.Context(), tr.cfg, started, tr.ear)
		require.NoError(t, err)
		require.True(t, <-answer)
		tr.Cancel()
		<-tr.Done()
	})
}
