package faults

import (
	"bytes"
	"net/http"
	"strconv"
)

// buffer is an answer that is held back.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (b *buffer) Header() http.Header { return b.header }

// WriteHeader implements http.ResponseWriter.
func (b *buffer) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

// Write implements http.ResponseWriter.
func (b *buffer) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

// truncate answers the first half of what next answers and announces all of
// it, then closes the connection. An answer without a body is not sent at all.
func truncate(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := &buffer{header: w.Header()}
	next.ServeHTTP(whole, r)
	half := whole.body.Bytes()[:whole.body.Len()/2]
	if len(half) == 0 {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Length", strconv.Itoa(whole.body.Len()))
	w.WriteHeader(whole.status)
	w.Write(half)                         // an error means that the client is gone
	http.NewResponseController(w).Flush() // the half must be out before the end
	panic(http.ErrAbortHandler)
}
