// Package mxoauth is the sandbox's part of a login at a bank's own site, in
// MX's place: it sends the user to the bank, takes them back from there, tells
// the world how it went, and sends them on to the app.
//
// The bank's return carries a state and a code. Both are secrets, and a return
// counts once.
package mxoauth

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// path is where banks send users back to.
const path = "/oauth/redirect_from"

// trace is how long a login is remembered.
const trace = time.Hour

// Config sets up a Face. Every field is required.
type Config struct {
	World   *world.World
	Bank    *bank.Bank
	BaseURL string // of the sandbox, without a slash at its end
	Log     *slog.Logger
}

// Face takes users to the bank and back. Use New. It is safe for concurrent
// use.
type Face struct {
	Config

	mu     sync.Mutex // guards logins and what they point to
	logins map[string]*login
}

// login is a trip to the bank, by its state.
type login struct {
	guid    string // of the world's OAuthState
	member  string // with which it began
	to      Return
	started time.Time
	code    string // that the bank gave; "" before
	grant   bank.Grant
}

// New returns a Face.
func New(cfg Config) *Face { return &Face{Config: cfg, logins: map[string]*login{}} }

// Open begins a login for a member and returns the address at the bank. It
// fails as World.BeginOAuth and Bank.Begin do.
func (f *Face) Open(user string, m world.Member, next world.OAuthStart, to Return) (address string, err error) {
	accounts, err := f.World.Offer(m.InstitutionCode)
	if err != nil {
		return "", err
	}
	begun, err := f.World.BeginOAuth(user, m.GUID, next)
	if err != nil {
		return "", err
	}
	state := f.remember(&login{guid: begun.GUID, member: m.GUID, to: to, started: f.World.Now()})
	return f.Bank.Begin(bank.Visit{
		Institution: m.Name, Accounts: choices(accounts),
		Finish: func(g bank.Grant) string { return f.granted(state, g) },
	})
}

func choices(accounts []world.Account) []bank.Account {
	var list []bank.Account
	for _, a := range accounts {
		list = append(list, bank.Account{ID: a.Key, Name: a.Name, Number: a.Number})
	}
	return list
}

// remember keeps a login and returns its state. Old ones go.
func (f *Face) remember(l *login) (state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.logins, func(_ string, old *login) bool { return l.started.Sub(old.started) > trace })
	state = newSecret()
	f.logins[state] = l
	return state
}

// granted notes what the bank says and returns where it sends the user.
func (f *Face) granted(state string, g bank.Grant) (redirect string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, known := f.logins[state]
	if !known {
		return "" // forgotten meanwhile: the bank shows that the visit is over
	}
	l.code, l.grant = newSecret(), g
	return f.BaseURL + path + "?code=" + l.code + "&state=" + state
}

// take gives out a login whose return fits, once.
func (f *Face) take(state, code string) (login, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, known := f.logins[state]
	if !known || l.code == "" || l.code != code {
		return login{}, false
	}
	delete(f.logins, state)
	return *l, true
}

// Handler serves what is below /oauth/.
func (f *Face) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path, f.back)
	return mux
}

// newSecret returns 128 random bits in hexadecimal, as in MX's example.
func newSecret() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
