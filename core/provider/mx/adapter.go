package mx

import (
	"context"
	"errors"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// Adapter makes a Client a provider.Provider. It is safe for concurrent use
// when Prepare is.
type Adapter struct {
	Client *Client
	// Prepare, when set, may change each widget request before it is sent: the
	// place for what only MX has, such as use cases.
	Prepare func(*WidgetURLRequest)
}

var (
	_ provider.Provider      = (*Adapter)(nil)
	_ provider.MemberReader  = (*Adapter)(nil)
	_ provider.AccountReader = (*Adapter)(nil)
)

// Provider returns the client as a provider.Provider.
func (c *Client) Provider() *Adapter { return &Adapter{Client: c} }

// Name returns "mx".
func (a *Adapter) Name() string { return a.Traits().Provider }

// Traits are traits.MX.
func (a *Adapter) Traits() traits.Traits { return traits.MX() }

// Widget asks for the URL of MX Connect. A user that is named by UserID only
// is looked up by that id and created when MX lacks it.
func (a *Adapter) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	user := User{GUID: req.UserGUID, ID: req.UserID}
	if user.GUID == "" {
		var err error
		if user, err = a.ensureUser(ctx, req.UserID); err != nil {
			return provider.Widget{}, err
		}
	}
	connect := connectRequest(req)
	if a.Prepare != nil {
		a.Prepare(&connect)
	}
	w, err := a.Client.WidgetURL(ctx, user.GUID, connect)
	if err != nil {
		return provider.Widget{}, err
	}
	if w.UserID != "" {
		user.ID = w.UserID
	}
	return provider.Widget{URL: w.URL, UserGUID: user.GUID, UserID: user.ID}, nil
}

// connectRequest puts a neutral request into MX's words.
func connectRequest(req provider.WidgetRequest) WidgetURLRequest {
	out := WidgetURLRequest{
		WidgetType:                ConnectWidget,
		UIMessageVersion:          UIMessageVersion,
		UIMessageWebviewURLScheme: req.EventScheme,
		IsMobileWebview:           new(req.MobileWebView),
		CurrentMemberGUID:         req.MemberGUID,
		CurrentInstitutionGUID:    req.InstitutionGUID,
		CurrentInstitutionCode:    req.InstitutionCode,
		ColorScheme:               string(req.ColorScheme),
		ClientRedirectURL:         req.ReturnURL,
		AcceptLanguage:            acceptLanguage(req.Locale),
		Unpublished:               Unpublished{TargetOriginReferrer: req.TargetOrigin},
	}
	if len(req.Products) > 0 {
		out.DataRequest = &DataRequest{Products: req.Products}
	}
	if req.NoSearch {
		out.DisableInstitutionSearch = new(true)
	}
	if req.MobileWebView || !req.ReturnURL.IsZero() {
		out.OAuthReferralSource = ReferralApp
	}
	return out
}

// ensureUser finds the user with the app's own id, or creates it. Two
// sessions may do so at once: the one whose creation is refused finds the
// other's user.
func (a *Adapter) ensureUser(ctx context.Context, id string) (User, error) {
	if id == "" {
		return User{}, fault.Newf(fault.ProviderInputInvalid, nil, "The user is missing.")
	}
	if user, found, err := a.findUser(ctx, id); found || err != nil {
		return user, err
	}
	user, refused := a.Client.CreateUser(ctx, UserFields{ID: &id})
	switch fault.CodeOf(refused) {
	case "":
		if user.GUID == "" {
			return User{}, fault.New(fault.ProviderBadAnswer, errors.New("a user without guid"))
		}
		return user, nil
	case fault.ProviderConflict, fault.ProviderRejected:
		if user, found, err := a.findUser(ctx, id); found && err == nil {
			return user, nil
		}
	}
	return User{}, refused
}

// findUser asks for the users with an id. It compares the ids itself: a list
// that is not filtered must not give one user the data of another.
func (a *Adapter) findUser(ctx context.Context, id string) (User, bool, error) {
	page, err := a.Client.UsersPage(ctx, UsersQuery{ID: id})
	if err != nil {
		return User{}, false, err
	}
	for _, user := range page.Items {
		if user.ID == id && user.GUID != "" {
			return user, true, nil
		}
	}
	return User{}, false, nil
}

// MemberState reads the member's status.
func (a *Adapter) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	m, err := a.Client.MemberStatus(ctx, user, member)
	if err != nil {
		return provider.Member{}, err
	}
	if m.GUID == "" {
		m.GUID = member
	}
	return provider.Member{
		GUID: m.GUID, Status: string(m.ConnectionStatus), Aggregating: m.IsBeingAggregated,
		State: m.State(),
	}, nil
}

// Member reads the member and its institution. An institution that MX no
// longer knows leaves the name empty.
func (a *Adapter) Member(ctx context.Context, user, member string) (provider.Member, error) {
	m, err := a.Client.ReadMember(ctx, user, member)
	if err != nil {
		return provider.Member{}, err
	}
	out := provider.Member{
		GUID: m.GUID, Name: m.Name, InstitutionCode: m.InstitutionCode,
		Status: string(m.ConnectionStatus), Aggregating: m.IsBeingAggregated,
		State: m.State(),
	}
	if m.InstitutionCode == "" {
		return out, nil
	}
	institution, err := a.Client.ReadInstitution(ctx, m.InstitutionCode)
	if err != nil && fault.CodeOf(err) != fault.ProviderNotFound {
		return out, err
	}
	out.InstitutionName = institution.Name
	return out, nil
}

// Accounts reads the accounts of a member, or of the user.
func (a *Adapter) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	query := AccountsQuery{PageQuery: PageQuery{PerPage: 100}}
	accounts := a.Client.UserAccounts(ctx, user, query)
	if member != "" {
		accounts = a.Client.MemberAccounts(ctx, user, member, query)
	}
	var out []provider.Account
	for account, err := range accounts {
		if err != nil {
			return nil, err
		}
		out = append(out, provider.Account{
			GUID: account.GUID, MemberGUID: account.MemberGUID, Name: account.Name, Type: account.Type,
			Balance: account.Balance, Available: account.AvailableBalance, Currency: account.CurrencyCode,
		})
	}
	return out, nil
}

// acceptLanguage returns the language of Connect that is nearest to a BCP 47
// tag, "" to let MX choose when there is none.
func acceptLanguage(locale string) string {
	switch tag := strings.ToLower(strings.ReplaceAll(locale, "_", "-")); {
	case tag == "en-ca":
		return "en-CA"
	case tag == "en", strings.HasPrefix(tag, "en-"):
		return "en-US"
	case tag == "es", strings.HasPrefix(tag, "es-"):
		return "es"
	case tag == "fr", strings.HasPrefix(tag, "fr-"):
		return "fr"
	}
	return ""
}
