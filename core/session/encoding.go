package session

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/traits"
)

// A snapshot seals a list of strings and numbers in a fixed order. It changes
// only together with snapshotVersion. encoding/json would do as well, but
// would make the library for phones a fifth larger.

// maxItems bounds each list of a snapshot. The contents are our own; the bound
// is for mistakes.
const maxItems = 4096

// writer collects what is written.
type writer []byte

func (w *writer) number(n int64) { *w = binary.AppendVarint(*w, n) }

func (w *writer) text(s string) {
	w.number(int64(len(s)))
	*w = append(*w, s...)
}

func (w *writer) flag(b bool) {
	if b {
		w.number(1)
	} else {
		w.number(0)
	}
}

func (w *writer) strings(list []string) {
	w.number(int64(len(list)))
	for _, s := range list {
		w.text(s)
	}
}

// instant writes seconds and nanoseconds: an attempt that never expires ends
// centuries from now.
func (w *writer) instant(t time.Time) {
	w.number(t.Unix())
	w.number(int64(t.Nanosecond()))
}

// reader is the inverse. After the first value that is missing, every other one
// is empty.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) number() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.rest, r.bad = nil, true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text() string {
	n := r.number()
	if n < 0 || n > int64(len(r.rest)) {
		r.rest, r.bad = nil, true
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *reader) flag() bool {
	n := r.number()
	r.bad = r.bad || n != 0 && n != 1
	return n == 1
}

// count reads the length of a list.
func (r *reader) count() int {
	n := r.number()
	if n < 0 || n > maxItems || n > int64(len(r.rest)) {
		r.rest, r.bad = nil, true
		return 0
	}
	return int(n)
}

func (r *reader) strings() []string {
	var list []string
	for range r.count() {
		list = append(list, r.text())
	}
	return list
}

func (r *reader) instant() time.Time { return time.Unix(r.number(), r.number()).UTC() }

// encode writes a session's state down.
func (s stored) encode() []byte {
	var w writer
	w.text(s.ID)
	w.flag(s.Ended)
	w.strings(s.Bases)
	w.text(s.Nonce)
	w.strings(s.Checked)
	w.number(int64(len(s.Members)))
	for _, m := range s.Members {
		w.strings([]string{m.GUID, m.Institution, m.ConnectionID, m.AggregatorUID, m.Aggregator})
	}
	w.flag(s.Setback != nil)
	if t := s.Setback; t != nil {
		w.strings([]string{string(t.Code), t.Member, t.Detail})
	}
	w.flag(s.Attempt != nil)
	if s.Attempt != nil {
		w.attempt(*s.Attempt)
	}
	w.text(s.Note)
	w.traits(s.Traits)
	return w
}

func (w *writer) attempt(a oauth.State) {
	w.strings([]string{a.Session, a.Provider, a.Member, a.Nonce, string(a.Phase)})
	w.strings(a.ReturnURLs)
	w.instant(a.Created)
	w.instant(a.Expires)
	w.flag(a.Silent)
	w.number(int64(len(a.Spent)))
	for _, s := range a.Spent {
		w.flag(s.Success)
		w.strings([]string{s.Member, string(s.Reason)})
	}
}

// decode is the inverse of encode.
func decode(data []byte) (stored, error) {
	r := reader{rest: data}
	s := stored{ID: r.text(), Ended: r.flag(), Bases: r.strings(), Nonce: r.text(), Checked: r.strings()}
	for range r.count() {
		if f := r.fixed(5); !r.bad {
			s.Members = append(s.Members, storedMember{GUID: f[0], Institution: f[1], ConnectionID: f[2], AggregatorUID: f[3], Aggregator: f[4]})
		}
	}
	if r.flag() {
		if f := r.fixed(3); !r.bad {
			s.Setback = &storedSetback{Code: fault.Code(f[0]), Member: f[1], Detail: f[2]}
		}
	}
	if r.flag() {
		s.Attempt = r.attempt()
	}
	s.Note = r.text()
	s.Traits = r.traits()
	if r.bad || len(r.rest) > 0 {
		return stored{}, fault.New(fault.SnapshotDamaged, errors.New("the contents do not have the expected shape"))
	}
	return s, nil
}

// fixed reads a list that has n strings.
func (r *reader) fixed(n int) []string {
	list := r.strings()
	r.bad = r.bad || len(list) != n
	return list
}

func (r *reader) attempt() *oauth.State {
	f := r.fixed(5)
	if r.bad {
		return nil
	}
	return &oauth.State{
		Session: f[0], Provider: f[1], Member: f[2], Nonce: f[3], Phase: oauth.Phase(f[4]), ReturnURLs: r.strings(),
		Created: r.instant(), Expires: r.instant(), Silent: r.flag(), Spent: r.spent(),
	}
}

func (r *reader) spent() (list []oauth.Spent) {
	for range r.count() {
		success := r.flag()
		if f := r.fixed(2); !r.bad {
			list = append(list, oauth.Spent{Success: success, Member: f[0], Reason: oauth.ErrorReason(f[1])})
		}
	}
	return list
}

// Traits are sealed with the session: after a restart it goes on as it began,
// also in an app whose new version declares its custom provider otherwise.

func (w *writer) traits(t traits.Traits) {
	w.text(t.Provider)
	w.number(int64(t.Dialect))
	w.number(int64(t.Ask))
	w.number(int64(t.Return))
	w.number(int64(t.URLLifetime))
	for _, flag := range []bool{t.Talks, t.ByURL, t.Back, t.NamesMember, t.MemberSecret, t.VisitByNavigation} {
		w.flag(flag)
	}
	w.number(int64(len(t.Own)))
	for _, o := range t.Own {
		w.own(o)
	}
}

func (r *reader) traits() traits.Traits {
	t := traits.Traits{
		Provider: r.text(), Dialect: event.Dialect(r.small()), Ask: traits.Ask(r.small()), Return: traits.Return(r.small()),
		URLLifetime: time.Duration(r.number()),
	}
	for _, flag := range []*bool{&t.Talks, &t.ByURL, &t.Back, &t.NamesMember, &t.MemberSecret, &t.VisitByNavigation} {
		*flag = r.flag()
	}
	for range r.count() {
		t.Own = append(t.Own, r.own())
	}
	return t
}

// own writes an event that has a name of the provider's own.
func (w *writer) own(o event.Own) {
	w.text(o.Name)
	w.text(string(o.Is))
	w.number(int64(len(o.Paths)))
	for _, k := range sortedKeys(o.Paths) {
		w.text(k)
		w.text(o.Paths[k])
	}
	w.number(int64(len(o.Fields)))
	for _, f := range o.Fields {
		w.strings([]string{f.Path, f.Also, string(f.Type)})
		w.flag(f.Optional)
		w.flag(f.NonEmpty)
		w.number(int64(f.Masking))
	}
}

// sortedKeys makes the same traits the same bytes. A handful of keys does not need
// the sorting of package slices, which would make the library for phones larger.
func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		i := len(keys)
		keys = append(keys, k)
		for ; i > 0 && keys[i-1] > k; i-- {
			keys[i] = keys[i-1]
		}
		keys[i] = k
	}
	return keys
}

func (r *reader) own() event.Own {
	o := event.Own{Name: r.text(), Is: event.Name(r.text())}
	for range r.count() {
		if o.Paths == nil {
			o.Paths = map[string]string{}
		}
		key := r.text()
		o.Paths[key] = r.text()
	}
	for range r.count() {
		texts := r.fixed(3)
		if r.bad {
			return o
		}
		o.Fields = append(o.Fields, event.Field{
			Path: texts[0], Also: texts[1], Type: event.FieldType(texts[2]),
			Optional: r.flag(), NonEmpty: r.flag(), Masking: event.Masking(r.small()),
		})
	}
	return o
}

// small reads a number of one byte, as the kinds of things are.
func (r *reader) small() uint8 {
	n := r.number()
	r.bad = r.bad || n < 0 || n > 255
	return uint8(n)
}
