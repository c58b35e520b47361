package fino

import (
	"cmp"
	"context"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// Adapter makes a Client a provider.Provider. It is safe for concurrent use
// when Prepare is. A member is a bank login.
//
// fino's documents name no way to choose the bank, the language or the look
// for the user: a request that starts at an institution is refused, Locale,
// ColorScheme and Products are ignored. So is what concerns events: the hosted
// page sends none when it is shown by itself. Reading accounts is not among
// the calls that are known, so the Adapter is not a provider.AccountReader.
type Adapter struct {
	Client *Client
	// Prepare, when set, may change each request for a session before it is
	// sent: the place for options such as Recurring.
	Prepare func(*SessionRequest)
}

var (
	_ provider.Provider     = (*Adapter)(nil)
	_ provider.MemberReader = (*Adapter)(nil)
)

// Provider returns the client as a provider.Provider.
func (c *Client) Provider() *Adapter { return &Adapter{Client: c} }

// Name returns "fino".
func (a *Adapter) Name() string { return a.Traits().Provider }

// Traits are traits.Fino.
func (a *Adapter) Traits() traits.Traits { return traits.Fino() }

// Widget asks for a connect session, or, for a member to repair, for a
// management session, whose overview lists the user's bank logins. The user is
// named by UserID, the app's own identifier; UserGUID is sent when that is
// empty. The answer's UserGUID is fino's identifier.
func (a *Adapter) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	if req.InstitutionGUID != "" || req.InstitutionCode != "" || req.NoSearch {
		return provider.Widget{}, refuse("fino's pages cannot start at an institution.")
	}
	out := SessionRequest{User: cmp.Or(req.UserID, req.UserGUID), ReturnURL: req.ReturnURL}
	if a.Prepare != nil {
		a.Prepare(&out)
	}
	open := a.Client.ConnectSession
	if req.MemberGUID != "" {
		open = a.Client.ManagementSession
	}
	s, err := open(ctx, out)
	if err != nil {
		return provider.Widget{}, err
	}
	return provider.Widget{URL: s.URL, UserGUID: s.UserIdentifier, UserID: req.UserID}, nil
}

// MemberState reads a bank login. With an empty member it reads the user's
// newest one: fino's pages do not tell which one they made. A user without any
// is a fault.ProviderNotFound error.
func (a *Adapter) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	login, err := a.login(ctx, user, member)
	if err != nil {
		return provider.Member{}, err
	}
	return provider.Member{
		GUID: login.ID, Name: login.BankName, InstitutionName: login.BankName,
		State: stateOf(login.Status), Status: string(login.Status),
	}, nil
}

// Member is MemberState: it reads the same answer.
func (a *Adapter) Member(ctx context.Context, user, member string) (provider.Member, error) {
	return a.MemberState(ctx, user, member)
}

func (a *Adapter) login(ctx context.Context, user, member string) (Login, error) {
	if member != "" {
		return a.Client.Login(ctx, user, member)
	}
	all, err := a.Client.Logins(ctx, user)
	if err != nil {
		return Login{}, err
	}
	if len(all) == 0 {
		return Login{}, fault.New(fault.ProviderNotFound, nil)
	}
	newest := all[0]
	for _, l := range all[1:] {
		if !l.Created.Before(newest.Created.Time) { // without times, the last one
			newest = l
		}
	}
	return newest, nil
}

// stateOf puts a status into the neutral words. Whether a login is active says
// whether it is synchronized again, not whether it can be read.
func stateOf(s LoginStatus) provider.State {
	switch s {
	case OK:
		return provider.Ready
	case SCARequired:
		return provider.NeedsUser
	case SyncFailed:
		return provider.Unavailable
	default:
		return provider.Waiting
	}
}
