package session

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

var sealKey = bytes.Repeat([]byte{7}, KeySize)

const (
	fresh  = origin + "/md/connect/token-5678"
	reply  = "myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + nonce
	denied = "myapp://oauth_complete?status=error&error_reason=DENIED&ch_state=" + nonce
)

func ownReturn(c *Config) {
	c.ID = "s-1"
	c.Return = Return{URL: "myapp://oauth_complete", Nonce: secret.New(nonce)}
}

func (b *bench) snapshot() []byte {
	b.t.Helper()
	data, err := b.Snapshot(sealKey, rand.Reader)
	require.NoError(b.t, err)
	return data
}

// reborn is the session of a snapshot in another process.
func (b *bench) reborn(data []byte) *bench {
	b.t.Helper()
	s, err := Restore(Config{ID: "s-1"}, data, sealKey)
	require.NoError(b.t, err)
	return &bench{t: b.t, Session: s, now: b.now.Add(time.Minute)}
}

func TestARestoredSessionCompletesOnce(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(Start{})))
	assert.Empty(t, b.feed(MemberChecked{"MBR-1", MemberWaiting}).Effects, "the user is still at the bank")
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(ReturnLink{reply})))

	again := b.reborn(b.snapshot())
	assert.Equal(t, []string{"warn return_replayed"}, names(again.feed(ReturnLink{reply})), "also across restarts")

	a := b.feed(MemberChecked{"MBR-1", MemberConnected})
	assert.Equal(t, []string{"close", "end connected"}, names(a))
	assert.Equal(t, []Member{{GUID: "MBR-1"}}, outcome(t, a).Members)

	over := b.reborn(b.snapshot())
	assert.True(t, over.Ended())
	assert.Equal(t, fault.ReturnReplayed, over.feed(ReturnLink{reply}).Err.Code)
	assert.Equal(t, fault.SessionEnded, over.feed(Start{}).Err.Code)
}

func TestTheLinkMayComeBeforeTheStart(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(ReturnLink{reply})))
	assert.Empty(t, b.feed(Start{}).Effects)
	assert.Equal(t, Connected, outcome(t, b.feed(MemberChecked{"MBR-1", MemberConnected})).Result)
}

func TestWhatBecameOfTheVisitDecidesWhatFollows(t *testing.T) {
	tests := []struct {
		name string
		in   []Input
		want []string
	}{
		{"connected", []Input{MemberChecked{"MBR-1", MemberConnected}}, []string{"close", "end connected"}},
		{"the user is needed", []Input{MemberChecked{"MBR-1", MemberNeedsUser}}, []string{"need MBR-1"}},
		{"nobody knows", []Input{MemberChecked{"MBR-1", MemberUnknown}}, []string{"warn member_unknown", "need"}},
		{"the user refused", []Input{ReturnLink{denied}}, []string{"warn oauth_failed", "need MBR-1"}},
		{"a member that nobody asked about", []Input{MemberChecked{"MBR-9", MemberConnected}}, []string{"warn input_invalid"}},
		{"an answer that comes twice", []Input{MemberChecked{"MBR-1", MemberNeedsUser}, MemberChecked{"MBR-1", MemberConnected}},
			[]string{"warn input_invalid"}},
		{"a forged link", []Input{ReturnLink{"myapp://oauth_complete?status=success&member_guid=MBR-1"}}, []string{"warn return_forged"}},
		{"a navigation of no widget", []Input{connected("MBR-1")}, []string{"warn input_invalid"}},
		{"a message of no widget", []Input{post("", `{"type":"mx/ping"}`)}, []string{"warn input_invalid"}},
		{"the user gives up", []Input{Dismiss{}}, []string{"close", "end exited"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			killed := atTheBank(t, ownReturn)
			b := killed.reborn(killed.snapshot())
			b.feed(Start{})
			var last Answer
			for _, in := range tt.in {
				last = b.feed(in)
			}
			assert.Equal(t, tt.want, names(last))
		})
	}
}

func TestTheWidgetOpensAgainWithAFreshURL(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	killed.feed(connected("MBR-0"))
	b := killed.reborn(killed.snapshot())
	b.feed(Start{})
	b.feed(MemberChecked{"MBR-1", MemberNeedsUser})
	a := b.feed(FreshURL{secret.New(fresh)})
	assert.Equal(t, []string{"load"}, names(a))
	assert.Equal(t, fresh, a.Effects[0].(Load).URL.Reveal())
	assert.Equal(t, []string{"emit connect/memberConnected"}, names(b.feed(connected("MBR-1"))))
	assert.Equal(t, []Member{{GUID: "MBR-0"}, {GUID: "MBR-1"}}, outcome(t, b.feed(Close{})).Members)
	assert.Equal(t, fault.SessionEnded, b.feed(FreshURL{secret.New(fresh)}).Err.Code)
}

func TestAFreshURLMustBeUsable(t *testing.T) {
	b := openedBench(t, nil)
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(FreshURL{secret.New(fresh)})), "nobody asked for one")
	assert.Equal(t, []string{"need"}, names(b.feed(Reload{})))
	a := b.feed(FreshURL{secret.New("http://widgets.example/")})
	assert.Equal(t, fault.WidgetURLInvalid, outcome(t, a).Err.Code)
}

func TestAReloadAsksForAFreshURLOfAnotherOrigin(t *testing.T) {
	b := openedBench(t, nil)
	b.feed(Reload{})
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(Reload{})))
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(mx("ping", "{}"))), "the old page is gone")
	b.feed(FreshURL{secret.New("https://other.example/x")})
	assert.Equal(t, fault.MessageOrigin, b.feed(post(origin, `{"type":"mx/ping"}`)).Err.Code)
	assert.Equal(t, []string{"emit ping"}, names(b.feed(post("https://other.example", `{"type":"mx/ping"}`))))
}

func TestUCWCannotBeAsked(t *testing.T) {
	b := openedBench(t, func(c *Config) { c.ID, c.Dialect = "s-1", event.UCW })
	s, err := Restore(Config{ID: "s-1", Dialect: event.UCW}, b.snapshot(), sealKey)
	require.NoError(t, err)
	assert.Equal(t, []string{"warn member_unknown", "need"}, names(s.Step(b.now, Start{})))
}

func TestASessionWithoutAVisitReopensTheWidget(t *testing.T) {
	b := openedBench(t, ownReturn)
	assert.Equal(t, []string{"need"}, names(b.reborn(b.snapshot()).feed(Start{})))
}

func TestTheReturnURLSurvives(t *testing.T) {
	b := openedBench(t, ownReturn)
	want := "myapp://oauth_complete?ch_state=" + nonce
	assert.Equal(t, want, b.ReturnURL().Reveal())
	assert.Equal(t, want, b.reborn(b.snapshot()).ReturnURL().Reveal())
}

func TestPersistComesWithWhatMatters(t *testing.T) {
	persists := func(a Answer) (n int) {
		for _, e := range a.Effects {
			if _, ok := e.(Persist); ok {
				n++
			}
		}
		return n
	}
	b := openedBench(t, ownReturn)
	assert.Zero(t, persists(b.feed(mx("ping", "{}"))))
	assert.Equal(t, 1, persists(b.feed(mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bank+`"}`))))
	assert.Zero(t, persists(b.feed(ReturnLink{"myapp://oauth_complete?status=success&member_guid=MBR-1"})), "a forged link")
	assert.Equal(t, 1, persists(b.feed(ReturnLink{reply})))
	assert.Equal(t, 1, persists(b.feed(connected("MBR-1"))))
}

func TestASnapshotHoldsNoSecretInClear(t *testing.T) {
	b := atTheBank(t, ownReturn)
	data := b.snapshot()
	for _, canary := range []string{"token-1234", nonce, "MBR-1", "s-1", "bank.example"} {
		assert.NotContains(t, string(data), canary)
	}
	assert.NotEqual(t, data, b.snapshot(), "each one has a nonce of its own")
}

func TestSnapshotsThatCannotBeRestored(t *testing.T) {
	good := atTheBank(t, ownReturn).snapshot()
	change := func(f func(*envelope)) []byte {
		var e envelope
		require.NoError(t, json.Unmarshal(good, &e))
		f(&e)
		out, err := json.Marshal(e)
		require.NoError(t, err)
		return out
	}
	sealed := func(plain string) []byte {
		aead, err := sealer(sealKey)
		require.NoError(t, err)
		return change(func(e *envelope) { e.Sealed = aead.Seal(nil, e.Nonce, []byte(plain), binding(snapshotVersion)) })
	}
	tests := []struct {
		name string
		cfg  Config
		data []byte
		key  []byte
		code fault.Code
	}{
		{"empty", Config{ID: "s-1"}, nil, sealKey, fault.SnapshotDamaged},
		{"no JSON", Config{ID: "s-1"}, []byte("{"), sealKey, fault.SnapshotDamaged},
		{"cut off", Config{ID: "s-1"}, good[:len(good)-9], sealKey, fault.SnapshotDamaged},
		{"another version", Config{ID: "s-1"}, change(func(e *envelope) { e.Version = 2 }), sealKey, fault.SnapshotVersion},
		{"no version", Config{ID: "s-1"}, []byte("{}"), sealKey, fault.SnapshotVersion},
		{"a short nonce", Config{ID: "s-1"}, change(func(e *envelope) { e.Nonce = e.Nonce[1:] }), sealKey, fault.SnapshotDamaged},
		{"a changed byte", Config{ID: "s-1"}, change(func(e *envelope) { e.Sealed[0] ^= 1 }), sealKey, fault.SnapshotDamaged},
		{"another key", Config{ID: "s-1"}, good, bytes.Repeat([]byte{8}, KeySize), fault.SnapshotDamaged},
		{"a short key", Config{ID: "s-1"}, good, sealKey[1:], fault.ConfigInvalid},
		{"another session", Config{ID: "s-2"}, good, sealKey, fault.SnapshotForeign},
		{"another provider", Config{ID: "s-1", Dialect: event.UCW}, good, sealKey, fault.SnapshotForeign},
		{"unusable settings", Config{ID: "s-1", AppScheme: "https"}, good, sealKey, fault.ConfigInvalid},
		{"contents of another shape", Config{ID: "s-1"}, sealed(`[]`), sealKey, fault.SnapshotDamaged},
		{"a damaged attempt", Config{ID: "s-1"}, sealed(`{"id":"s-1","dialect":"mx","return":"mx://x","attempt":{}}`), sealKey, fault.SnapshotDamaged},
		{"an unusable return URL", Config{ID: "s-1"}, sealed(`{"id":"s-1","dialect":"mx","return":"file:///"}`), sealKey, fault.ConfigInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Restore(tt.cfg, tt.data, tt.key)
			assert.Equal(t, tt.code, fault.CodeOf(err), "%v", err)
			assert.Nil(t, s)
		})
	}
}

func TestASnapshotNeedsAKeyAndRandomness(t *testing.T) {
	b := openedBench(t, nil)
	_, err := b.Snapshot([]byte("short"), rand.Reader)
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	_, err = b.Snapshot(sealKey, iotest.ErrReader(errors.New("no entropy")))
	assert.Equal(t, fault.Other, fault.CodeOf(err))
	_, err = b.Snapshot(sealKey, io.LimitReader(rand.Reader, 3))
	assert.Equal(t, fault.Other, fault.CodeOf(err))
}

// FuzzRestore feeds any bytes as a snapshot, and any contents under the seal.
func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"version":1,"nonce":"","sealed":""}`), []byte(`{"id":"s-1","dialect":"mx","return":"mx://oauth_complete"}`))
	f.Add([]byte(`{}`), []byte(`{"id":"s-1","dialect":"mx","return":"mx://x","ended":true,"members":[{"guid":"M"}]}`))
	aead, err := sealer(sealKey)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, outer, inner []byte) {
		if s, err := Restore(Config{ID: "s-1"}, outer, sealKey); err == nil {
			t.Fatalf("nobody sealed this: %v", s.Ended())
		}
		e := envelope{Version: snapshotVersion, Nonce: make([]byte, aead.NonceSize())}
		e.Sealed = aead.Seal(nil, e.Nonce, inner, binding(e.Version))
		data, err := json.Marshal(e)
		require.NoError(t, err)
		s, err := Restore(Config{ID: "s-1"}, data, sealKey)
		if err != nil {
			require.Nil(t, s)
			return
		}
		for _, in := range []Input{Start{}, ReturnLink{reply}, MemberChecked{"M", MemberConnected}, FreshURL{secret.New(fresh)}, Close{}} {
			s.Step(time.Unix(1_700_000_000, 0), in)
		}
		require.True(t, s.Ended())
	})
}
