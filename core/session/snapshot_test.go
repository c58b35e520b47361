package session

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

const (
	fresh  = origin + "/md/connect/token-5678"
	reply  = "myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + nonce
	denied = "myapp://oauth_complete?status=error&error_reason=DENIED&ch_state=" + nonce
)

func ownReturn(c *Config) {
	c.ID = "s-1"
	c.Return = Return{Bases: []string{"myapp://oauth_complete"}, Nonce: secret.New(nonce)}
}

func (b *bench) snapshot() []byte {
	b.t.Helper()
	data, err := b.Snapshot(sealKey)
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
	assert.Empty(t, b.feed(MemberChecked{GUID: "MBR-1", State: MemberWaiting}).Effects, "the user is still at the bank")
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(ReturnLink{secret.New(reply)})))

	again := b.reborn(b.snapshot())
	assert.Equal(t, []string{"warn return_replayed"}, names(again.feed(ReturnLink{secret.New(reply)})), "also across restarts")

	a := b.feed(MemberChecked{GUID: "MBR-1", State: MemberConnected})
	assert.Equal(t, []string{"close", "end connected"}, names(a))
	assert.Equal(t, []Member{{GUID: "MBR-1"}}, outcome(t, a).Members)

	over := b.reborn(b.snapshot())
	assert.True(t, over.Ended())
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(over.feed(ReturnLink{secret.New(reply)}).Err))
	assert.Equal(t, fault.SessionEnded, fault.CodeOf(over.feed(Start{}).Err))
}

func TestTheLinkMayComeBeforeTheStart(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(ReturnLink{secret.New(reply)})))
	assert.Empty(t, b.feed(Start{}).Effects)
	assert.Equal(t, Connected, outcome(t, b.feed(MemberChecked{GUID: "MBR-1", State: MemberConnected})).Result)
}

func TestWhatBecameOfTheVisitDecidesWhatFollows(t *testing.T) {
	tests := []struct {
		name string
		in   []Input
		want []string
	}{
		{"connected", []Input{MemberChecked{GUID: "MBR-1", State: MemberConnected}}, []string{"close", "end connected"}},
		{"the user is needed", []Input{MemberChecked{GUID: "MBR-1", State: MemberNeedsUser}}, []string{"need MBR-1"}},
		{"nobody knows", []Input{MemberChecked{GUID: "MBR-1", State: MemberUnknown}}, []string{"warn member_unknown", "need"}},
		{"the user refused", []Input{ReturnLink{secret.New(denied)}}, []string{"warn oauth_denied", "need MBR-1"}},
		{"a member that nobody asked about", []Input{MemberChecked{GUID: "MBR-9", State: MemberConnected}}, []string{"warn input_invalid"}},
		{"an answer that comes twice", []Input{MemberChecked{GUID: "MBR-1", State: MemberNeedsUser}, MemberChecked{GUID: "MBR-1", State: MemberConnected}},
			[]string{"warn input_invalid"}},
		{"a forged link", []Input{ReturnLink{secret.New("myapp://oauth_complete?status=success&member_guid=MBR-1")}}, []string{"warn return_forged"}},
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
	b.feed(MemberChecked{GUID: "MBR-1", State: MemberNeedsUser})
	a := b.feed(FreshURL{URL: secret.New(fresh)})
	assert.Equal(t, []string{"load"}, names(a))
	assert.Equal(t, fresh, a.Effects[0].(Load).URL.Reveal())
	assert.Equal(t, []string{"emit connect/memberConnected"}, names(b.feed(connected("MBR-1"))))
	assert.Equal(t, []Member{{GUID: "MBR-0"}, {GUID: "MBR-1"}}, outcome(t, b.feed(Close{})).Members)
	assert.Equal(t, fault.SessionEnded, fault.CodeOf(b.feed(FreshURL{URL: secret.New(fresh)}).Err))
}

func TestAFreshURLMustBeUsable(t *testing.T) {
	b := openedBench(t, nil)
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(FreshURL{URL: secret.New(fresh)})), "nobody asked for one")
	assert.Equal(t, []string{"need"}, names(b.feed(Reload{})))
	a := b.feed(FreshURL{URL: secret.New("http://widgets.example/")})
	assert.Equal(t, fault.WidgetURLInvalid, fault.CodeOf(outcome(t, a).Err))
}

func TestAReloadAsksForAFreshURLOfAnotherOrigin(t *testing.T) {
	b := openedBench(t, nil)
	b.feed(Reload{})
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(Reload{})))
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(mx("ping", "{}"))), "the old page is gone")
	b.feed(FreshURL{URL: secret.New("https://other.example/x")})
	assert.Equal(t, fault.MessageOriginRefused, fault.CodeOf(b.feed(post(origin, `{"type":"mx/ping"}`)).Err))
	assert.Equal(t, []string{"emit ping"}, names(b.feed(post("https://other.example", `{"type":"mx/ping"}`))))
}

func TestUCWCannotBeAsked(t *testing.T) {
	b := openedBench(t, func(c *Config) { c.ID, c.Traits = "s-1", traits.UCW() })
	s, err := Restore(Config{ID: "s-1", Traits: traits.UCW()}, b.snapshot(), sealKey)
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
	assert.Zero(t, persists(b.feed(ReturnLink{secret.New("myapp://oauth_complete?status=success&member_guid=MBR-1")})), "a forged link")
	assert.Equal(t, 1, persists(b.feed(ReturnLink{secret.New(reply)})))
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
	sealed := func(version int, plain []byte) []byte {
		text, err := sealKey.Seal(plain, binding(version))
		require.NoError(t, err)
		return envelope(text)
	}
	holding := func(change func(*stored)) []byte {
		plain := stored{ID: "s-1", Traits: traits.MX(), Bases: []string{"mx://x"}}
		change(&plain)
		return sealed(snapshotVersion, plain.encode())
	}
	labelled := func(version string) []byte {
		return bytes.Replace(good, fmt.Appendf(nil, `"version":%d`, snapshotVersion), []byte(`"version":`+version), 1)
	}
	changed := bytes.Clone(good)
	changed[len(envelopeStart)+30] ^= 1
	one := Config{ID: "s-1"}
	tests := []struct {
		name string
		cfg  Config
		data []byte
		key  Sealer
		code fault.Code
	}{
		{"empty", one, nil, sealKey, fault.SnapshotDamaged},
		{"no JSON", one, []byte("{"), sealKey, fault.SnapshotDamaged},
		{"cut off", one, good[:len(good)-9], sealKey, fault.SnapshotDamaged},
		{"a later version", one, labelled("6"), sealKey, fault.SnapshotVersion},
		{"an older version", one, labelled("3"), sealKey, fault.SnapshotVersion},
		{"an older version that says it is new", one, sealed(snapshotVersion-1, nil), sealKey, fault.SnapshotDamaged},
		{"no version", one, []byte("{}"), sealKey, fault.SnapshotDamaged},
		{"nothing sealed", one, envelope(nil), sealKey, fault.SnapshotDamaged},
		{"a changed byte", one, changed, sealKey, fault.SnapshotDamaged},
		{"another key", one, good, keyOf(8), fault.SnapshotDamaged},
		{"a key that is gone", one, good, broken{}, fault.SnapshotDamaged},
		{"another session", Config{ID: "s-2"}, good, sealKey, fault.SnapshotForeign},
		{"another provider", Config{ID: "s-1", Traits: traits.UCW()}, good, sealKey, fault.SnapshotForeign},
		{"unusable settings", Config{ID: "s-1", AppScheme: "https"}, good, sealKey, fault.ConfigInvalid},
		{"contents of another shape", one, sealed(snapshotVersion, []byte(`[]`)), sealKey, fault.SnapshotDamaged},
		{"no contents", one, sealed(snapshotVersion, nil), sealKey, fault.SnapshotDamaged},
		{"a damaged attempt", one, holding(func(s *stored) { s.Attempt = &oauth.State{} }), sealKey, fault.SnapshotDamaged},
		{"an attempt of another session", one, holding(func(s *stored) { s.Attempt = attemptOf("s-2", "mx") }), sealKey, fault.SnapshotDamaged},
		{"an attempt of another provider", one, holding(func(s *stored) { s.Attempt = attemptOf("s-1", "ucw") }), sealKey, fault.SnapshotDamaged},
		{"an unusable return URL", one, holding(func(s *stored) { s.Bases = []string{"file:///"} }), sealKey, fault.ConfigInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Restore(tt.cfg, tt.data, tt.key)
			assert.Equal(t, tt.code, fault.CodeOf(err), "%v", err)
			assert.Nil(t, s)
		})
	}
}

// attemptOf is a stored attempt that is right in itself.
func attemptOf(session, provider string) *oauth.State {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return &oauth.State{
		Session: session, Provider: provider, ReturnURLs: []string{"mx://x"}, Phase: oauth.Pending,
		Created: at, Expires: at.Add(15 * time.Minute),
	}
}

// TestTheVersionFollowsTheStoredShape fails when what is stored changes
// without a new version: an older program would read it wrongly, or a newer
// one would miss something, such as the links that were accepted.
func TestTheVersionFollowsTheStoredShape(t *testing.T) {
	shapes := map[int]string{
		5: "ID Ended Bases Nonce Members[GUID Institution ConnectionID AggregatorUID Aggregator] " +
			"Attempt[Session Provider Member ReturnURLs Nonce Created Expires Phase Silent Spent[Success Member Reason]] Checked Setback[Code Member Detail] Note " +
			"Traits[Provider Dialect Own[Name Is Paths Fields[Path Also Type Optional NonEmpty Masking]] Talks ByURL Back Ask NamesMember MemberSecret VisitByNavigation Return URLLifetime]",
	}
	assert.Equal(t, shapes[snapshotVersion], shapeOf(reflect.TypeFor[stored]()), "give the new shape a new version")
}

// shapeOf lists the names of a struct's fields, with those inside.
func shapeOf(typ reflect.Type) string {
	var names []string
	for field := range typ.Fields() {
		name := field.Name
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() {
			name += "[" + shapeOf(inner) + "]"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// TestRecordsAreReadAsTheyAreWritten fills every field, so that one that is
// forgotten in encode or decode is missed.
func TestRecordsAreReadAsTheyAreWritten(t *testing.T) {
	full := stored{
		ID: "s", Ended: true, Bases: []string{"r", "q"}, Nonce: "n", Checked: []string{"c", ""}, Note: "note",
		Members: []storedMember{{"g", "i", "c", "u", "a"}, {}},
		Setback: &storedSetback{"code", "m", "d"},
		Traits: traits.Traits{
			Provider: "p", Dialect: event.UCW, Talks: true, ByURL: true, Back: true, Ask: traits.AskMember, NamesMember: true,
			MemberSecret: true, VisitByNavigation: true, Return: traits.ReturnSilent, URLLifetime: time.Minute,
			Own: []event.Own{
				{Name: "n", Is: "i", Paths: map[string]string{"a": "b", "c": "d"}},
				{Name: "m", Fields: []event.Field{{Path: "p", Also: "a", Type: event.TypeNumber, Optional: true, NonEmpty: true, Masking: event.Hidden}}},
			},
		},
		Attempt: &oauth.State{
			Session: "s", Provider: "p", Member: "m", ReturnURLs: []string{"r"}, Nonce: "n", Phase: "ph", Silent: true,
			Created: time.Unix(1, 2).UTC(), Expires: time.Unix(3, 4).UTC(),
			Spent: []oauth.Spent{{Success: true, Member: "m", Reason: "r"}, {}},
		},
	}
	for field, value := range reflect.ValueOf(full).Fields() {
		require.False(t, value.IsZero(), "%s is not filled", field.Name)
	}
	for _, part := range []any{*full.Attempt, full.Traits} {
		for field, value := range reflect.ValueOf(part).Fields() {
			require.False(t, value.IsZero(), "%s is not filled", field.Name)
		}
	}
	for _, in := range []stored{full, {}} {
		got, err := decode(in.encode())
		require.NoError(t, err)
		assert.Equal(t, in, got)
	}
	text := full.encode()
	for i := range text {
		_, err := decode(text[:i])
		assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err), "cut to %d bytes", i)
	}
	_, err := decode(append(text, 0))
	assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err), "a byte too many")
}

func TestOddRecordsAreRefused(t *testing.T) {
	upToMembers := func(w *writer) {
		w.text("") // ID
		w.flag(false)
		w.strings(nil) // Bases
		w.text("")     // Nonce
	}
	for name, build := range map[string]func(*writer){
		"a length beyond the end":  func(w *writer) { w.number(5) },
		"a negative length":        func(w *writer) { w.number(-1) },
		"a flag that is neither":   func(w *writer) { w.text(""); w.number(2) },
		"a list beyond the bounds": func(w *writer) { upToMembers(w); w.number(1 << 40) },
		"a member of four fields": func(w *writer) {
			upToMembers(w)
			w.strings(nil)
			w.number(1)
			w.strings([]string{"a", "b", "c", "d"})
			w.flag(false)
			w.flag(false)
			w.text("")
			w.traits(traits.MX())
		},
		"a kind of more than a byte": func(w *writer) {
			upToMembers(w)
			w.strings(nil)
			w.number(0)
			w.flag(false)
			w.flag(false)
			w.text("")
			w.text("mx")
			w.number(256)
		},
	} {
		var w writer
		build(&w)
		_, err := decode(w)
		assert.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err), name)
	}
}

// FuzzRestore feeds any bytes as a snapshot, and any contents under the seal.
func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"version":3,"sealed":""}`), stored{ID: "s-1", Traits: traits.MX(), Bases: []string{"mx://oauth_complete"}}.encode())
	f.Add([]byte(`{}`), stored{ID: "s-1", Traits: traits.MX(), Bases: []string{"mx://x"}, Ended: true, Members: []storedMember{{GUID: "M"}}}.encode())
	f.Add([]byte(`{"version":2}`), stored{ID: "s-1", Traits: traits.MX(), Bases: []string{"mx://x"}, Attempt: attemptOf("s-1", "mx")}.encode())
	f.Fuzz(func(t *testing.T, outer, inner []byte) {
		if s, err := Restore(Config{ID: "s-1"}, outer, sealKey); err == nil {
			t.Fatalf("nobody sealed this: %v", s.Ended())
		}
		text, err := sealKey.Seal(inner, binding(snapshotVersion))
		require.NoError(t, err)
		s, err := Restore(Config{ID: "s-1"}, envelope(text), sealKey)
		if err != nil {
			require.Nil(t, s)
			return
		}
		for _, in := range []Input{Start{}, ReturnLink{secret.New(reply)}, MemberChecked{GUID: "M", State: MemberConnected}, FreshURL{URL: secret.New(fresh)}, Close{}} {
			s.Step(time.Unix(1_700_000_000, 0), in)
		}
		require.True(t, s.Ended())
	})
}

// Whoever compares snapshots, such as a test of an app, finds the same traits in
// the same bytes.
func TestTheSameTraitsAreTheSameBytes(t *testing.T) {
	custom := traits.MX()
	paths := map[string]string{}
	for _, k := range []string{"e", "a", "d", "b", "c"} {
		paths[k] = k + k
	}
	custom.Own = []event.Own{{Name: "n", Is: "i", Paths: paths}}
	first := stored{Traits: custom}.encode()
	for range 20 {
		assert.Equal(t, first, stored{Traits: custom}.encode())
	}
}
