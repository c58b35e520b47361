package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// rig is a driver with a fake view.
type rig struct {
	*Driver
	machine  *fakeMachine
	view     *fakeView
	listener *listener
}

func newRig(t *testing.T, m *fakeMachine, change ...func(*Options)) *rig {
	t.Helper()
	l := &listener{}
	o := Options{Session: m, Listener: l, Opener: func(context.Context, string) error { return nil }}
	for _, f := range change {
		f(&o)
	}
	d, v := begin(t, t.Context(), o)
	return &rig{d, m, v, l}
}

// begin starts a driver in a fake view.
func begin(t *testing.T, ctx context.Context, o Options) (*Driver, *fakeView) {
	t.Helper()
	d, err := New(ctx, o)
	require.NoError(t, err)
	v := &fakeView{driver: d}
	d.Start(v)
	return d, v
}

// closed closes the window and waits for it.
func (r *rig) closed() *rig {
	r.Close()
	<-r.Done()
	return r
}

func TestNewRefusesUnusableOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no-session":          {Listener: &listener{}},
		"no-listener":         {Session: &fakeMachine{}},
		"save-without-sealer": {Session: &fakeMachine{}, Listener: &listener{}, Save: func([]byte) error { return nil }},
		"sealer-without-save": {Session: &fakeMachine{}, Listener: &listener{}, Sealer: noSealer{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(t.Context(), o)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestAnAbandonedDriverTellsNobody(t *testing.T) {
	l := &listener{}
	d, err := New(t.Context(), Options{Session: &fakeMachine{}, Listener: l})
	require.NoError(t, err)
	d.Abandon()
	d.Gone()
	assert.Empty(t, l.heard())
}

func TestReportsWhileTheViewIsMadeAreNotForTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &fakeMachine{}
		d, err := New(t.Context(), Options{Session: m, Listener: &listener{}})
		require.NoError(t, err)
		d.Touched()
		d.Dismissed()
		d.Navigate(navigation.Request{URL: secret.New("about:blank")})
		d.Start(&fakeView{driver: d})
		assert.Equal(t, []session.Input{session.Start{}}, m.inputs)
		d.Close()
		<-d.Done()
	})
}

func TestAViewThatIsDestroyedWhileItIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listener{}
		d, err := New(t.Context(), Options{Session: &fakeMachine{}, Listener: l})
		require.NoError(t, err)
		d.Gone()
		d.Start(&fakeView{driver: d, immortal: true})
		<-d.Done()
		assert.Equal(t, []string{"outcome exited"}, l.heard())
	})
}

func TestStartLoadsTheWidgetForItsOrigin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		assert.Equal(t, []string{"load " + widgetURL + " of " + widgetOrigin}, r.view.heard())
		r.closed()
	})
}

func TestInputsReachTheSession(t *testing.T) {
	failure := fault.New(fault.WidgetLoadFailed, nil)
	request := navigation.Request{URL: secret.New("https://bank.example/"), Frame: navigation.FrameMain}
	for name, row := range map[string]struct {
		do   func(*rig)
		want session.Input
	}{
		"navigation":  {func(r *rig) { r.Navigate(request) }, session.Navigate{Request: request}},
		"loaded":      {func(r *rig) { r.Loaded() }, session.PageLoaded{}},
		"failed":      {func(r *rig) { r.Failed(failure) }, session.PageFailed{Err: failure}},
		"crashed":     {func(r *rig) { r.Crashed() }, session.Crashed{}},
		"touched":     {func(r *rig) { r.Touched() }, session.Touch{}},
		"back":        {func(r *rig) { r.Back() }, session.Back{}},
		"reload":      {func(r *rig) { r.Reload() }, session.Reload{}},
		"return-link": {func(r *rig) { assert.NoError(t, r.Return(linkTo("app://oauth_complete?x=1"))) }, session.ReturnLink{URL: secret.New("app://oauth_complete?x=1")}},
		"own-message": {
			func(r *rig) { r.Message("https://widget.example", false, `{"type":"mx/load"}`) },
			session.Message{Origin: "https://widget.example", Data: `{"type":"mx/load"}`},
		},
		"frame-message": {
			func(r *rig) { r.Message("null", true, `1`) },
			session.Message{Origin: "null", SubFrame: true, Data: `1`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, &fakeMachine{})
				row.do(r)
				r.closed()
				assert.Equal(t, []session.Input{session.Start{}, row.want, session.Close{}}, r.machine.inputs)
			})
		})
	}
}

func TestTheViewComesToTheFrontWhileThereIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, err := New(t.Context(), Options{Session: &fakeMachine{}, Listener: &listener{}})
		require.NoError(t, err)
		d.Focus() // nothing is there yet
		v := &fakeView{driver: d}
		d.Start(v)
		d.Focus()
		d.Close()
		<-d.Done()
		d.Focus()
		assert.Equal(t, []string{"focus", "close"}, v.heard()[1:3])
		assert.NotContains(t, v.heard()[3:], "focus")
	})
}

func TestWhatTheViewRefusesIsAWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		r.Refused(fault.New(fault.NavigationBlocked, nil))
		r.closed()
		assert.Equal(t, []string{"warning navigation_blocked", "outcome exited"}, r.listener.heard())
		assert.Len(t, r.machine.inputs, 2, "the session has nothing to do with it")
	})
}

func TestWithoutAnOpenerNothingOpensOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &fakeMachine{answers: on[session.PageLoaded](session.OpenExternal{URL: secret.New(bankURL)})}
		r := newRig(t, m, func(o *Options) { o.Opener = nil })
		r.Loaded()
		synctest.Wait()
		r.closed()
		assert.Equal(t, []string{"warning external_open_failed", "outcome exited"}, r.listener.heard())
	})
}

// oddEffect is one of a session that is newer than its driver.
type oddEffect struct{ session.Effect }

func TestAnEffectThatIsNotKnownIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		m := &fakeMachine{answers: on[session.PageLoaded](oddEffect{}, emit("a"))}
		r := newRig(t, m, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		r.Loaded()
		r.closed()
		assert.Contains(t, log.String(), "driver.oddEffect")
		assert.Equal(t, []string{"event a", "outcome exited"}, r.listener.heard())
	})
}

func TestARefusedInputIsLoggedWithItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		m := &fakeMachine{answers: func(session.Input) session.Answer {
			return session.Answer{Err: fault.New(fault.ReturnForged, errors.New("the nonce is another"))}
		}}
		r := newRig(t, m, func(o *Options) {
			o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		r.closed()
		assert.Contains(t, log.String(), "the nonce is another")
	})
}

func TestADriverPrintsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", r.Driver, r.Driver, r.Driver, r.Driver), "token-token-token")
		r.closed()
	})
}

func TestFuncsAreAListener(t *testing.T) {
	Funcs{}.Event(event.Event{})
	Funcs{}.Warning(errors.New("x"))
	Funcs{}.Outcome(session.Outcome{})
	l := &listener{}
	f := Funcs{OnEvent: l.Event, OnWarning: l.Warning, OnOutcome: l.Outcome}
	f.Event(event.Event{Name: "a"})
	f.Warning(fault.New(fault.URLInvalid, nil))
	f.Outcome(session.Outcome{Result: session.Exited})
	assert.Equal(t, []string{"event a", "warning url_invalid", "outcome exited"}, l.heard())
}

func TestEffectsAreCarriedOutInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &fakeMachine{answers: on[session.PageLoaded](
			emit("a"),
			session.Post{Data: json.RawMessage(`{"n":1}`), Origin: widgetOrigin},
			session.Warn{Err: fault.New(fault.URLInvalid, nil)},
			session.Post{Data: json.RawMessage(`{"n":2}`), Origin: widgetOrigin},
			emit("b"),
		)}
		r := newRig(t, m)
		r.Loaded()
		r.closed()
		assert.Equal(t, []string{"event a", "warning url_invalid", "event b", "outcome exited"}, r.listener.heard())
		assert.Equal(t, []string{`post {"n":1} to ` + widgetOrigin, `post {"n":2} to ` + widgetOrigin}, r.view.heard()[1:3])
	})
}

func TestNavigationIsAnsweredWithTheDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := navigation.Decision{Action: navigation.Allow, Recheck: true}
		r := newRig(t, &fakeMachine{answers: func(in session.Input) session.Answer {
			if _, ok := in.(session.Navigate); ok {
				return session.Answer{Decision: want}
			}
			return session.Answer{}
		}})
		assert.Equal(t, want, r.Navigate(navigation.Request{URL: secret.New("https://a.example/")}))
		r.closed()
		assert.Equal(t, navigation.Decision{}, r.Navigate(navigation.Request{}), "blocked after the end")
	})
}

func TestNavigationListenerSeesNavigations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		r := newRig(t, &fakeMachine{}, func(o *Options) { o.Listener = w })
		r.Navigate(navigation.Request{URL: secret.New("https://a.example/")})
		r.closed()
		assert.Equal(t, []string{"navigation https://a.example/", "outcome exited"}, w.heard())
	})
}

func TestNavigationsAfterTheEndAreNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{listener{hold: make(chan struct{})}}
		r := newRig(t, &fakeMachine{}, func(o *Options) { o.Listener = w })
		r.Navigate(navigation.Request{URL: secret.New("https://a.example/")})
		synctest.Wait()
		r.Close()
		r.Navigate(navigation.Request{URL: secret.New("https://b.example/")})
		close(w.hold)
		<-r.Done()
		assert.Equal(t, []string{"navigation https://a.example/", "outcome exited"}, w.heard())
	})
}

func TestOutcomeComesOnceWhateverEndsTheSession(t *testing.T) {
	end := session.End{Outcome: session.Outcome{Result: session.Connected}}
	for name, do := range map[string]func(*rig, context.CancelFunc){
		"app-closes":       func(r *rig, _ context.CancelFunc) { r.Close() },
		"app-closes-twice": func(r *rig, _ context.CancelFunc) { r.Close(); r.Close() },
		"user-closes":      func(r *rig, _ context.CancelFunc) { r.Dismissed() },
		"context-ends":     func(_ *rig, cancel context.CancelFunc) { cancel() },
		"window-vanishes":  func(r *rig, _ context.CancelFunc) { r.view.closed = true; r.Gone() },
		"widget-ends":      func(r *rig, _ context.CancelFunc) { r.Loaded() },
		"all-at-once": func(r *rig, cancel context.CancelFunc) {
			for _, f := range []func(){r.Close, r.Dismissed, cancel, r.Loaded, r.Crashed} {
				go f()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				m := &fakeMachine{answers: on[session.PageLoaded](end, end, emit("late"))}
				l := &listener{}
				d, v := begin(t, ctx, Options{Session: m, Listener: l})
				do(&rig{d, m, v, l}, cancel)
				<-d.Done()
				assert.Len(t, l.outcomes, 1)
				assert.Len(t, l.heard(), 1)
				assert.True(t, v.closed)
			})
		})
	}
}

// A machine that does not end is not the app's problem.
type stubborn struct{ fakeMachine }

func (s *stubborn) Step(time.Time, session.Input) session.Answer { return session.Answer{} }

func TestCloseEndsASessionThatDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listener{}
		d, _ := begin(t, t.Context(), Options{Session: &stubborn{}, Listener: l})
		d.Close()
		<-d.Done()
		assert.Equal(t, []string{"outcome exited"}, l.heard())
	})
}

func TestDoneDoesNotWaitForADeadUIThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, err := New(t.Context(), Options{Session: &fakeMachine{}, Listener: &listener{}})
		require.NoError(t, err)
		d.Start(&fakeView{driver: d, immortal: true})
		start := time.Now()
		d.Close()
		<-d.Done()
		assert.Equal(t, farewell, time.Since(start))
	})
}

func TestNothingReachesTheSessionAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{}).closed()
		before := len(r.machine.inputs)
		r.Message(widgetOrigin, false, `1`)
		r.Touched()
		assert.ErrorIs(t, r.Return(linkTo("app://oauth_complete")), fault.New(fault.SessionEnded, nil))
		r.Focus()
		assert.Len(t, r.machine.inputs, before)
		assert.Len(t, r.listener.heard(), 1)
	})
}

func TestTickComesAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		m := &fakeMachine{deadline: start.Add(30 * time.Second)}
		m.answers = func(in session.Input) session.Answer {
			switch in.(type) {
			case session.Touch:
				m.deadline = start.Add(time.Minute)
			case session.Tick:
				m.deadline = time.Time{}
				return session.Answer{Effects: []session.Effect{session.End{Outcome: session.Outcome{Result: session.Expired}}}}
			}
			return session.Answer{}
		}
		r := newRig(t, m)
		time.Sleep(20 * time.Second)
		r.Touched()
		<-r.Done()
		assert.Equal(t, time.Minute, time.Since(start), "the moved deadline, not the first")
		assert.Equal(t, []string{"outcome expired"}, r.listener.heard())
	})
}

func TestADeadlineThatDoesNotMoveCostsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{deadline: time.Now().Add(-time.Hour)})
		time.Sleep(time.Second)
		r.closed()
		ticks := len(r.machine.inputs) - 2
		assert.LessOrEqual(t, ticks, int(time.Second/pause))
		assert.Positive(t, ticks)
	})
}

func TestOpenerGetsTheAddressAndFailureIsAWarning(t *testing.T) {
	const bank = "https://bank.example/login?state=sesame-sesame"
	for name, row := range map[string]struct {
		opener Opener
		want   []string
		after  time.Duration
	}{
		"success-is-silent": {func(context.Context, string) error { return nil }, []string{"outcome exited"}, 0},
		"failure-warns": {func(_ context.Context, url string) error { return errors.New("cannot open " + url) },
			[]string{"warning external_open_failed", "outcome exited"}, 0},
		"hanging-opener-warns-at-its-deadline": {func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() },
			[]string{"warning external_open_failed", "outcome exited"}, openWithin},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []string
				m := &fakeMachine{answers: on[session.PageLoaded](session.OpenExternal{URL: secret.New(bank)})}
				r := newRig(t, m, func(o *Options) {
					o.Opener = func(ctx context.Context, url string) error {
						got = append(got, url)
						return row.opener(ctx, url)
					}
				})
				r.Loaded()
				time.Sleep(row.after)
				synctest.Wait()
				r.closed()
				assert.Equal(t, []string{bank}, got)
				assert.Equal(t, row.want, r.listener.heard())
				for _, w := range r.listener.warnings {
					assert.NotContains(t, fmt.Sprint(fault.From(w).Cause), "sesame")
				}
			})
		})
	}
}

func TestASlowListenerBoundsTheMemoryAndStillGetsTheOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listener{hold: make(chan struct{})}
		many := make([]session.Effect, 0, 20000)
		for i := range 10000 {
			many = append(many, emit("e"), session.Warn{Err: fault.Newf(fault.URLInvalid, nil, "%d", i)})
		}
		r := newRig(t, &fakeMachine{answers: on[session.PageLoaded](many...)}, func(o *Options) { o.Listener = l })
		r.Loaded()
		r.Close()
		close(l.hold)
		<-r.Done()
		heard := l.heard()
		// As many again may have been taken out of the mailbox before. Each
		// load may end with a warning about what was lost.
		assert.LessOrEqual(t, len(heard), 2*(roomForEvents+1)+1)
		assert.Equal(t, []string{"warning message_flood", "outcome exited"}, heard[len(heard)-2:])
	})
}

func TestAListenerMayCloseTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{answers: on[session.PageLoaded](emit("a"), emit("b"))})
		closer := &closing{driver: r.Driver, listener: r.listener}
		r.mail.listener = closer
		r.Loaded()
		<-r.Done()
		assert.Equal(t, []string{"event a", "event b", "outcome exited"}, r.listener.heard())
	})
}

type closing struct {
	*listener
	driver *Driver
}

func (c *closing) Event(e event.Event) {
	c.driver.Close()
	c.listener.Event(e)
}

func TestConcurrentInputsAreSerialised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 100 {
					r.Message(widgetOrigin, false, `1`)
					r.Navigate(navigation.Request{URL: secret.New("https://a.example/")})
					_ = r.Return(linkTo("app://x"))
				}
			})
		}
		all.Wait()
		r.closed()
		assert.Len(t, r.machine.inputs, 2+8*300)
	})
}

func linkTo(url string) Link { return Link{URL: secret.New(url)} }

type noSealer struct{ session.Sealer }
