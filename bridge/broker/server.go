package broker

import (
	"net/http"
	"time"
)

// Server returns an http.Server for the broker, with the limits that a handler
// cannot set itself. Event streams extend their own write deadline. The caller
// gives it an address or a listener, and TLS when no proxy does that. Shut it
// down with Shutdown, then Close the broker.
func (b *Broker) Server() *http.Server {
	s := &http.Server{
		Handler:           b,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      b.o.CallTTL + 15*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	s.RegisterOnShutdown(b.EndStreams)
	return s
}
