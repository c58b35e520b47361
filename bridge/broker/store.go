package broker

import (
	"context"
	"errors"
	"time"
)

// The errors of a Store that mean something to the broker. Every other error
// means that the store cannot be used at the moment: the broker answers 503.
var (
	ErrNotFound = errors.New("not in the store")
	ErrExists   = errors.New("already in the store")
)

// Store keeps what the broker knows. Implementations are safe for concurrent
// use, by several processes too unless they say otherwise, and pass
// storetest.Run. ClaimURL, Spend, Reserve, Push and Allow are atomic: each
// thing happens once, however many ask for it.
//
// A method that returned nil has done its work for good, as far as the store's
// own settings promise: the broker acknowledges after that and not before.
type Store interface {
	// Create adds a session. Error: ErrExists.
	Create(ctx context.Context, n NewSession) error
	// Session reads a session. Error: ErrNotFound.
	Session(ctx context.Context, id string) (Session, error)
	// Change reads a session, applies change, raises Version by one and writes
	// it, as one step: change may run again when somebody else was faster. The
	// error of change is returned as it is, and then nothing was written.
	// Watchers are told. Error: ErrNotFound.
	Change(ctx context.Context, id string, change func(*Session) error) (Session, error)

	// ClaimURL returns the sealed widget URL of a session and removes it.
	// ErrNotFound means that it was claimed before, has expired, or that there
	// was none.
	ClaimURL(ctx context.Context, id string) ([]byte, error)
	// ByReturn finds the session with the given key of its return link. Error:
	// ErrNotFound.
	ByReturn(ctx context.Context, key string) (id string, err error)
	// Spend notes that the session's return link said something, and reports
	// whether that was new. A success closes the link: nothing is new after
	// it. So does the limit of MaxSaid.
	Spend(ctx context.Context, id, said string, success bool) (fresh bool, err error)

	// Reserve keeps a value under a key unless there is one, and returns the
	// value that is kept.
	Reserve(ctx context.Context, key, value string, ttl time.Duration) (kept string, err error)
	// Release removes a key that has the given value.
	Release(ctx context.Context, key, value string) error

	// Allow takes one from the allowance of a key. A wait above zero means
	// that there is none left before that time has passed.
	Allow(ctx context.Context, key string, r Rate) (wait time.Duration, err error)

	// Push adds a delivery and reports true, unless one with its key was added
	// within the time remember.
	Push(ctx context.Context, d Delivery, remember time.Duration) (fresh bool, err error)
	// Pull waits for a delivery and takes it for the time lease. It comes again
	// after that unless Done was called. It returns the context's error when
	// that ends.
	Pull(ctx context.Context, lease time.Duration) (Delivery, error)
	// Done removes a delivery that was pulled.
	Done(ctx context.Context, d Delivery) error

	// Watch calls changed with the id of each session that is changed by
	// anybody, until the context ends. "" means that some may have been missed.
	// changed must not block.
	Watch(ctx context.Context, changed func(id string)) error
	// Ready reports whether the store can be used.
	Ready(ctx context.Context) error
}

// Ephemeral is a Store that can say that nothing in it outlives this process
// and nobody else can read it. A broker then needs no Keys: it makes one of its
// own. A Store without this method is taken for a shared one.
type Ephemeral interface {
	Ephemeral() bool
}

// MaxSaid is how many different things one return link may say.
const MaxSaid = 8

// NewSession is a session with what is kept beside it.
type NewSession struct {
	Session   Session
	ReturnKey string        // finds the session by its return link; may be empty
	SealedURL []byte        // the widget URL when it is to be claimed later
	URLTTL    time.Duration // of SealedURL
	Keep      time.Duration // of everything else
}

// Rate is an allowance: so many in a period, and as many at once.
type Rate struct {
	Count  int
	Period time.Duration
}

// Delivery is one webhook on its way to the app.
type Delivery struct {
	Key      string    // the same for the same webhook
	Provider string    //
	Sealed   []byte    // its body
	Received time.Time //
	Attempt  int       // how many times it was pulled, this one included
	Handle   string    // the store's own name for it
}
