package oauth

import (
	"fmt"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// DefaultTTL is how long a user may stay at the bank.
const DefaultTTL = 15 * time.Minute

// maxBases bounds the ways back of one attempt.
const maxBases = 8

// Config describes one trip to a bank. Session, Provider and ReturnURLs are
// required.
type Config struct {
	Session  string // identifier of the session that the attempt belongs to
	Provider string // name of the provider
	Member   string // GUID of the member that access was requested for
	// ReturnURLs are where the bank's page may lead back to, without the nonce,
	// eight at most: a page that cannot open the app by its https link, say,
	// opens it by the app's own scheme. All of them belong to one visit: the
	// first link that is believed ends it.
	ReturnURLs []string
	// Nonce is the one in the return URL that the provider was given, see
	// ReturnURL. It is empty when the provider does not let the client choose
	// the URL; results are then not authenticated.
	Nonce secret.String
	TTL   time.Duration // default DefaultTTL
	// Replaces is the attempt before this one in the same session, nil for the
	// first. Both have the same return URL and nonce, because the provider was
	// given them once: a link that the one before accepted is not accepted
	// again.
	Replaces *Attempt
	// Silent accepts links without a status, for a provider whose links are
	// not documented to have one. Their Result is Unknown.
	Silent bool
}

// Attempt is one trip to a bank's own site and back. It gives one Result at
// most. It is not safe for concurrent use.
type Attempt struct {
	session  string
	provider string
	member   string
	bases    []navigation.URL
	nonce    secret.String
	created  time.Time
	expires  time.Time
	phase    Phase
	silent   bool
	spent    []Spent // what links said that were accepted in this session
}

// NewAttempt begins a trip at the given time. It fails with
// fault.ConfigInvalid for a field that is missing or malformed.
//
// Time is compared by the wall clock, never by the monotonic one: that one
// stops while a phone sleeps, and a snapshot cannot keep it.
func NewAttempt(now time.Time, cfg Config) (*Attempt, error) {
	if cfg.Session == "" || cfg.Provider == "" {
		return nil, badSetting("An attempt needs a session and a provider.")
	}
	bases, err := readBases(cfg.ReturnURLs)
	if err != nil {
		return nil, err
	}
	if !cfg.Nonce.IsZero() && !isNonce(cfg.Nonce.Reveal()) {
		return nil, badSetting("The nonce does not have 128 bits in hexadecimal digits.")
	}
	ttl := cfg.TTL
	if ttl == 0 {
		ttl = DefaultTTL
	}
	if ttl < 0 {
		return nil, badSetting("The time for an attempt is negative.")
	}
	created := now.Round(0)
	return &Attempt{
		session: cfg.Session, provider: cfg.Provider, member: cfg.Member, bases: bases,
		nonce: cfg.Nonce, created: created, expires: created.Add(ttl), phase: Pending,
		silent: cfg.Silent, spent: cfg.Replaces.before(),
	}, nil
}

// Session returns the identifier of the session that the attempt belongs to.
func (a *Attempt) Session() string { return a.session }

// Provider returns the name of the provider.
func (a *Attempt) Provider() string { return a.provider }

// Member returns the GUID of the member that access was requested for.
func (a *Attempt) Member() string { return a.member }

// Expires returns the time from which on no return link is accepted.
func (a *Attempt) Expires() time.Time { return a.expires }

// Pending reports whether a return link would be accepted at the given time.
func (a *Attempt) Pending(now time.Time) bool {
	return a.phase == Pending && now.Round(0).Before(a.expires)
}

// Returned reports whether a link that carried the nonce brought the user back.
func (a *Attempt) Returned() bool { return a.phase == Used && !a.nonce.IsZero() }

// Accept judges a return link that arrived at the given time. The first link
// that passes gives the result and uses the attempt up, be it a success or a
// failure. Every other one leaves the attempt as it is and fails with
//
//   - fault.ReturnInvalid: not an address in one reading, a parameter given
//     twice, a status other than success and error, a success without a member;
//   - fault.ReturnForeign: an address that leads elsewhere, such as the return
//     link of another provider;
//   - fault.ReturnForged: the nonce is missing or wrong, or there is one that
//     the attempt does not have;
//   - fault.ReturnReplayed: the attempt is used up, or the link says what one
//     said that an attempt before this one accepted. A bank that refuses twice
//     for the same reason looks like that; the widget learns of it by itself;
//   - fault.ReturnExpired: too late.
func (a *Attempt) Accept(now time.Time, rawURL string) (Result, error) {
	u, err := navigation.Read(rawURL)
	if err != nil {
		return Result{}, fault.New(fault.ReturnInvalid, err)
	}
	l, ok := readLink(u.Query())
	if !ok {
		return Result{}, fault.New(fault.ReturnInvalid, nil)
	}
	if err := a.check(now, u, l); err != nil {
		return Result{}, err
	}
	result, ok := a.read(l)
	if !ok {
		return Result{}, fault.New(fault.ReturnInvalid, nil)
	}
	if !a.spend(result) {
		return Result{}, fault.New(fault.ReturnReplayed, nil)
	}
	result.Authenticated = !a.nonce.IsZero()
	a.phase = Used
	return result, nil
}

// read returns what a link says, as far as the provider's links say anything.
func (a *Attempt) read(l link) (Result, bool) {
	if a.silent && !l.status.there && !l.reason.there {
		return Result{Unknown: true, MemberGUID: l.member.value}, true
	}
	return l.result()
}

// check judges everything except for what the link says. A sender who does not
// know the nonce learns nothing about the attempt, so the nonce comes first.
func (a *Attempt) check(now time.Time, u navigation.URL, l link) error {
	base, ours := a.baseOf(u)
	switch {
	case !ours:
		return fault.New(fault.ReturnForeign, nil)
	case !a.authentic(u, base, l):
		return fault.New(fault.ReturnForged, nil)
	case a.phase == Used:
		return fault.New(fault.ReturnReplayed, nil)
	case !a.Pending(now):
		a.phase = Expired // for good, whatever the clock does next
		return fault.New(fault.ReturnExpired, nil)
	}
	return nil
}

// baseOf returns the way back that a link took.
func (a *Attempt) baseOf(u navigation.URL) (navigation.URL, bool) {
	for _, base := range a.bases {
		if isPlace(u, base) {
			return base, true
		}
	}
	return navigation.URL{}, false
}

// authentic reports whether the link has exactly the nonce of the attempt, or
// none if the attempt has none. The comparison takes the same time wherever
// the two differ.
func (a *Attempt) authentic(u, base navigation.URL, l link) bool {
	given := l.nonce
	if carriesInPath(base) {
		if given.there {
			return false
		}
		segment := nonceInPath(u, base)
		given = parameter{segment, segment != ""}
	}
	if a.nonce.IsZero() {
		return !given.there
	}
	return a.nonce.Equal(secret.New(given.value))
}

// Format prints what may be seen of the attempt for every verb, never the
// nonce.
func (a Attempt) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "attempt{provider=%s phase=%s}", a.provider, a.phase)
}

// MarshalText is the same for encoding/json and log/slog.
func (a Attempt) MarshalText() ([]byte, error) { return fmt.Append(nil, a), nil }
