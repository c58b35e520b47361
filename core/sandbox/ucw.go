package sandbox

import (
	"cmp"
	"context"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// UCWOptions are the settings of the sandbox's Universal Connect Widget
// server. The zero value is usable: no authentication, everything switched on.
type UCWOptions struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port. It
	// must be a loopback address unless Options.AllowRemote is set.
	Addr string
	// HostURL is the address in the widget URLs; default the one it listens on.
	HostURL string
	// Config has the rest. Its World, HostURL and Log are set by the sandbox,
	// and its OpenBank unless it is set here.
	Config ucwapi.Config
}

// ucwServer is the UCW server on its own origin.
type ucwServer struct {
	*site
	face *ucwapi.Face
}

// startUCW opens the UCW server. It fails with config_invalid or
// sandbox_bind_failed.
func startUCW(ctx context.Context, w *world.World, b *bank.Bank, rules *faults.Rules, o Options) (*ucwServer, error) {
	at, err := openSite(ctx, "ucw", o.UCW.Addr, o)
	if err != nil {
		return nil, err
	}
	cfg := o.UCW.Config
	cfg.World, cfg.HostURL, cfg.Log = w, cmp.Or(o.UCW.HostURL, at.url()), o.Logger
	if cfg.OpenBank == nil {
		cfg.OpenBank = visitTo(b)
	}
	u := &ucwServer{site: at}
	if u.face, err = ucwapi.New(cfg); err != nil {
		return nil, at.drop(err)
	}
	// A UCW server lets pages of every origin in: only the host is checked.
	at.serve(logged(o.Logger, knownHosts(hostsOf(at.addr(), o.Hosts), rules.Wrap("ucw", ucwapi.Fault, u.face.Handler()))), o.Logger)
	return u, nil
}

// visitTo sends the users of UCW's banks to the bank's own site.
func visitTo(b *bank.Bank) func(ucwapi.Visit) (string, error) {
	return func(v ucwapi.Visit) (string, error) {
		return b.Begin(bank.Visit{
			Institution: v.Institution.Name,
			Finish:      func(g bank.Grant) string { return v.Finish(g.Reason) },
		})
	}
}

// UCWEndpoint is the sandbox's Universal Connect Widget server.
type UCWEndpoint struct {
	BaseURL string     `json:"base_url"`
	Tokens  *UCWTokens `json:"tokens,omitempty"` // absent when no realm asks for one
}

// UCWTokens are Bearer tokens for the realms that ask for one.
type UCWTokens struct {
	General string `json:"general,omitempty"`
	Data    string `json:"data,omitempty"`
	Delete  string `json:"delete,omitempty"`
}

// tokenLife is how long the tokens of the endpoints are good for.
const tokenLife = 24 * time.Hour

// ucwTokens returns new tokens, each time it is called.
func (s *Sandbox) ucwTokens() *UCWTokens {
	auth := s.ucw.face.Auth
	if auth == (ucwapi.Auth{}) {
		return nil
	}
	token := func(on bool, realm ucwapi.Realm) string {
		if !on {
			return ""
		}
		value, err := s.ucw.face.Token(realm, tokenLife)
		if err != nil {
			return "" // an RSA key always signs
		}
		return value.Reveal()
	}
	return &UCWTokens{
		General: token(auth.General, ucwapi.General), Data: token(auth.Data, ucwapi.Data), Delete: token(auth.Delete, ucwapi.Delete),
	}
}

// UCWURL returns the address of the Universal Connect Widget server, without a
// slash at its end. It has an origin of its own.
func (s *Sandbox) UCWURL() string { return s.ucw.url() }

// UCW returns the server, which makes access tokens and has the keys of its
// credentials.
func (s *Sandbox) UCW() *ucwapi.Face { return s.ucw.face }
