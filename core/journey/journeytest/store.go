package journeytest

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/session"
)

// Store tests a journey.Store. place makes an empty place that nobody else uses,
// and returns what opens the store there, as a process of the app does: a store
// that is opened later has what those before it have saved. It closes what it
// opens with t.Cleanup.
func Store(t *testing.T, place func(testing.TB) (open func() journey.Store)) {
	run(t, storeRules, stores(place))
}

type stores func(testing.TB) (open func() journey.Store)

// storeRules is read-only.
var storeRules = []rule[stores]{
	{"an empty store has nothing", emptyStore},
	{"a snapshot is as it was saved", savedStore},
	{"the next process has what is saved", nextStore},
	{"what is removed is gone", removedStore},
	{"snapshots are the store's own", ownedStore},
	{"the sealer seals", sealingStore},
	{"many call at once", busyStore},
	{"a journey goes on from it", travelledStore},
}

// Identifiers as journeys have them.
const (
	idA = "0123456789abcdef-000102030405060708090a0b0c0d0e0f"
	idB = "0123456789abcdef-f0e0d0c0b0a090807060504030201000"
)

// has checks what a store keeps under an identifier; nil stands for nothing.
func has(t testing.TB, s journey.Store, id string, want []byte) {
	t.Helper()
	got, err := s.Load(id)
	switch {
	case want == nil && fault.CodeOf(err) != fault.SnapshotMissing:
		t.Errorf("Load of a session that is not kept: the error is %v, not snapshot_missing", err)
	case want != nil && (err != nil || !bytes.Equal(got, want)):
		t.Errorf("Load returns %d bytes and the error %v, and not the %d bytes that were saved last", len(got), err, len(want))
	}
	ids, err := s.Sessions()
	if err != nil {
		t.Errorf("Sessions: %v", err)
	}
	listed := 0
	for _, other := range ids {
		if other == id {
			listed++
		}
	}
	if (want == nil) == (listed > 0) || listed > 1 {
		t.Errorf("Sessions lists a session %d times", listed)
	}
}

// saves has a store keep a snapshot.
func saves(t testing.TB, s journey.Store, id string, snapshot []byte) {
	t.Helper()
	if err := s.Save(id, snapshot); err != nil {
		t.Fatalf("Save: %v", err)
	}
}

func emptyStore(t testing.TB, place stores) {
	s := place(t)()
	has(t, s, idA, nil)
	if err := s.Remove(idA); err != nil {
		t.Errorf("Remove of a session that is not kept: %v", err)
	}
}

func savedStore(t testing.TB, place stores) {
	s := place(t)()
	long := bytes.Repeat([]byte("snapshot\x00\n"), 1000)
	for _, snapshot := range [][]byte{long, []byte("short"), {0, 255}, long} {
		saves(t, s, idA, snapshot)
		has(t, s, idA, snapshot)
	}
	has(t, s, idB, nil)
	saves(t, s, idB, []byte("another"))
	has(t, s, idA, long)
	has(t, s, idB, []byte("another"))
}

func nextStore(t testing.TB, place stores) {
	open := place(t)
	s := open()
	saves(t, s, idA, []byte("first"))
	saves(t, s, idA, []byte("last"))
	saves(t, s, idB, []byte("another"))
	next := open()
	has(t, next, idA, []byte("last"))
	has(t, next, idB, []byte("another"))
	has(t, place(t)(), idA, nil)
}

func removedStore(t testing.TB, place stores) {
	open := place(t)
	s := open()
	saves(t, s, idA, []byte("a"))
	saves(t, s, idB, []byte("b"))
	for range 2 {
		if err := s.Remove(idA); err != nil {
			t.Errorf("Remove: %v", err)
		}
		has(t, s, idA, nil)
	}
	has(t, open(), idA, nil)
	has(t, s, idB, []byte("b"))
}

// ownedStore changes what was saved and what was loaded: a driver may use its
// memory again.
func ownedStore(t testing.TB, place stores) {
	s := place(t)()
	snapshot := []byte("snapshot")
	saves(t, s, idA, snapshot)
	snapshot[0] = 'X'
	has(t, s, idA, []byte("snapshot"))
	if got, err := s.Load(idA); err == nil && len(got) > 0 {
		got[0] = 'X'
	}
	has(t, s, idA, []byte("snapshot"))
}

func sealingStore(t testing.TB, place stores) {
	open := place(t)
	sealer := open().Sealer()
	if sealer == nil {
		t.Fatalf("Sealer is nil: a snapshot holds secrets and has to be sealed")
	}
	plain, bound := []byte("canary canary canary"), []byte("bound")
	first, err := sealer.Seal(plain, bound)
	if err != nil {
		t.Fatalf("Seal: %v", err)
	}
	second, err := sealer.Seal(plain, bound)
	if err != nil || bytes.Equal(first, second) {
		t.Errorf("the same text is sealed in the same way twice: it needs a fresh nonce")
	}
	if bytes.Contains(first, []byte("canary")) {
		t.Errorf("what is sealed can be read")
	}
	opens(t, open().Sealer(), first, bound, plain)
	opens(t, sealer, second, bound, plain)
	opens(t, sealer, first, []byte("else"), nil)
	opens(t, sealer, nil, bound, nil)
	first[len(first)-1] ^= 1
	opens(t, sealer, first, bound, nil)
}

// opens checks what comes out of a seal; nil stands for a refusal.
func opens(t testing.TB, sealer session.Sealer, sealed, bound, want []byte) {
	t.Helper()
	got, err := sealer.Open(sealed, bound)
	switch {
	case want == nil && err == nil:
		t.Errorf("something was opened that was changed, or sealed for something else")
	case want != nil && (err != nil || !bytes.Equal(got, want)):
		t.Errorf("what was sealed cannot be opened: %v", err)
	}
}

func busyStore(t testing.TB, place stores) {
	s := place(t)()
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			id := fmt.Sprintf("%s%d", idA[:len(idA)-1], n)
			snapshot := bytes.Repeat([]byte{byte(n)}, 1000)
			for range 5 {
				if err := s.Save(id, snapshot); err != nil {
					t.Errorf("Save: %v", err)
				}
				has(t, s, id, snapshot)
				if err := s.Save(idB, snapshot); err != nil { // one that all of them save
					t.Errorf("Save: %v", err)
				}
				got, err := s.Load(idB)
				if err != nil || len(got) != 1000 || len(slices.Compact(got)) != 1 {
					t.Errorf("Load, while others save, returns a mixture: %v", err)
				}
			}
		})
	}
	all.Wait()
}

// dying is a store whose process can be killed: nothing reaches it then.
type dying struct {
	journey.Store
	dead atomic.Bool
}

func (d *dying) Save(id string, snapshot []byte) error {
	if d.dead.Load() {
		return nil
	}
	return d.Store.Save(id, snapshot)
}

func (d *dying) Remove(id string) error {
	if d.dead.Load() {
		return nil
	}
	return d.Store.Remove(id)
}

// travelledStore kills a process while its user is at the bank, and goes on in
// the next one.
func travelledStore(t testing.TB, place stores) {
	open := place(t)
	var service rehearsal.Service
	view := rehearsal.NewView()
	d := &dying{Store: open()}
	cfg := journey.Config{Provider: service.MX(), User: "ada", View: view, Store: d}
	j, err := journey.Start(t.Context(), cfg, nil)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	atBank(t, view)
	d.dead.Store(true)
	j.Cancel()
	receive(t, j.Done(), patience, "the end of the first process")

	cfg.Store = open()
	r, err := journey.Resume(t.Context(), cfg, journey.Link{}, nil)
	if err != nil || r.Outcome.Result != session.Connected {
		t.Errorf("the journey did not go on from the store: %v, %v", r.Outcome.Result, err)
	}
	if ids, err := cfg.Store.Sessions(); err != nil || len(ids) > 0 {
		t.Errorf("%d sessions are kept after their end: %v", len(ids), err)
	}
}

// atBank is the user of the next page, who goes to the bank.
func atBank(t testing.TB, view *rehearsal.View) *rehearsal.Page {
	t.Helper()
	page, _ := receive(t, view.Opened(), patience, "the page of a journey")
	page.Begin()
	page.Leave("MBR-1")
	receive(t, page.Left(), patience, "the bank's page in the browser")
	return page
}
