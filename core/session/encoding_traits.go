package session

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/traits"
)

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
