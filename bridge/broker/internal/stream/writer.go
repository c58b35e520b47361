package stream

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
)

// Writer writes server-sent events (WHATWG HTML, section 9.2) to a reader who
// has to read. NewWriter makes one.
type Writer struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// NewWriter begins the answer. A reader who does not read for the time patience
// gets an error.
func NewWriter(w http.ResponseWriter, patience time.Duration) *Writer {
	e := &Writer{w: w, control: http.NewResponseController(w), patience: patience}
	// Streams outlive the deadlines of other requests.
	_ = e.control.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return e
}

// LastSeen reads Last-Event-ID: the version that the reader has seen, or zero.
// Browsers send it back as they got it.
func LastSeen(h http.Header) (int64, error) {
	given := h.Get("Last-Event-ID")
	if given == "" {
		return 0, nil
	}
	seen, err := strconv.ParseInt(given, 10, 64)
	if err != nil || seen < 0 {
		return 0, answer.Invalid("The Last-Event-ID is not one of this stream.")
	}
	return seen, nil
}

// Event sends a state with its version.
func (e *Writer) Event(version int64, state any) error {
	data, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return e.write(fmt.Sprintf("id: %d\nevent: session\ndata: %s\n\n", version, data))
}

// Retry says how soon to come back after the stream broke off.
func (e *Writer) Retry() error { return e.write("retry: 2000\n\n") }

// Heartbeat keeps the connection alive.
func (e *Writer) Heartbeat() error { return e.write(": heartbeat\n\n") }

func (e *Writer) write(text string) error {
	// A writer without deadlines is a test's.
	_ = e.control.SetWriteDeadline(time.Now().Add(e.patience))
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}
