package journeytest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inPlace makes a place with what change makes of its one store.
func inPlace(change func(*rehearsal.Store) journey.Store) stores {
	return func(testing.TB) func() journey.Store {
		s := rehearsal.NewStore()
		return func() journey.Store { return change(s) }
	}
}

func TestAStoreThatDoesEverythingRightPasses(t *testing.T) {
	Store(t, inPlace(func(s *rehearsal.Store) journey.Store { return s }))
}

func TestAReturnThatDoesEverythingRightPasses(t *testing.T) {
	Return(t, func(testing.TB) (journey.Return, func(string)) {
		b := rehearsal.NewBack(rehearsal.Base, "https://app.example/bank")
		return b, func(link string) { b.Come(link) }
	})
}

// The broken stores, one for each way to break a rule.
type (
	unwritable struct{ *rehearsal.Store }
	unknowing  struct{ *rehearsal.Store }
	listless   struct{ *rehearsal.Store }
	hoarding   struct{ *rehearsal.Store }
	pedantic   struct{ *rehearsal.Store }
	single     struct{ *rehearsal.Store }
	unsealed   struct{ *rehearsal.Store }
	open       struct{ session.Sealer }
	unbound    struct{ session.Sealer }
	repeating  struct{ session.Sealer }
	leaking    struct {
		*rehearsal.Store
		end chan struct{}
	}
	sealedBy struct {
		*rehearsal.Store
		sealer session.Sealer
	}
	lending struct {
		*rehearsal.Store
		last *[]byte
	}
)

func (unwritable) Save(string, []byte) error            { return errors.New("full") }
func (unknowing) Load(string) ([]byte, error)           { return nil, errors.New("what?") }
func (listless) Sessions() ([]string, error)            { return nil, nil }
func (hoarding) Remove(string) error                    { return nil }
func (s single) Save(_ string, data []byte) error       { return s.Store.Save(idA, data) }
func (unsealed) Sealer() session.Sealer                 { return nil }
func (open) Seal(plain, _ []byte) ([]byte, error)       { return append([]byte(nil), plain...), nil }
func (open) Open(sealed, _ []byte) ([]byte, error)      { return sealed, nil }
func (s sealedBy) Sealer() session.Sealer               { return s.sealer }
func (u unbound) Seal(plain, _ []byte) ([]byte, error)  { return u.Sealer.Seal(plain, nil) }
func (u unbound) Open(sealed, _ []byte) ([]byte, error) { return u.Sealer.Open(sealed, nil) }

func (p pedantic) Remove(id string) error {
	if _, err := p.Load(id); err != nil {
		return err
	}
	return p.Store.Remove(id)
}

func (l leaking) Sessions() ([]string, error) {
	go func() { <-l.end }()
	return l.Store.Sessions()
}

func (l lending) Save(id string, data []byte) error { *l.last = data; return l.Store.Save(id, data) }

func (l lending) Load(id string) ([]byte, error) {
	data, err := l.Store.Load(id)
	if err == nil && *l.last != nil {
		return *l.last, nil
	}
	return data, err
}

func (r repeating) Seal(plain, bound []byte) ([]byte, error) {
	sealed := append([]byte{byte(len(plain))}, plain...)
	for i := range sealed {
		sealed[i] ^= 0x55
	}
	return sealed, nil
}

func TestABrokenStoreFails(t *testing.T) {
	sealing := func(change func(session.Sealer) session.Sealer) func(*rehearsal.Store) journey.Store {
		return func(s *rehearsal.Store) journey.Store { return sealedBy{s, change(s.Sealer())} }
	}
	leaks := make(chan struct{})
	t.Cleanup(func() { close(leaks) })
	for name, row := range map[string]struct {
		change func(*rehearsal.Store) journey.Store
		rule   string
	}{
		"that is full":                    {func(s *rehearsal.Store) journey.Store { return unwritable{s} }, "a snapshot is as it was saved"},
		"with errors of its own":          {func(s *rehearsal.Store) journey.Store { return unknowing{s} }, "an empty store has nothing"},
		"that lists nothing":              {func(s *rehearsal.Store) journey.Store { return listless{s} }, "a snapshot is as it was saved"},
		"that removes nothing":            {func(s *rehearsal.Store) journey.Store { return hoarding{s} }, "what is removed is gone"},
		"that never removes at the end":   {func(s *rehearsal.Store) journey.Store { return hoarding{s} }, "a journey goes on from it"},
		"that removes only what is there": {func(s *rehearsal.Store) journey.Store { return pedantic{s} }, "what is removed is gone"},
		"that keeps one session":          {func(s *rehearsal.Store) journey.Store { return single{s} }, "a snapshot is as it was saved"},
		"that does not seal":              {func(s *rehearsal.Store) journey.Store { return unsealed{s} }, "the sealer seals"},
		"whose sealer is open":            {sealing(func(session.Sealer) session.Sealer { return open{} }), "the sealer seals"},
		"whose sealer binds nothing":      {sealing(func(s session.Sealer) session.Sealer { return unbound{s} }), "the sealer seals"},
		"whose sealer has one nonce":      {sealing(func(s session.Sealer) session.Sealer { return repeating{s} }), "the sealer seals"},
		"that lends its memory":           {func(s *rehearsal.Store) journey.Store { return lending{s, new([]byte)} }, "snapshots are the store's own"},
		"that forgets in each process":    {func(*rehearsal.Store) journey.Store { return rehearsal.NewStore() }, "the next process has what is saved"},
		"that forgets a journey":          {func(*rehearsal.Store) journey.Store { return rehearsal.NewStore() }, "a journey goes on from it"},
		"that mixes":                      {func(s *rehearsal.Store) journey.Store { return single{s} }, "many call at once"},
		"that leaves something running":   {func(s *rehearsal.Store) journey.Store { return leaking{s, leaks} }, "an empty store has nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			requireFailure(t, storeRules, row.rule, inPlace(row.change))
		})
	}
}

// requireFailure checks that a part breaks a rule.
func requireFailure[T any](t *testing.T, rules []rule[T], name string, part T) {
	t.Helper()
	for _, r := range rules {
		if r.name == name {
			require.NotEmpty(t, failuresOf(t, r, part))
			return
		}
	}
	require.Fail(t, "there is no such rule", name)
}

// back is a way back that a test breaks.
type back struct {
	*rehearsal.Back
	open func(*rehearsal.Back, context.Context, secret.String) (journey.Way, error)
}

func (b back) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	return b.open(b.Back, ctx, again)
}

// way changes an open way.
type way struct {
	journey.Way
	bases []string
	links <-chan journey.Link
	close func() error
}

func (w way) Bases() []string { return w.bases }

func (w way) Links() <-chan journey.Link { return w.links }

func (w way) Close() error { return w.close() }

// edited passes links on with something added.
func edited(links <-chan journey.Link) <-chan journey.Link {
	out := make(chan journey.Link, 16)
	go func() {
		defer close(out)
		for l := range links {
			l.URL = secret.New(l.URL.Reveal() + "#edited")
			out <- l
		}
	}()
	return out
}

func TestABrokenReturnFails(t *testing.T) {
	changed := func(change func(*way, secret.String)) func(*rehearsal.Back, context.Context, secret.String) (journey.Way, error) {
		return func(b *rehearsal.Back, ctx context.Context, again secret.String) (journey.Way, error) {
			w, err := b.Open(ctx, again)
			if err != nil {
				return nil, err
			}
			out := &way{Way: w, bases: w.Bases(), links: w.Links(), close: w.Close}
			change(out, again)
			return *out, nil
		}
	}
	for name, row := range map[string]struct {
		open func(*rehearsal.Back, context.Context, secret.String) (journey.Way, error)
		rule string
	}{
		"that does not open": {func(*rehearsal.Back, context.Context, secret.String) (journey.Way, error) {
			return nil, fault.New(fault.ReturnAddressUnavailable, nil)
		}, "each journey has a way"},
		"without an address":     {changed(func(w *way, _ secret.String) { w.bases = nil }), "its bases are return addresses"},
		"with too many":          {changed(func(w *way, _ secret.String) { w.bases = slices.Repeat(w.bases, 9) }), "its bases are return addresses"},
		"with a script":          {changed(func(w *way, _ secret.String) { w.bases = []string{"javascript://x"} }), "links arrive as they were sent"},
		"that changes its links": {changed(func(w *way, _ secret.String) { w.links = edited(w.links) }), "links arrive as they were sent"},
		"that is elsewhere again": {changed(func(w *way, again secret.String) {
			if !again.IsZero() {
				w.bases = []string{"com.example.app://other"}
			}
		}), "a journey that goes on has the same way"},
		"whose Close fails": {changed(func(w *way, _ secret.String) {
			w.close = func() error { return errors.Join(w.Way.Close(), errors.New("x")) }
		}), "each journey has a way"},
		"that loses its links": {changed(func(w *way, _ secret.String) {
			none := make(chan journey.Link)
			close(none)
			w.links = none
		}), "a journey comes home by it"},
	} {
		t.Run(name, func(t *testing.T) {
			requireFailure(t, returnRules, row.rule, returns{func(testing.TB) (journey.Return, func(string)) {
				b := rehearsal.NewBack()
				return back{b, row.open}, func(link string) { b.Come(link) }
			}, 100 * time.Millisecond})
		})
	}
}

// TestAViewWithoutAnEngineFails shows no page at all.
func TestAViewWithoutAnEngineFails(t *testing.T) {
	for _, r := range viewRules {
		t.Run(r.name, func(t *testing.T) {
			require.NotEmpty(t, failuresOf(t, r, views{func(testing.TB) journey.View { return rehearsal.NewView() }, 20 * time.Millisecond}))
		})
	}
}
