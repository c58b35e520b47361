package broker

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const eventStream = "text/event-stream"

// streamEvents sends the session's state whenever it changes, as server-sent
// events (WHATWG HTML, section 9.2), until the session has ended. The id of an
// event is the session's version. A client that comes back with
// Last-Event-ID gets the present state when it has not seen it. States that
// follow each other fast may be sent as one: nothing queues up for a reader.
func (b *Broker) streamEvents(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen, err := lastSeen(r)
	if err != nil {
		return err
	}
	// Subscribed before the state is read again, so that no change is missed.
	stream, ok := b.streams.open(user, s.ID)
	if !ok {
		return limited(b.o.Limits.Heartbeat)
	}
	defer stream.close()
	b.metrics.streams.Inc()
	defer b.metrics.streams.Dec()
	out := &eventWriter{w: w, control: http.NewResponseController(w), patience: b.o.Limits.StreamPatience}
	// Streams outlive the deadlines of other requests.
	_ = out.control.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	b.stream(r.Context(), out, stream, s, seen)
	return nil
}

// lastSeen reads Last-Event-ID. Browsers send it back as they got it.
func lastSeen(r *http.Request) (int64, error) {
	given := r.Header.Get("Last-Event-ID")
	if given == "" {
		return 0, nil
	}
	seen, err := strconv.ParseInt(given, 10, 64)
	if err != nil || seen < 0 {
		return 0, invalid("The Last-Event-ID is not one of this stream.")
	}
	return seen, nil
}

// stream sends until the session ends, the reader goes or does not read, or
// the broker closes. The state is read again at each heartbeat, too: a change
// that nobody told of shows up then.
func (b *Broker) stream(ctx context.Context, out *eventWriter, wake *stream, s Session, seen int64) {
	heartbeat := time.NewTicker(b.o.Limits.Heartbeat)
	defer heartbeat.Stop()
	for first := true; ; first = false {
		if fresh, err := b.o.Store.Session(ctx, s.ID); err == nil {
			s = fresh.at(b.o.Now())
		} else if ctx.Err() != nil {
			return
		} // else the store is away: it may come back
		sent, err := out.state(s, seen)
		if err != nil || s.Status == Ended {
			return
		}
		if sent {
			seen = s.Version
		} else if out.comment(first) != nil {
			return
		}
		expiry := time.NewTimer(s.Expires.Sub(b.o.Now()))
		select {
		case <-ctx.Done():
		case <-wake.ended:
		case <-wake.changed:
		case <-heartbeat.C:
		case <-expiry.C:
		}
		expiry.Stop()
		if ctx.Err() != nil || wake.over() {
			return
		}
	}
}

// eventWriter writes events to a reader who has to read.
type eventWriter struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// state sends the session unless the reader has seen it.
func (e *eventWriter) state(s Session, seen int64) (bool, error) {
	if s.Version <= seen {
		return false, nil
	}
	data, err := json.Marshal(s.view())
	if err != nil {
		return false, err
	}
	return true, e.write(fmt.Sprintf("id: %d\nevent: session\ndata: %s\n\n", s.Version, data))
}

// comment keeps the connection alive. The first one says how soon to come
// back.
func (e *eventWriter) comment(first bool) error {
	if first {
		return e.write("retry: 2000\n\n")
	}
	return e.write(": heartbeat\n\n")
}

func (e *eventWriter) write(text string) error {
	// A writer without deadlines is a test's.
	_ = e.control.SetWriteDeadline(time.Now().Add(e.patience))
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}
