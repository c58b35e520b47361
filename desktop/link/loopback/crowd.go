package loopback

import (
	"container/list"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// minimumStay is how long a connection may stay before it has to make room:
// enough to say who it is.
const minimumStay = 200 * time.Millisecond

// crowd bounds the connections of a listener. Another program may open as
// many as it likes: the newest gets in, and the oldest that has not shown a
// genuine address goes, those that said nothing before the others. So a flood
// delays the true request and does not keep it out.
type crowd struct {
	max  int
	stop chan struct{}

	mu             sync.Mutex
	silent, spoken *list.List // of *visitor, oldest first
}

func newCrowd(most int) *crowd {
	return &crowd{max: most, stop: make(chan struct{}), silent: list.New(), spoken: list.New()}
}

// visitor is one connection.
type visitor struct {
	net.Conn
	crowd *crowd
	since time.Time
	heard atomic.Bool
	in    *list.List // that it is in; nil when it counts no more
	place *list.Element
}

// at returns the listener with its connections bounded.
func (c *crowd) at(l net.Listener) net.Listener { return gate{l, c} }

type gate struct {
	net.Listener
	crowd *crowd
}

// Accept waits for a connection, and for room.
func (g gate) Accept() (net.Conn, error) {
	conn, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return g.crowd.admit(conn), nil
}

func (c *crowd) admit(conn net.Conn) *visitor {
	v := &visitor{Conn: conn, crowd: c}
	for wait := c.makeRoom(); wait > 0; wait = c.makeRoom() {
		select {
		case <-time.After(wait):
		case <-c.stop:
			_ = conn.Close()
			return v
		}
	}
	v.since = time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	v.enter(c.silent)
	return v
}

// makeRoom sends one away when there are too many, or says how long to wait
// until one has stayed long enough.
func (c *crowd) makeRoom() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.silent.Len()+c.spoken.Len() < c.max {
		return 0
	}
	wait := minimumStay
	for _, l := range []*list.List{c.silent, c.spoken} {
		if l.Len() == 0 {
			continue
		}
		oldest := l.Front().Value.(*visitor)
		left := minimumStay - time.Since(oldest.since)
		if left <= 0 {
			oldest.leave()
			_ = oldest.Conn.Close()
			return 0
		}
		wait = min(wait, left)
	}
	return wait
}

// close sends everybody away whose address was not genuine yet.
func (c *crowd) close() {
	close(c.stop)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range []*list.List{c.silent, c.spoken} {
		for l.Len() > 0 {
			v := l.Front().Value.(*visitor)
			v.leave()
			_ = v.Conn.Close()
		}
	}
}

// enter and leave are called with the crowd locked.
func (v *visitor) enter(l *list.List) { v.in, v.place = l, l.PushBack(v) }

func (v *visitor) leave() {
	if v.in != nil {
		v.in.Remove(v.place)
		v.in = nil
	}
}

// Read notes the first byte that a connection says.
func (v *visitor) Read(b []byte) (int, error) {
	n, err := v.Conn.Read(b)
	if n > 0 && !v.heard.Swap(true) {
		v.crowd.mu.Lock()
		if v.in != nil {
			v.leave()
			v.enter(v.crowd.spoken)
		}
		v.crowd.mu.Unlock()
	}
	return n, err
}

// Close makes room.
func (v *visitor) Close() error {
	v.known()
	return v.Conn.Close()
}

// known takes a connection out of the crowd: it is not sent away any more.
func (v *visitor) known() {
	v.crowd.mu.Lock()
	defer v.crowd.mu.Unlock()
	v.leave()
}

type visitorKey struct{}

// withVisitor lets a handler find its connection.
func withVisitor(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, visitorKey{}, c)
}

func visitorOf(ctx context.Context) *visitor {
	v, _ := ctx.Value(visitorKey{}).(*visitor)
	return v
}
