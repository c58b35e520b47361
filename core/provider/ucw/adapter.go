package ucw

import (
	"cmp"
	"context"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// Adapter makes a Client a provider.Provider. It is safe for concurrent use
// when its functions are.
//
// UCW names users by the app's own identifier only: UserGUID and UserID are
// the same here. It has no members that could be asked about, so the Adapter is
// not a provider.MemberReader, and no link that brings the user back. The
// ReturnURL, NoSearch, Locale and ColorScheme of a request are ignored.
type Adapter struct {
	Client *Client
	// Connection, when set, finds a connection that the app keeps, by the
	// names that the app uses for the user and the member. Without it there
	// are no accounts, and no widget to repair a member:
	// fault.MemberUnknown.
	Connection func(ctx context.Context, user, member string) (Connection, error)
	// Prepare, when set, may change each widget request before it is sent: the
	// place for what only UCW has.
	Prepare func(*WidgetURLRequest)
}

var (
	_ provider.Provider         = (*Adapter)(nil)
	_ provider.AccountReader    = (*Adapter)(nil)
	_ provider.ConnectionKeeper = (*Keeping)(nil)
)

// Provider returns the client as a provider.Provider.
func (c *Client) Provider() *Adapter { return &Adapter{Client: c} }

// Name returns "ucw".
func (a *Adapter) Name() string { return a.Traits().Provider }

// Traits are traits.UCW.
func (a *Adapter) Traits() traits.Traits { return traits.UCW() }

// Widget asks for a widget URL. UCW's widget posts its events and has no form
// for mobile web views; a request for one is fault.ProviderInputInvalid, and so
// is one for a product that UCW has no job type for.
func (a *Adapter) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	user := cmp.Or(req.UserGUID, req.UserID)
	out, err := a.request(ctx, user, req)
	if err != nil {
		return provider.Widget{}, err
	}
	url, err := a.Client.WidgetURL(ctx, out)
	if err != nil {
		return provider.Widget{}, err
	}
	return provider.Widget{URL: url, UserGUID: user, UserID: user}, nil
}

// request puts a neutral request into UCW's words.
func (a *Adapter) request(ctx context.Context, user string, req provider.WidgetRequest) (WidgetURLRequest, error) {
	if req.MobileWebView {
		return WidgetURLRequest{}, refuse("UCW's widget posts its events: it cannot send them as navigations.")
	}
	out := WidgetURLRequest{
		UserID: user, TargetOrigin: req.TargetOrigin,
		InstitutionID: cmp.Or(req.InstitutionGUID, req.InstitutionCode),
	}
	for _, product := range req.Products {
		job, known := jobOf(product)
		if !known {
			return out, refuse("UCW has no job type for the product %.40q.", string(product))
		}
		out.JobTypes = append(out.JobTypes, job)
	}
	if req.MemberGUID != "" {
		connection, err := a.connection(ctx, user, req.MemberGUID)
		if err != nil {
			return out, err
		}
		out.Connection = &connection
	}
	if a.Prepare != nil {
		a.Prepare(&out)
	}
	return out, nil
}

func jobOf(p provider.Product) (JobType, bool) {
	switch p {
	case provider.AccountVerification:
		return AccountNumber, true
	case provider.IdentityVerification:
		return AccountOwner, true
	case provider.Transactions:
		return Transactions, true
	case provider.TransactionHistory:
		return TransactionHistory, true
	}
	return "", false
}

// Keeping is an Adapter that keeps the connections of which the widget tells: what
// a journey needs. A backend that only asks for widget URLs needs the Adapter
// alone.
type Keeping struct {
	*Adapter
	keep func(ctx context.Context, user string, c event.Connection) (member string, err error)
}

// Keeping returns the adapter with a function that keeps a connection for a user
// and returns the app's own name of it, the same one each time. UCW itself keeps
// no list of an app's connections. The function may be called concurrently.
func (a *Adapter) Keeping(keep func(ctx context.Context, user string, c event.Connection) (string, error)) *Keeping {
	return &Keeping{Adapter: a, keep: keep}
}

// Keep hands a connection to the app's function.
func (k *Keeping) Keep(ctx context.Context, user string, c event.Connection) (string, error) {
	return k.keep(ctx, user, c)
}

// unknown is not retryable: UCW cannot be asked about a connection.
func unknown() *fault.Error {
	e := fault.New(fault.MemberUnknown, nil)
	e.Retryable = false
	return e
}

// Accounts reads the accounts of a member. UCW has no list of a user's
// connections: member is required. The GUID of an account is its accountId.
func (a *Adapter) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	if member == "" {
		return nil, refuse("The member is missing: UCW has no list of a user's accounts.")
	}
	connection, err := a.connection(ctx, user, member)
	if err != nil {
		return nil, err
	}
	accounts, err := a.Client.Accounts(ctx, connection)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Account, 0, len(accounts))
	for _, account := range accounts {
		out = append(out, provider.Account{
			GUID: account.ID, MemberGUID: member, Name: account.Name(), Type: account.Type,
			Balance: account.Balance().pointer(), Available: account.AvailableBalance.pointer(), Currency: account.Currency.Code,
		})
	}
	return out, nil
}

func (a *Adapter) connection(ctx context.Context, user, member string) (Connection, error) {
	if a.Connection == nil {
		return Connection{}, unknown()
	}
	return a.Connection(ctx, user, member)
}
