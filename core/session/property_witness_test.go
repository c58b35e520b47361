package session

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/traits"
)

// witness watches a session from outside. It knows what was fed and what came
// out, and shares no decision with the session.
type witness struct {
	t   *rapid.T
	cfg Config

	started   bool
	over      bool
	outcomes  int
	delivered map[string]int  // memberConnected events, by member
	confirmed map[string]bool // members that a MemberChecked called connected
	accepted  map[string]bool // what accepted links said
	loaded    map[string]bool // widget URLs
	attempt   time.Time       // begin of the last attempt, zero when there was none

	// of this process
	latest  time.Time
	touched time.Time
	opens   []time.Time
	emits   []time.Time
	wanted  bool                 // a NeedURL waits for its answer
	page    string               // origin of the widget in the view, "" when there is none
	minted  map[string]time.Time // when a widget URL was made, as far as was said
}

func newWitness(t *rapid.T, cfg Config) *witness {
	return &witness{
		t: t, cfg: cfg.withDefaults(), delivered: map[string]int{}, confirmed: map[string]bool{}, accepted: map[string]bool{},
		loaded: map[string]bool{}, minted: map[string]time.Time{cfg.WidgetURL.Reveal(): cfg.MintedAt},
	}
}

func (w *witness) restarted(s *Session) {
	require.Equal(w.t, w.over, s.Ended(), "the end survives")
	w.latest, w.touched, w.opens, w.emits, w.wanted, w.page, w.started = time.Time{}, time.Time{}, nil, nil, false, "", false
	require.True(w.t, s.Deadline().IsZero(), "nothing is due before the start")
}

// saw takes one input and its answer.
func (w *witness) saw(s *Session, at time.Time, o op, a Answer) {
	if at.After(w.latest) {
		w.latest = at
	}
	if w.over {
		w.sawAfterEnd(s, at, o, a)
		return
	}
	speaks := w.speaks(o.in)
	w.sawInput(o, a)
	for i, e := range a.Effects {
		w.sawEffect(o, e, i == len(a.Effects)-1)
	}
	require.Equal(w.t, w.over, s.Ended())
	w.sawSpeech(o, a, speaks)
	w.sawDeadline(s)
	w.sawState(s)
}

func (w *witness) sawAfterEnd(s *Session, at time.Time, o op, a Answer) {
	require.Empty(w.t, a.Effects, "nothing comes after the end")
	require.Equal(w.t, navigation.Block, a.Decision.Action)
	require.NotNil(w.t, a.Err)
	require.True(w.t, s.Deadline().IsZero())
	require.Equal(w.t, fault.CodeOf(a.Err), fault.CodeOf(s.Step(at, o.in).Err), "an input after the end changes nothing")
}

func (w *witness) sawInput(o op, a Answer) {
	switch in := o.in.(type) {
	case Start:
		w.started = w.started || a.Err == nil
	case Touch:
		w.touched = w.latest
	case FreshURL:
		w.minted[in.URL.Reveal()] = w.latest.Add(-max(0, in.Age))
		if a.Err == nil || fault.CodeOf(a.Err) == fault.WidgetURLExpired {
			require.True(w.t, w.wanted, "a URL that nobody wanted was taken")
			w.wanted = false
		}
	case MemberChecked:
		if in.State == MemberConnected {
			w.confirmed[in.GUID], w.confirmed[in.Found] = true, true
		}
	}
	if o.link != nil && (a.Err == nil || a.Decision.Action == navigation.Return) {
		require.Contains(w.t, a.Effects, Effect(Persist{}), "a restart would believe the link again")
		w.sawAccepted(o)
	}
}

// sawAccepted takes a link that was believed.
func (w *witness) sawAccepted(o op) {
	w.started = true
	require.Equal(w.t, w.cfg.Return.Nonce.Reveal(), o.link.nonce, "a forged link was believed")
	if o.link.status == "" {
		require.Equal(w.t, traits.ReturnSilent, w.cfg.Traits.Return, "a link without a status was believed")
	} else {
		require.False(w.t, w.accepted[o.link.says()], "the link %s was believed twice", o.link.says())
		w.accepted[o.link.says()] = true
	}
	if nav, ok := o.in.(Navigate); ok {
		require.NotEqual(w.t, navigation.FrameSub, nav.Frame)
		if w.byNavigation() {
			return // a page that is done may say so
		}
	}
	require.False(w.t, w.attempt.IsZero(), "nobody was expected back")
	if ttl := w.cfg.Timeouts.OAuth; ttl > 0 {
		require.True(w.t, w.latest.Before(w.attempt.Add(ttl)), "a late link was believed")
	}
}

func (w *witness) byNavigation() bool {
	return w.cfg.Traits.VisitByNavigation
}

func (w *witness) sawEffect(o op, e Effect, last bool) {
	switch e := e.(type) {
	case Emit:
		w.sawEvent(e.Event)
	case OpenExternal:
		w.sawOpen(o)
	case NeedURL:
		require.False(w.t, w.wanted, "a second URL is wanted")
		w.wanted, w.page = true, ""
	case CheckMember:
		w.page = ""
	case Load:
		w.sawLoad(e)
	case End:
		require.True(w.t, last, "the outcome is the last effect")
		w.sawOutcome(e.Outcome)
	}
}

func (w *witness) sawEvent(e event.Event) {
	if m, ok := connectedMember(e); ok {
		key := m.GUID + m.Connection.ConnectionID.Reveal()
		w.delivered[key]++
		require.Equal(w.t, 1, w.delivered[key], "a member was delivered twice")
		return
	}
	if _, ok := event.As[event.OAuthRequested](e); ok {
		w.attempt = w.latest
	}
	w.emits = append(w.emits, w.latest)
	w.pace(w.emits, messageBurst, messageEvery)
}

func (w *witness) sawOpen(o op) {
	w.opens = append(w.opens, w.latest)
	w.pace(w.opens, outsideBurst, outsideEvery)
	if w.attempt.Equal(w.latest) {
		return // announced, or a visit
	}
	nav, ok := o.in.(Navigate)
	require.True(w.t, ok, "%T opened something outside", o.in)
	require.NotEqual(w.t, navigation.FrameSub, nav.Frame, "a sub-frame opened something outside")
	touched := w.byNavigation() && !w.touched.IsZero() && w.latest.Sub(w.touched) < 5*time.Second
	require.True(w.t, nav.UserGesture || touched, "nobody asked to leave")
	if w.byNavigation() && !nav.NewWindow {
		w.attempt = w.latest
	}
}

// pace checks the last of the times against each before it.
func (w *witness) pace(times []time.Time, burst int, every time.Duration) {
	last := len(times) - 1
	for i := range times {
		most := burst + int(times[last].Sub(times[i])/every) + 1
		require.LessOrEqual(w.t, last-i+1, most, "too much at once")
	}
}

func (w *witness) sawLoad(e Load) {
	url := e.URL.Reveal()
	require.False(w.t, w.loaded[url], "a widget URL was loaded twice")
	at, err := navigation.Read(url)
	require.NoError(w.t, err)
	w.page = at.Origin()
	w.loaded[url] = true
	minted, limit := w.minted[url], w.cfg.Timeouts.URL
	if !minted.IsZero() && limit > 0 && minted.Before(w.latest) {
		require.Less(w.t, w.latest.Sub(minted), limit, "an expired widget URL was loaded")
	}
}

// speaks reports whether an input is the widget's own word.
func (w *witness) speaks(in Input) bool {
	switch in := in.(type) {
	case Message:
		return in.Origin == w.page && !in.SubFrame
	case Navigate:
		scheme, _, _ := strings.Cut(in.URL.Reveal(), ":")
		return w.page != "" && in.Frame == navigation.FrameMain && (scheme == w.cfg.AppScheme || scheme == "mx" && !w.cfg.PinScheme)
	}
	return false
}

// sawSpeech checks that only the widget is heard, and that a member is never
// lost, however much else it said.
func (w *witness) sawSpeech(o op, a Answer, speaks bool) {
	heard := false
	for _, e := range a.Effects {
		_, emits := e.(Emit)
		heard = heard || emits
	}
	require.False(w.t, heard && !speaks, "%T was taken for the widget's word", o.in)
	overdue := a.Err != nil && w.over
	if o.member != "" && speaks && !overdue {
		require.Equal(w.t, 1, w.delivered[o.member], "a member was lost")
	}
}

func (w *witness) sawOutcome(o Outcome) {
	w.over = true
	w.outcomes++
	require.Equal(w.t, 1, w.outcomes)
	require.Equal(w.t, o.Result == Connected, len(o.Members) > 0, "connected exactly with members")
	require.Equal(w.t, o.Result == Failed || o.Result == Expired, o.Err != nil)
	require.Equal(w.t, o.Result != Connected, o.Reason.Code != "")
	if o.Reason.Code != "" {
		require.Equal(w.t, fault.LevelOf(o.Reason.Code), o.Reason.Level)
		require.NotEmpty(w.t, o.Reason.Advice)
	}
	seen := map[string]bool{}
	for _, m := range o.Members {
		key := m.GUID + m.Connection.ConnectionID.Reveal()
		require.NotEmpty(w.t, key)
		require.False(w.t, seen[key], "a member is listed twice")
		seen[key] = true
		require.True(w.t, w.delivered[key] == 1 || w.confirmed[m.GUID], "a member came from nowhere")
	}
	for key := range w.delivered {
		require.True(w.t, seen[key], "a delivered member is not in the outcome")
	}
}

func (w *witness) sawDeadline(s *Session) {
	d := s.Deadline()
	switch {
	case w.over || !w.started:
		require.True(w.t, d.IsZero(), "nothing is due before the start and after the end")
	case w.cfg.Timeouts.Inactivity > 0:
		require.False(w.t, d.IsZero(), "nobody would tick")
	}
	if !d.IsZero() {
		require.True(w.t, d.After(w.latest), "a deadline in the past keeps a processor busy")
	}
}

func (w *witness) sawState(s *Session) {
	require.LessOrEqual(w.t, len(s.members), maxMembers)
	require.LessOrEqual(w.t, len(s.checking), 4)
	require.LessOrEqual(w.t, s.stale, maxStaleURLs+1)
}

// printed is what encoding/json and fmt make of a value.
func printed(t *rapid.T, v any) string {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw) + fmt.Sprintf(" %v %+v %#v %q", v, v, v, v)
}
