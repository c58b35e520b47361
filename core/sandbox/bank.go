package sandbox

import (
	"cmp"
	"context"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/faults"
)

// BankOptions are the settings of the bank's own site. The zero value is
// usable.
type BankOptions struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port. It
	// must be a loopback address unless Options.AllowRemote is set.
	Addr string
	// Origin is what browsers reach it by; default the address it listens on.
	// It answers no other Host.
	Origin string
}

// bankServer is the bank on its own origin.
type bankServer struct {
	*site
	bank *bank.Bank
}

// startBank opens the bank. It fails with config_invalid or
// sandbox_bind_failed.
func startBank(ctx context.Context, rules *faults.Rules, o Options) (*bankServer, error) {
	at, err := openSite(ctx, "bank", o.Bank.Addr, o)
	if err != nil {
		return nil, err
	}
	b := &bankServer{site: at}
	if b.bank, err = bank.New(bank.Config{Origin: cmp.Or(o.Bank.Origin, at.url()), Now: o.Now, Logger: o.Logger}); err != nil {
		return nil, at.drop(err)
	}
	at.serve(logged(o.Logger, rules.Wrap("bank", faults.Text, b.bank)), o.Logger)
	return b, nil
}

// BankEndpoint is the bank's own site, to which users are sent.
type BankEndpoint struct {
	BaseURL string `json:"base_url"`
}

// BankURL returns the origin of the bank's own site.
func (s *Sandbox) BankURL() string { return s.bank.bank.Origin() }

// Bank returns the bank's own site, for tests that send a user there.
func (s *Sandbox) Bank() *bank.Bank { return s.bank.bank }
