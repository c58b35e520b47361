package ucwapi

import (
	"crypto/rand"
	"fmt"
	"maps"
	"sync"
	"time"
)

const (
	tokenLife  = 5 * time.Minute  // of a widget URL
	openedLife = 10 * time.Minute // of one whose page was opened, with authentication
)

// params are what a widget URL was asked for with.
type params struct {
	JobTypes            []string `json:"jobTypes"`
	UserID              string   `json:"userId"`
	TargetOrigin        string   `json:"targetOrigin"`
	InstitutionID       string   `json:"institutionId,omitempty"`
	ConnectionID        string   `json:"connectionId,omitempty"`
	Aggregator          string   `json:"aggregator,omitempty"`
	SingleAccountSelect *bool    `json:"singleAccountSelect,omitempty"`
	AggregatorOverride  string   `json:"aggregatorOverride,omitempty"`
}

// ticket is what a widget URL's token stands for.
type ticket struct {
	params params
	jwt    string // the caller's own token, until the page has it
	until  time.Time
}

// tokens holds the widget URLs that can still be used.
type tokens struct {
	now  func() time.Time
	mu   sync.Mutex
	byID map[string]*ticket
}

func (t *tokens) mint(p params, jwt string) (id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	maps.DeleteFunc(t.byID, func(_ string, k *ticket) bool { return !now.Before(k.until) })
	id = newUUID()
	t.byID[id] = &ticket{params: p, jwt: jwt, until: now.Add(tokenLife)}
	return id
}

// alive reports whether a token could still be used.
func (t *tokens) alive(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.find(id)
	return ok
}

// takeJWT hands out the caller's own token, once, and lets the widget URL live
// on for its page.
func (t *tokens) takeJWT(id string) (jwt string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.find(id)
	if !ok || k.jwt == "" {
		return "", false
	}
	jwt, k.jwt = k.jwt, ""
	k.until = t.now().Add(openedLife)
	return jwt, true
}

// take hands out the parameters, once.
func (t *tokens) take(id string) (k ticket, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.find(id)
	if !ok {
		return ticket{}, false
	}
	delete(t.byID, id)
	return *found, true
}

// find finds a token that has not expired. The caller holds the lock.
func (t *tokens) find(id string) (*ticket, bool) {
	k, ok := t.byID[id]
	return k, ok && t.now().Before(k.until)
}

// newUUID returns a random UUID (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
