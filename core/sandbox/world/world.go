// Package world is the sandbox's make-believe: users, institutions, members,
// jobs and accounts, with no HTTP of its own. The sandbox's faces show one
// world in the shapes of several providers.
//
// A world has no goroutine and no timer. What "happens" to a member follows
// from its clock: a later look sees more of it. With a clock and an id
// source of one's own, the same calls give the same world.
package world

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Config sets up a World. The zero value is usable: the system's clock, ids of
// seed 0, and connections that are ready at once.
type Config struct {
	Now   func() time.Time           // the clock; default time.Now
	Delay time.Duration              // how long a job takes on that clock
	Seed  uint64                     // of the default id source
	NewID func(prefix string) string // a new guid such as USR-…; default: seeded, in the form of a UUID
}

// World is the state of the sandbox. It is safe for concurrent use. Its
// methods return copies.
type World struct {
	now   func() time.Time
	delay time.Duration
	newID func(prefix string) string

	institutions []Institution // never changes after New

	mu      sync.Mutex // guards the rest, and calls of newID
	users   []*user
	members map[string]*member // by guid
	jobs    map[string]*Job    // by guid
	oauth   []*OAuthState      // the oldest first
	micro   []*microdeposit    // the oldest first
}

// New makes a world with its institutions and without users.
func New(cfg Config) *World {
	w := &World{
		now: cfg.Now, delay: cfg.Delay, newID: cfg.NewID,
		institutions: institutions(),
		members:      map[string]*member{},
		jobs:         map[string]*Job{},
	}
	if w.now == nil {
		w.now = time.Now
	}
	if w.newID == nil {
		w.newID = seededIDs(cfg.Seed)
	}
	return w
}

// Delay is how long a job takes at most institutions, on the world's clock.
func (w *World) Delay() time.Duration { return w.delay }

// Hold waits as long as a job takes, in real time, for an institution that
// does not answer; or until the context ends.
func (w *World) Hold(ctx context.Context) {
	timer := time.NewTimer(w.delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Now reads the world's clock.
func (w *World) Now() time.Time { return w.now() }

// seededIDs returns a source of guids that gives the same ones for the same
// seed. They are names, not secrets.
func seededIDs(seed uint64) func(prefix string) string {
	source := rand.New(rand.NewPCG(seed, 0x636f6e6e656374))
	return func(prefix string) string {
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], source.Uint64())
		binary.BigEndian.PutUint64(b[8:], source.Uint64())
		return guid(prefix, b)
	}
}

// stableID returns the guid of something that every world has, such as an
// institution.
func stableID(prefix, name string) string {
	sum := sha256.Sum256([]byte(prefix + "/" + name))
	return guid(prefix, [16]byte(sum[:16]))
}

func guid(prefix string, b [16]byte) string {
	return fmt.Sprintf("%s-%x-%x-%x-%x-%x", prefix, b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Reason says why the world refused something.
type Reason int

// The reasons.
const (
	NotFound Reason = iota + 1 // no such thing, or it is another user's
	Conflict                   // it exists already, or it is running already
	Invalid                    // the input makes no sense
	Down                       // the institution does not answer; the caller waits first
)

// Error is a refusal. Its message is safe to show.
type Error struct {
	Reason  Reason
	Message string
	GUID    string // of what is there already, for a Conflict; else ""
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func notFound(what string) *Error {
	return &Error{Reason: NotFound, Message: "There is no such " + what + "."}
}

func conflict(guid, message string) *Error {
	return &Error{Reason: Conflict, Message: message, GUID: guid}
}

func invalid(format string, args ...any) *Error {
	return &Error{Reason: Invalid, Message: fmt.Sprintf(format, args...)}
}
