package faults

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

const (
	// maxKept bounds what is read of a request's body before the wait.
	maxKept = 1 << 20
	// afterwards is the time for the answer itself.
	afterwards = 30 * time.Second
)

// wait waits, and reports false when the client has gone meanwhile.
func (f Fault) wait(w http.ResponseWriter, r *http.Request) bool {
	// The server's own limits would end the request in the middle of the wait.
	// Where they cannot be moved there are none.
	control := http.NewResponseController(w)
	until := time.Now().Add(f.Latency + afterwards)
	_ = control.SetReadDeadline(until)
	_ = control.SetWriteDeadline(until)
	if !keepBody(r) {
		return false
	}
	timer := time.NewTimer(f.Latency)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
		return false
	case <-timer.C:
		return true
	}
}

// keepBody reads the body ahead: net/http looks for a client that has gone
// once the body was read. Of a large one the rest stays where it is.
func keepBody(r *http.Request) bool {
	kept, err := io.ReadAll(io.LimitReader(r.Body, maxKept))
	if err != nil {
		return false
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(kept), r.Body), r.Body}
	return true
}
