package session

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/connecthost/connecthost/core/traits"
)

// began is when the sequences begin.
var began = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// fed is an input with its time, or a restart, as a recorder would keep it.
type fed struct {
	at      time.Time
	in      Input
	restore bool
}

// TestAnySequence feeds random inputs at random times to sessions of random
// settings, and holds every answer to what a session promises; see witness.
// Each sequence goes to two sessions side by side, and once more to a third
// from its record: all answer alike.
func TestAnySequence(t *testing.T) {
	for _, provider := range []traits.Traits{traits.MX(), traits.UCW(), traits.Fino()} {
		t.Run(provider.Provider, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				cfg := genConfig(t, provider)
				r := newRun(t, cfg)
				for _, o := range genWidget(t, cfg, 100) {
					r.do(o)
				}
				for n := range rapid.IntRange(1, 50).Draw(t, "length") {
					for _, o := range genOps(t, cfg, n) {
						r.do(o)
					}
				}
				r.replay()
			})
		})
	}
}

// run is one sequence on its way.
type run struct {
	t        *rapid.T
	cfg      Config
	one, two *Session
	now      time.Time // of the world's clock
	record   []fed
	answers  []Answer
	*witness
}

func newRun(t *rapid.T, cfg Config) *run {
	return &run{t: t, cfg: cfg, one: begin(t, cfg), two: begin(t, cfg), now: began, witness: newWitness(t, cfg)}
}

func begin(t *rapid.T, cfg Config) *Session {
	s, err := New(cfg)
	require.NoError(t, err)
	return s
}

func (r *run) do(o op) {
	r.now = r.now.Add(o.after)
	if d := r.one.Deadline(); o.onTime && !d.IsZero() {
		r.now = d
	}
	if o.restore {
		r.record = append(r.record, fed{restore: true})
		r.one, r.two = reborn(r.t, r.cfg, r.one), reborn(r.t, r.cfg, r.two)
		r.restarted(r.one)
		return
	}
	for n := range max(o.times, 1) {
		r.record = append(r.record, fed{at: r.now, in: o.in})
		a, b := r.one.Step(r.now, o.in), r.two.Step(r.now, o.in)
		if !reflect.DeepEqual(a, b) {
			r.t.Fatalf("the same inputs gave %v and %v", names(a), names(b))
		}
		r.answers = append(r.answers, a)
		if n < 2 || n%50 == 0 {
			noSecret(r.t, a)
		}
		r.saw(r.one, r.now, o, a)
	}
}

// replay feeds the record to a session that has seen nothing yet.
func (r *run) replay() {
	s, n := begin(r.t, r.cfg), 0
	for _, f := range r.record {
		if f.restore {
			s = reborn(r.t, r.cfg, s)
			continue
		}
		a := s.Step(f.at, f.in)
		if !reflect.DeepEqual(a, r.answers[n]) {
			r.t.Fatalf("replayed, input %d (%T) gave %v, not %v", n, f.in, names(a), names(r.answers[n]))
		}
		n++
	}
}

// reborn kills the process between two inputs.
func reborn(t *rapid.T, cfg Config, s *Session) *Session {
	data, err := s.Snapshot(sealKey)
	require.NoError(t, err)
	require.Less(t, len(data), 64<<10, "a snapshot is bounded")
	for _, canary := range canaries {
		require.NotContains(t, string(data), canary)
	}
	cfg.Return = Return{} // the snapshot knows it
	again, err := Restore(cfg, data, sealKey)
	require.NoError(t, err)
	return again
}

var canaries = []string{canaryToken, canaryConnection, nonce}

// noSecret checks what would be printed of an answer.
func noSecret(t *rapid.T, a Answer) {
	text := fmt.Sprintf("%v %+v %#v", a, a, a)
	for _, e := range a.Effects {
		text += printed(t, e)
	}
	text += printed(t, a)
	for _, canary := range canaries {
		if strings.Contains(text, canary) {
			t.Fatalf("%q is printed: %s", canary, text)
		}
	}
}
