package journey

import (
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// Result is the single end of a journey.
type Result struct {
	// Outcome is how the session ended: connected, exited, failed or expired,
	// with the reason when nothing was connected.
	Outcome session.Outcome
	// Members are the connected members with their data, in the order in which
	// it was there.
	Members []Member
}

// Accounts is how many accounts were read, and whether these are all of them:
// they are not when a member's accounts cannot be asked for, or could not be
// read.
func (r Result) Accounts() (n int, all bool) {
	all = true
	for _, m := range r.Members {
		n += len(m.Accounts)
		all = all && !m.AccountsUnknown && m.Err == nil
	}
	return n, all
}

// Err is the first failure to read a member's data; nil when there is none.
func (r Result) Err() error {
	for _, m := range r.Members {
		if m.Err != nil {
			return m.Err
		}
	}
	return nil
}

// Member is a connected member with its data.
type Member struct {
	provider.Member // GUID is the name that the provider's calls take
	Accounts        []provider.Account
	// AccountsUnknown says that the provider cannot be asked for accounts.
	AccountsUnknown bool
	// Err is why the data could not be read; the member is connected all the
	// same.
	Err error
}
