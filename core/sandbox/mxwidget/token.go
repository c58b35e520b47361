package mxwidget

import (
	"crypto/rand"
	"maps"
	"sync"
	"time"
)

const (
	ticketLife  = 10 * time.Minute // of a widget URL, as MX documents it
	ticketTrace = time.Hour        // how long a dead token is told apart from an unknown one
	sessionIdle = 15 * time.Minute // MX ends a widget session after as much idle time
)

// ticket is what a token stands for.
type ticket struct {
	user   string
	locale string
	config Config

	minted time.Time
	used   bool
}

// tokenState says whether a token opens a page.
type tokenState int

const (
	tokenGood tokenState = iota
	tokenUnknown
	tokenUsed
	tokenExpired
)

// tickets holds the tokens that were minted.
type tickets struct {
	now     func() time.Time
	mu      sync.Mutex
	byToken map[string]*ticket
}

func (t *tickets) mint(k ticket) (token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k.minted = t.now()
	maps.DeleteFunc(t.byToken, func(_ string, old *ticket) bool { return k.minted.Sub(old.minted) > ticketTrace })
	token = newSecret()
	t.byToken[token] = &k
	return token
}

// take uses a token up. Only the first of several takers gets tokenGood.
func (t *tickets) take(token string) (ticket, tokenState) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.byToken[token]
	switch {
	case !ok:
		return ticket{}, tokenUnknown
	case k.used:
		return ticket{}, tokenUsed
	case t.now().Sub(k.minted) > ticketLife:
		return ticket{}, tokenExpired
	}
	k.used = true
	return *k, tokenGood
}

// session is one opened widget page.
type session struct {
	ticket
	guid string
	seen time.Time
}

// sessions holds the opened pages.
type sessions struct {
	now      func() time.Time
	mu       sync.Mutex
	byCookie map[string]*session
}

// open starts a session and returns the value of its cookie.
func (s *sessions) open(k ticket) (cookie string, opened session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	maps.DeleteFunc(s.byCookie, func(_ string, old *session) bool { return now.Sub(old.seen) > sessionIdle })
	cookie = newSecret()
	s.byCookie[cookie] = &session{ticket: k, guid: "SES-" + newSecret()[:22], seen: now}
	return cookie, *s.byCookie[cookie]
}

// find returns the session of a cookie and notes that it was used.
func (s *sessions) find(cookie string) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byCookie[cookie]
	if !ok || s.now().Sub(found.seen) > sessionIdle {
		return session{}, false
	}
	found.seen = s.now()
	return *found, true
}

// newSecret returns 160 random bits as text. Unlike a guid it never follows
// from a seed: it is all that keeps a widget session private.
func newSecret() string { return rand.Text() + rand.Text()[:6] }
