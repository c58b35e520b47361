// Package faults makes the sandbox's servers misbehave on purpose, so that an
// app's handling of slow, failing and broken answers can be tried out.
//
// A request asks for a fault of its own in the X-Sandbox-Fault header; a rule
// makes faults for requests that cannot, such as those of a browser. Both use
// the same words: see Parse.
package faults

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Header is the name of the header that asks for a fault.
const Header = "X-Sandbox-Fault"

// maxLatency is the longest wait.
const maxLatency = time.Minute

// Fault is what goes wrong with an answer. The zero Fault is nothing.
type Fault struct {
	Latency    time.Duration // before anything else
	Drop       bool          // the connection is closed without an answer
	Status     int           // answered in place of the real answer; 0 for that
	RetryAfter int           // seconds, with Status; 0 for none
	Truncate   bool          // half of the real answer, then the connection is closed
}

// Parse reads a fault: parts with a semicolon between them, each once.
//
//	latency=2s       wait first, at most a minute
//	drop             close the connection without an answer
//	status=429       answer this status, from 400 to 599
//	retry_after=3    with status: the Retry-After header, in seconds
//	truncate         break off in the middle of the real answer
//
// Of drop, status and truncate only one may be there.
func Parse(text string) (Fault, error) {
	var f Fault
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if seen[name] {
			return Fault{}, fmt.Errorf("%.20q is there twice", name)
		}
		seen[name] = true
		if err := f.set(name, value); err != nil {
			return Fault{}, err
		}
	}
	return f, f.check()
}

func (f *Fault) set(name, value string) error {
	var err error
	switch {
	case name == "latency":
		f.Latency, err = time.ParseDuration(value)
		if err == nil && (f.Latency < 0 || f.Latency > maxLatency) {
			return fmt.Errorf("latency is from 0s to %s", maxLatency)
		}
	case name == "drop" && value == "":
		f.Drop = true
	case name == "truncate" && value == "":
		f.Truncate = true
	case name == "status":
		f.Status, err = strconv.Atoi(value)
		if err == nil && (f.Status < 400 || f.Status > 599) {
			return fmt.Errorf("status is from 400 to 599")
		}
	case name == "retry_after":
		f.RetryAfter, err = strconv.Atoi(value)
		if err == nil && (f.RetryAfter < 1 || f.RetryAfter > 86_400) {
			return fmt.Errorf("retry_after is from 1 to 86400")
		}
	default:
		return fmt.Errorf("%.20q is not a part of a fault", name)
	}
	if err != nil {
		return fmt.Errorf("%s has no usable value", name)
	}
	return nil
}

func (f Fault) check() error {
	kinds := 0
	for _, is := range []bool{f.Drop, f.Truncate, f.Status != 0} {
		if is {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return fmt.Errorf("of drop, status and truncate only one may be there")
	case f.RetryAfter != 0 && f.Status == 0:
		return fmt.Errorf("retry_after needs a status")
	}
	return nil
}

// Refuse answers a fault's status in the form of the server's vendor.
type Refuse func(w http.ResponseWriter, status int)

// apply lets the fault happen to a request, in the place of next.
func (f Fault) apply(w http.ResponseWriter, r *http.Request, refuse Refuse, next http.Handler) {
	if f.Latency > 0 && !f.wait(w, r) {
		panic(http.ErrAbortHandler) // the client is gone
	}
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		if f.RetryAfter != 0 {
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		w.Header().Set("Cache-Control", "no-store")
		refuse(w, f.Status)
	case f.Truncate:
		truncate(w, r, next)
	default:
		next.ServeHTTP(w, r)
	}
}
