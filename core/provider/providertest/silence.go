package providertest

import "net/http"

// Silence is a transport whose server takes requests and never answers. A
// request ends with its context. It is for Suite.Silent of a provider that is
// asked by HTTP.
type Silence struct{ asked chan struct{} }

// NewSilence returns a Silence.
func NewSilence() *Silence { return &Silence{make(chan struct{}, 64)} }

// Asked gets a value for each request that arrives, as long as there is room.
func (s *Silence) Asked() <-chan struct{} { return s.asked }

// RoundTrip waits for the end of the request's context.
func (s *Silence) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	select {
	case s.asked <- struct{}{}:
	default:
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}
