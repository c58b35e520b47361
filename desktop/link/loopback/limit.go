package loopback

import (
	"container/list"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// minimumWait is how long the server waits for the next bytes of a connection
// before that has to make room for another: long enough for an honest one to
// send its request. The time in which the server itself is late, on a machine
// that is busy with the flood, does not count.
const minimumWait = 200 * time.Millisecond

// limit bounds the connections that are open at once. Another program may open
// as many as it likes: the newest is let in, and the oldest one that has not
// shown a genuine address is closed, silent ones before the others. So a flood
// delays the true request and does not keep it out.
type limit struct {
	max  int
	stop chan struct{}

	mu             sync.Mutex
	silent, spoken *list.List // of *conn, the oldest first
}

func newLimit(most int) *limit {
	return &limit{max: most, stop: make(chan struct{}), silent: list.New(), spoken: list.New()}
}

// conn is a connection that may count towards the limit.
type conn struct {
	net.Conn
	limit   *limit
	waiting time.Time   // since when the server waits for bytes; zero while it does not
	spoke   atomic.Bool // it has sent a byte
	in      *list.List  // the list of the limit that it is in; nil when it does not count
	element *list.Element
}

// listen returns the listener with its connections bounded.
func (l *limit) listen(on net.Listener) net.Listener { return limitedListener{on, l} }

type limitedListener struct {
	net.Listener
	limit *limit
}

// Accept waits for a connection, and for room.
func (l limitedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.limit.admit(c), nil
}

func (l *limit) admit(accepted net.Conn) *conn {
	c := &conn{Conn: accepted, limit: l}
	for wait := l.makeRoom(); wait > 0; wait = l.makeRoom() {
		select {
		case <-time.After(wait):
		case <-l.stop:
			_ = accepted.Close()
			return c
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c.enter(l.silent)
	return c
}

// makeRoom closes one connection when there are too many, or returns how long
// to wait until there may be one to close.
func (l *limit) makeRoom() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.silent.Len()+l.spoken.Len() < l.max {
		return 0
	}
	wait := minimumWait
	for _, kind := range []*list.List{l.silent, l.spoken} {
		for e := kind.Front(); e != nil; e = e.Next() {
			c := e.Value.(*conn)
			if c.waiting.IsZero() {
				continue // it has sent something that the server has not looked at
			}
			left := minimumWait - time.Since(c.waiting)
			if left <= 0 {
				c.leave()
				_ = c.Conn.Close()
				return 0
			}
			wait = min(wait, left)
		}
	}
	return wait
}

// close closes every connection whose address was not genuine yet.
func (l *limit) close() {
	close(l.stop)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, kind := range []*list.List{l.silent, l.spoken} {
		for kind.Len() > 0 {
			c := kind.Front().Value.(*conn)
			c.leave()
			_ = c.Conn.Close()
		}
	}
}

// enter and leave are called with the limit locked.
func (c *conn) enter(kind *list.List) { c.in, c.element = kind, kind.PushBack(c) }

func (c *conn) leave() {
	if c.in != nil {
		c.in.Remove(c.element)
		c.in = nil
	}
}

// Read notes how long the server waits for bytes, and the first of them.
func (c *conn) Read(b []byte) (int, error) {
	c.waitsFrom(time.Now())
	n, err := c.Conn.Read(b)
	c.waitsFrom(time.Time{})
	if n > 0 && !c.spoke.Swap(true) {
		c.limit.mu.Lock()
		if c.in != nil {
			c.leave()
			c.enter(c.limit.spoken)
		}
		c.limit.mu.Unlock()
	}
	return n, err
}

func (c *conn) waitsFrom(at time.Time) {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	c.waiting = at
}

// Close makes room.
func (c *conn) Close() error {
	c.exempt()
	return c.Conn.Close()
}

// exempt takes a connection out of the limit, which does not close it any more:
// it has shown the genuine address.
func (c *conn) exempt() {
	c.limit.mu.Lock()
	defer c.limit.mu.Unlock()
	c.leave()
}

type connKey struct{}

// withConn lets a handler find its connection.
func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

func connOf(ctx context.Context) *conn {
	c, _ := ctx.Value(connKey{}).(*conn)
	return c
}
