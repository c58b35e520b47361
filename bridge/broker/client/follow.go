package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// Follow calls each with the session as it is, and again whenever it changes,
// until it has ended: then it returns nil. States that follow each other fast
// may come as one. each is called by the goroutine that called Follow.
//
// When the stream breaks off, or is silent for longer than Options.Idle, Follow
// goes on where it was, and waits with patience for a broker that is away. It
// returns an error when the broker refuses (fault.BrokerUnauthenticated,
// fault.BrokerNotFound), and fault.ProviderCanceled or fault.ProviderTimeout
// when the context ends.
func (c *Client) Follow(ctx context.Context, id string, each func(Session)) error {
	if err := checkID(id); err != nil {
		return err
	}
	f := following{c: c, id: id, each: each, pause: firstPause}
	for {
		ended, err := f.listen(ctx)
		if ended || err != nil && !f.bears(ctx, err) {
			return err
		}
		if err := f.rest(ctx, err); err != nil {
			return err
		}
	}
}

// firstPause is how long to wait before a stream that broke off is opened
// again, until the broker says another time.
const firstPause = 2 * time.Second

// following is one call of Follow.
type following struct {
	c     *Client
	id    string
	each  func(Session)
	seen  int64         // the version that was told last
	pause time.Duration // between two streams
}

func (f *following) call() call {
	return call{method: http.MethodGet, path: "/sessions/{id}/events", id: f.id, stream: true, seen: f.seen}
}

// bears reports whether to go on after an error: one that passes, and not that
// something else than a broker answers.
func (f *following) bears(ctx context.Context, err error) bool {
	e := fault.From(err)
	return ctx.Err() == nil && e.Retryable && e.Code != fault.ProviderBadAnswer
}

// rest waits before the next stream, at least as long as the broker asks for.
func (f *following) rest(ctx context.Context, err error) error {
	wait := f.pause
	if asked := (*provider.CallError)(nil); errors.As(err, &asked) {
		wait = max(wait, asked.RetryAfter)
		f.c.o.Logger.Warn("the broker's event stream could not be opened", "error", asked, "again", wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return f.call().broken(ctx, ctx.Err())
	case <-timer.C:
		return nil
	}
}

// listen opens a stream and reads it until it ends. A stream that breaks off is
// no error: the next one goes on.
func (f *following) listen(ctx context.Context) (ended bool, err error) {
	k := f.call()
	streaming, cancel := context.WithCancel(ctx)
	defer cancel()
	// A connection that only looks open is found by its silence.
	silence := time.AfterFunc(f.c.o.Idle, cancel)
	defer silence.Stop()
	resp, err := f.c.send(streaming, k)
	if err != nil {
		if ctx.Err() == nil && streaming.Err() != nil {
			return false, nil
		}
		return false, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		return false, k.refused(resp, text)
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind != "text/event-stream" {
		return false, k.badAnswer(resp.StatusCode, "not an event stream")
	}
	events := newReader(resp.Body, func() { silence.Reset(f.c.o.Idle) })
	for {
		e, err := events.next()
		if err != nil {
			return false, f.brokeOff(ctx, k, err)
		}
		if e.retry > 0 {
			f.pause = e.retry
		}
		if ended, err := f.tell(k, e); ended || err != nil {
			return ended, err
		}
	}
}

// brokeOff tells the end of a stream from what cannot get better.
func (f *following) brokeOff(ctx context.Context, k call, err error) error {
	if ctx.Err() != nil || errors.Is(err, errTooLarge) {
		return k.broken(ctx, err)
	}
	return nil
}

// tell hands a state on, unless it was told before, and reports whether it is
// the last one.
func (f *following) tell(k call, e serverEvent) (ended bool, err error) {
	if e.name != "session" || e.data == "" {
		return false, nil
	}
	var s Session
	if json.Unmarshal([]byte(e.data), &s) != nil || s.ID != f.id || s.Version < 1 {
		return false, k.badAnswer(http.StatusOK, "an event that is not a state of the session")
	}
	if s.Version > f.seen {
		f.seen = s.Version
		f.each(s)
	}
	return s.Status == Ended, nil
}
