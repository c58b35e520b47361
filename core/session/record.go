package session

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

// What a snapshot seals is a list of texts and numbers in a fixed order. It
// changes only together with snapshotVersion. encoding/json would do, and
// make the library for phones a fifth larger.

// maxItems bounds each list of a record. What is sealed is ours; the bound is
// for mistakes.
const maxItems = 4096

// record is a record that is being written.
type record []byte

func (r *record) number(n int64) { *r = binary.AppendVarint(*r, n) }

func (r *record) text(s string) {
	r.number(int64(len(s)))
	*r = append(*r, s...)
}

func (r *record) flag(b bool) {
	if b {
		r.number(1)
	} else {
		r.number(0)
	}
}

func (r *record) texts(list []string) {
	r.number(int64(len(list)))
	for _, s := range list {
		r.text(s)
	}
}

// instant writes seconds and nanoseconds: an attempt that never expires is
// centuries away.
func (r *record) instant(t time.Time) {
	r.number(t.Unix())
	r.number(int64(t.Nanosecond()))
}

// cursor reads a record. After the first thing that is not there, everything
// is empty.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) number() int64 {
	n, size := binary.Varint(c.rest)
	if size <= 0 {
		c.rest, c.bad = nil, true
		return 0
	}
	c.rest = c.rest[size:]
	return n
}

func (c *cursor) text() string {
	n := c.number()
	if n < 0 || n > int64(len(c.rest)) {
		c.rest, c.bad = nil, true
		return ""
	}
	s := string(c.rest[:n])
	c.rest = c.rest[n:]
	return s
}

func (c *cursor) flag() bool {
	n := c.number()
	c.bad = c.bad || n != 0 && n != 1
	return n == 1
}

// count reads the length of a list.
func (c *cursor) count() int {
	n := c.number()
	if n < 0 || n > maxItems || n > int64(len(c.rest)) {
		c.rest, c.bad = nil, true
		return 0
	}
	return int(n)
}

func (c *cursor) texts() []string {
	var list []string
	for range c.count() {
		list = append(list, c.text())
	}
	return list
}

func (c *cursor) instant() time.Time { return time.Unix(c.number(), c.number()).UTC() }

// encode writes a session's state down.
func (s stored) encode() []byte {
	var r record
	r.text(s.ID)
	r.text(s.Dialect)
	r.flag(s.Ended)
	r.text(s.Return)
	r.text(s.Nonce)
	r.texts(s.Checked)
	r.number(int64(len(s.Members)))
	for _, m := range s.Members {
		r.texts([]string{m.GUID, m.Institution, m.ConnectionID, m.AggregatorUID, m.Aggregator})
	}
	r.flag(s.Trouble != nil)
	if t := s.Trouble; t != nil {
		r.texts([]string{string(t.Code), t.Member, t.Detail})
	}
	r.flag(s.Attempt != nil)
	if s.Attempt != nil {
		r.attempt(*s.Attempt)
	}
	r.text(s.Note)
	return r
}

func (r *record) attempt(a oauth.State) {
	r.texts([]string{a.Session, a.Provider, a.Member, a.ReturnURL, a.Nonce, string(a.Phase)})
	r.instant(a.Created)
	r.instant(a.Expires)
	r.flag(a.Silent)
	r.number(int64(len(a.Spent)))
	for _, s := range a.Spent {
		r.flag(s.Success)
		r.texts([]string{s.Member, string(s.Reason)})
	}
}

// decode is the inverse of encode.
func decode(data []byte) (stored, error) {
	c := cursor{rest: data}
	s := stored{ID: c.text(), Dialect: c.text(), Ended: c.flag(), Return: c.text(), Nonce: c.text(), Checked: c.texts()}
	for range c.count() {
		if f := c.fixed(5); !c.bad {
			s.Members = append(s.Members, storedMember{GUID: f[0], Institution: f[1], ConnectionID: f[2], AggregatorUID: f[3], Aggregator: f[4]})
		}
	}
	if c.flag() {
		if f := c.fixed(3); !c.bad {
			s.Trouble = &storedTrouble{Code: fault.Code(f[0]), Member: f[1], Detail: f[2]}
		}
	}
	if c.flag() {
		s.Attempt = c.attempt()
	}
	s.Note = c.text()
	if c.bad || len(c.rest) > 0 {
		return stored{}, fault.New(fault.SnapshotDamaged, errors.New("the contents are not of the expected shape"))
	}
	return s, nil
}

// fixed reads a list that has n texts.
func (c *cursor) fixed(n int) []string {
	list := c.texts()
	c.bad = c.bad || len(list) != n
	return list
}

func (c *cursor) attempt() *oauth.State {
	f := c.fixed(6)
	if c.bad {
		return nil
	}
	return &oauth.State{
		Session: f[0], Provider: f[1], Member: f[2], ReturnURL: f[3], Nonce: f[4], Phase: oauth.Phase(f[5]),
		Created: c.instant(), Expires: c.instant(), Silent: c.flag(), Spent: c.spent(),
	}
}

func (c *cursor) spent() (list []oauth.Spent) {
	for range c.count() {
		success := c.flag()
		if f := c.fixed(2); !c.bad {
			list = append(list, oauth.Spent{Success: success, Member: f[0], Reason: oauth.ErrorReason(f[1])})
		}
	}
	return list
}
