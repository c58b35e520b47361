package broker

import (
	"context"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/stream"
)

// streamEvents sends the session's state whenever it changes, as server-sent
// events, until the session has ended. The id of an event is the session's
// version. A client that comes back with Last-Event-ID gets the present state
// when it has not seen it. States that follow each other fast may be sent as
// one: nothing queues up for a reader.
func (b *Broker) streamEvents(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen, err := stream.LastSeen(r.Header)
	if err != nil {
		return err
	}
	// Subscribed before the state is read again, so that no change is missed.
	st, ok := b.streams.Open(user, s.ID)
	if !ok {
		return answer.Limited(b.o.Limits.Heartbeat)
	}
	defer st.Close()
	b.metrics.Streams.Inc()
	defer b.metrics.Streams.Dec()
	b.stream(r.Context(), stream.NewWriter(w, b.o.Limits.StreamPatience), st, s, seen)
	return nil
}

// stream sends until the session ends, the reader goes or does not read, or
// the broker closes. The state is read again at each heartbeat, too: a change
// that nobody told of shows up then.
func (b *Broker) stream(ctx context.Context, out *stream.Writer, wake *stream.Stream, s Session, seen int64) {
	heartbeat := time.NewTicker(b.o.Limits.Heartbeat)
	defer heartbeat.Stop()
	for first := true; ; first = false {
		if fresh, err := b.o.Store.Session(ctx, s.ID); err == nil {
			s = fresh.at(b.o.Now())
		} else if ctx.Err() != nil {
			return
		} // else the store is away: it may come back
		if send(out, s, seen, first) != nil || s.Status == Ended {
			return
		}
		seen = max(seen, s.Version)
		if !b.wait(ctx, wake, heartbeat, s) {
			return
		}
	}
}

// send writes the state unless the reader has seen it, and something else
// then.
func send(out *stream.Writer, s Session, seen int64, first bool) error {
	switch {
	case s.Version > seen:
		return out.Event(s.Version, s.view())
	case first && s.Status != Ended:
		return out.Retry()
	case s.Status != Ended:
		return out.Heartbeat()
	}
	return nil
}

// wait waits until there may be something to send. It reports false when the
// stream has to end.
func (b *Broker) wait(ctx context.Context, wake *stream.Stream, heartbeat *time.Ticker, s Session) bool {
	expiry := time.NewTimer(s.Expires.Sub(b.o.Now()))
	defer expiry.Stop()
	select {
	case <-ctx.Done():
	case <-wake.Ended():
	case <-wake.Changed():
	case <-heartbeat.C:
	case <-expiry.C:
	}
	return ctx.Err() == nil && !wake.Over()
}

// watchPause is how long to wait after the watch over the store broke off.
const watchPause = time.Second

// watch wakes streams when the store says that a session changed.
func (b *Broker) watch(ctx context.Context) {
	for ctx.Err() == nil {
		err := b.o.Store.Watch(ctx, b.streams.Wake)
		if ctx.Err() != nil {
			return
		}
		b.o.Logger.Warn("the watch over the store broke off", "error", err)
		pause(ctx, watchPause)
	}
}
