package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// rig is a window on a fake engine.
type rig struct {
	*Window
	machine  *fakeMachine
	engine   *fakeEngine
	listener *listener
}

func newRig(t *testing.T, m *fakeMachine, change ...func(*Options)) *rig {
	t.Helper()
	l := &listener{}
	o := Options{Session: m, Listener: l, Opener: func(context.Context, string) error { return nil }}
	for _, f := range change {
		f(&o)
	}
	e := &fakeEngine{}
	w, err := open(t.Context(), o, e.make)
	require.NoError(t, err)
	return &rig{w, m, e, l}
}

// closed closes the window and waits for it.
func (r *rig) closed() *rig {
	r.Close()
	<-r.Done()
	return r
}

func message(data string) []byte {
	return []byte(`{"origin":"https://widget.example","source":"self","data":` + data + `}`)
}

func TestOpenRefusesUnusableOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no-session":  {Listener: &listener{}},
		"no-listener": {Session: &fakeMachine{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t.Context(), o, (&fakeEngine{}).make)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestOpenWithoutEngineTellsTheListenerNothing(t *testing.T) {
	l := &listener{}
	broken := func(context.Context, look, handler) (engine, error) {
		return nil, fault.New(fault.EngineUnavailable, nil)
	}
	_, err := open(t.Context(), Options{Session: &fakeMachine{}, Listener: l}, broken)
	assert.Equal(t, fault.EngineUnavailable, fault.CodeOf(err))
	assert.Empty(t, l.heard())
}

func TestReportsWhileTheWindowIsMadeAreNotForTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, e := &fakeMachine{}, &fakeEngine{}
		early := func(ctx context.Context, l look, h handler) (engine, error) {
			h.touched()
			h.dismissed()
			h.navigate(navigation.Request{URL: "about:blank"})
			return e.make(ctx, l, h)
		}
		w, err := open(t.Context(), Options{Session: m, Listener: &listener{}}, early)
		require.NoError(t, err)
		assert.Equal(t, []session.Input{session.Start{}}, m.inputs)
		w.Close()
		<-w.Done()
	})
}

func TestAWindowThatIsDestroyedWhileItIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, e := &listener{}, &fakeEngine{immortal: true}
		w, err := open(t.Context(), Options{Session: &fakeMachine{}, Listener: l}, func(ctx context.Context, k look, h handler) (engine, error) {
			h.destroyed()
			return e.make(ctx, k, h)
		})
		require.NoError(t, err)
		<-w.Done()
		assert.Equal(t, []string{"outcome exited"}, l.heard())
	})
}

func TestAWindowThatFailsAndIsDestroyedLaterTellsNobody(t *testing.T) {
	l := &listener{}
	var late handler
	_, err := open(t.Context(), Options{Session: &fakeMachine{}, Listener: l}, func(_ context.Context, _ look, h handler) (engine, error) {
		late = h
		return nil, fault.New(fault.EngineUnavailable, nil)
	})
	assert.Error(t, err)
	late.destroyed()
	assert.Empty(t, l.heard())
}

func TestOpenLoadsTheWidgetWithTheBridgeForItsOrigin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		assert.Equal(t, []string{"load " + widgetURL}, r.engine.heard())
		assert.Contains(t, r.engine.script, `"origins":["https://widget.example"]`)
		r.closed()
	})
}

func TestInputsReachTheSession(t *testing.T) {
	failure := fault.New(fault.WidgetLoadFailed, nil)
	request := navigation.Request{URL: "https://bank.example/", Frame: navigation.FrameMain}
	for name, row := range map[string]struct {
		do   func(*rig)
		want session.Input
	}{
		"navigation":  {func(r *rig) { r.engine.handler.navigate(request) }, session.Navigate{Request: request}},
		"loaded":      {func(r *rig) { r.engine.handler.loaded() }, session.PageLoaded{}},
		"failed":      {func(r *rig) { r.engine.handler.failed(failure) }, session.PageFailed{Err: failure}},
		"crashed":     {func(r *rig) { r.engine.handler.crashed() }, session.Crashed{}},
		"touched":     {func(r *rig) { r.engine.handler.touched() }, session.Touch{}},
		"return-link": {func(r *rig) { assert.NoError(t, r.Return("app://oauth_complete?x=1")) }, session.ReturnLink{URL: "app://oauth_complete?x=1"}},
		"own-message": {
			func(r *rig) { r.engine.handler.message(message(`{"type":"mx/load"}`)) },
			session.Message{Origin: "https://widget.example", Data: `{"type":"mx/load"}`},
		},
		"frame-message": {
			func(r *rig) { r.engine.handler.message([]byte(`{"origin":"null","source":"other","data":1}`)) },
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

func TestMessagesThatAreNoneBecomeWarnings(t *testing.T) {
	for name, row := range map[string]struct {
		raw  string
		want fault.Code
	}{
		"garbage":        {`C{"name":"main.App.Quit"}`, fault.EventMalformed},
		"refused-in-js":  {`{"origin":"a","source":"self","refused":"too_large"}`, fault.EventTooLarge},
		"too-large-here": {strings.Repeat(" ", 4<<20), fault.EventTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, &fakeMachine{})
				r.engine.handler.message([]byte(row.raw))
				r.closed()
				assert.Equal(t, []string{"warning " + string(row.want), "outcome exited"}, r.listener.heard())
				assert.Len(t, r.machine.inputs, 2, "start and close only")
			})
		})
	}
}

func TestEffectsAreCarriedOutInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &fakeMachine{answers: on[session.PageLoaded](
			emit("a"),
			session.Post{Data: json.RawMessage(`{"n":1}`)},
			session.Warn{Err: fault.New(fault.URLInvalid, nil)},
			session.Post{Data: json.RawMessage(`{"n":2}`)},
			emit("b"),
		)}
		r := newRig(t, m)
		r.engine.handler.loaded()
		r.closed()
		assert.Equal(t, []string{"event a", "warning url_invalid", "event b", "outcome exited"}, r.listener.heard())
		calls := r.engine.heard()
		require.Len(t, calls, 5)
		assert.Contains(t, calls[1], `n\":1`)
		assert.Contains(t, calls[1], `"https://widget.example"`)
		assert.Contains(t, calls[2], `n\":2`)
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
		assert.Equal(t, want, r.engine.handler.navigate(navigation.Request{URL: "https://a.example/"}))
		r.closed()
		assert.Equal(t, navigation.Decision{}, r.engine.handler.navigate(navigation.Request{}), "blocked after the end")
	})
}

func TestNavigationListenerSeesNavigations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		r := newRig(t, &fakeMachine{}, func(o *Options) { o.Listener = w })
		r.engine.handler.navigate(navigation.Request{URL: "https://a.example/"})
		r.closed()
		assert.Equal(t, []string{"navigation https://a.example/", "outcome exited"}, w.heard())
	})
}

func TestOutcomeComesOnceWhateverEndsTheSession(t *testing.T) {
	end := session.End{Outcome: session.Outcome{Result: session.Connected}}
	for name, do := range map[string]func(*rig, context.CancelFunc){
		"app-closes":       func(r *rig, _ context.CancelFunc) { r.Close() },
		"app-closes-twice": func(r *rig, _ context.CancelFunc) { r.Close(); r.Close() },
		"user-closes":      func(r *rig, _ context.CancelFunc) { r.engine.handler.dismissed() },
		"context-ends":     func(_ *rig, cancel context.CancelFunc) { cancel() },
		"window-vanishes":  func(r *rig, _ context.CancelFunc) { r.engine.closed = true; r.engine.handler.destroyed() },
		"widget-ends":      func(r *rig, _ context.CancelFunc) { r.engine.handler.loaded() },
		"all-at-once": func(r *rig, cancel context.CancelFunc) {
			for _, f := range []func(){r.Close, r.engine.handler.dismissed, cancel, r.engine.handler.loaded, r.engine.handler.crashed} {
				go f()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				m := &fakeMachine{answers: on[session.PageLoaded](end, end, emit("late"))}
				l, e := &listener{}, &fakeEngine{}
				w, err := open(ctx, Options{Session: m, Listener: l}, e.make)
				require.NoError(t, err)
				do(&rig{w, m, e, l}, cancel)
				<-w.Done()
				assert.Len(t, l.outcomes, 1)
				assert.Len(t, l.heard(), 1)
				assert.True(t, e.closed)
			})
		})
	}
}

// A machine that does not end is not the app's problem.
type stubborn struct{ fakeMachine }

func (s *stubborn) Step(time.Time, session.Input) session.Answer { return session.Answer{} }

func TestCloseEndsASessionThatDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, e := &listener{}, &fakeEngine{}
		w, err := open(t.Context(), Options{Session: &stubborn{}, Listener: l}, e.make)
		require.NoError(t, err)
		w.Close()
		<-w.Done()
		assert.Equal(t, []string{"outcome exited"}, l.heard())
	})
}

func TestDoneDoesNotWaitForADeadUIThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &fakeEngine{immortal: true}
		w, err := open(t.Context(), Options{Session: &fakeMachine{}, Listener: &listener{}}, e.make)
		require.NoError(t, err)
		start := time.Now()
		w.Close()
		<-w.Done()
		assert.Equal(t, farewell, time.Since(start))
	})
}

func TestNothingReachesTheSessionAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{}).closed()
		before := len(r.machine.inputs)
		r.engine.handler.message(message(`1`))
		r.engine.handler.touched()
		assert.ErrorIs(t, r.Return("app://oauth_complete"), fault.New(fault.SessionEnded, nil))
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
		r.engine.handler.touched()
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
				m := &fakeMachine{answers: on[session.PageLoaded](session.OpenExternal{URL: bank})}
				r := newRig(t, m, func(o *Options) {
					o.Opener = func(ctx context.Context, url string) error {
						got = append(got, url)
						return row.opener(ctx, url)
					}
				})
				r.engine.handler.loaded()
				time.Sleep(row.after)
				synctest.Wait()
				r.closed()
				assert.Equal(t, []string{bank}, got)
				assert.Equal(t, row.want, r.listener.heard())
				for _, w := range r.listener.warnings {
					assert.NotContains(t, fmt.Sprint(w.Cause), "sesame")
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
		r.engine.handler.loaded()
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

func TestListenerMayCloseTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{answers: on[session.PageLoaded](emit("a"), emit("b"))})
		closer := &closing{window: r.Window, listener: r.listener}
		r.driver.mail.listener = closer
		r.engine.handler.loaded()
		<-r.Done()
		assert.Equal(t, []string{"event a", "event b", "outcome exited"}, r.listener.heard())
	})
}

type closing struct {
	*listener
	window *Window
}

func (c *closing) Event(e event.Event) {
	c.window.Close()
	c.listener.Event(e)
}

func TestConcurrentInputsAreSerialised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 100 {
					r.engine.handler.message(message(`1`))
					r.engine.handler.navigate(navigation.Request{URL: "https://a.example/"})
					_ = r.Return("app://x")
				}
			})
		}
		all.Wait()
		r.closed()
		assert.Len(t, r.machine.inputs, 2+8*300)
	})
}
