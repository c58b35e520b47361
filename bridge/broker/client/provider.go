package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// userPrefix begins the UserGUID of a widget that a Client asked for. What
// follows is the broker's name of the session, which is all that is needed to
// ask about its user's members, in a later process too.
const userPrefix = "broker:"

// sessionOf returns the session that a UserGUID of ours names.
func sessionOf(user string) (id string, ours bool) {
	id, ours = strings.CutPrefix(user, userPrefix)
	return id, ours && sessionID.MatchString(id)
}

// Provider returns the client as a provider.Provider with the interfaces that
// the broker's provider has:
//
//   - a provider.MemberReader when its traits say that a member can be asked
//     for,
//   - a provider.AccountReader unless Options.NoAccounts is set,
//   - a provider.ConnectionKeeper when its widget describes connections in the
//     place of naming members (Traits.MemberSecret).
//
// Widget makes a session. Widget.Session of the answer is the broker's
// identifier of it, for Follow, Report and End. Widget.UserGUID begins with
// "broker:" and names it too: the other calls take it as their user as long as
// the broker knows the session, which is an hour after its end by default. A
// request with that UserGUID asks for a fresh widget URL of the same session,
// with the same way back.
//
// A broker whose provider lacks an interface all the same answers
// fault.ProviderUnsupported.
//
// Each of them is a provider.OutcomeReporter as well.
func (c *Client) Provider() provider.Provider {
	w, m, a, k := widgets{c}, members{c}, accounts{c}, keeper{c}
	asks, reads, keeps := c.o.Traits.Ask == traits.AskMember, !c.o.NoAccounts, c.o.Traits.MemberSecret
	switch {
	case asks && reads && keeps:
		return struct {
			widgets
			members
			accounts
			keeper
		}{w, m, a, k}
	case asks && reads:
		return struct {
			widgets
			members
			accounts
		}{w, m, a}
	case asks && keeps:
		return struct {
			widgets
			members
			keeper
		}{w, m, k}
	case reads && keeps:
		return struct {
			widgets
			accounts
			keeper
		}{w, a, k}
	case asks:
		return struct {
			widgets
			members
		}{w, m}
	case reads:
		return struct {
			widgets
			accounts
		}{w, a}
	case keeps:
		return struct {
			widgets
			keeper
		}{w, k}
	}
	return w
}

// widgets is the provider.Provider.
type widgets struct{ c *Client }

// Name returns Options.Provider.
func (w widgets) Name() string { return w.c.o.Provider }

// Traits returns Options.Traits.
func (w widgets) Traits() traits.Traits { return w.c.o.Traits }

// Widget makes a session and returns its widget URL; with the UserGUID of an
// earlier widget it is Client.Renew for that one's session. When the answer with
// the URL is lost on its way, the session that it belongs to is given up and
// another one made, once. A request names its user although only
// Options.NameUser sends it, because every provider needs one.
func (w widgets) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	if req.UserGUID == "" && req.UserID == "" {
		return provider.Widget{}, fault.Newf(fault.ProviderInputInvalid, nil, "The user is missing.")
	}
	if id, ours := sessionOf(req.UserGUID); ours {
		again, err := w.c.Renew(ctx, id, req)
		return again.widget(req), err
	}
	for range 2 {
		made, err := w.c.Create(ctx, Request{Widget: req})
		if err != nil {
			return provider.Widget{}, err
		}
		if !made.URL.IsZero() {
			return made.widget(req), nil
		}
		w.c.abandon(ctx, made.ID)
	}
	return provider.Widget{}, call{method: http.MethodPost, path: "/sessions"}.badAnswer(0, "no widget URL")
}

// widget is the session in neutral words. It is zero for none.
func (o Opened) widget(req provider.WidgetRequest) provider.Widget {
	if o.ID == "" {
		return provider.Widget{}
	}
	return provider.Widget{
		URL: o.URL, UserGUID: userPrefix + o.ID, UserID: req.UserID, Return: o.Return, Session: o.ID,
	}
}

// Report is Client.Report without the outcome that the broker keeps.
func (w widgets) Report(ctx context.Context, id string, o provider.Outcome) error {
	_, err := w.c.Report(ctx, id, o)
	return err
}

// members is the provider.MemberReader.
type members struct{ c *Client }

// MemberState asks the broker for the state of a member.
func (m members) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	return m.c.member(ctx, user, member, false)
}

// Member asks the broker for a member with its names.
func (m members) Member(ctx context.Context, user, member string) (provider.Member, error) {
	return m.c.member(ctx, user, member, true)
}

func (c *Client) member(ctx context.Context, user, member string, details bool) (provider.Member, error) {
	query := url.Values{}
	if details {
		query.Set("details", "true")
	}
	var m provider.Member
	k, err := about("/sessions/{id}/member", user, member, query)
	if err != nil {
		return m, err
	}
	if err := c.do(ctx, k, &m); err != nil {
		return provider.Member{}, err
	}
	switch m.State {
	case provider.Waiting, provider.Ready, provider.NeedsUser, provider.Unavailable, provider.Gone:
		return m, nil
	}
	return provider.Member{}, k.badAnswer(0, "a member without a known state")
}

// accounts is the provider.AccountReader.
type accounts struct{ c *Client }

// Accounts asks the broker for the accounts of a member.
func (a accounts) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	k, err := about("/sessions/{id}/accounts", user, member, url.Values{})
	if err != nil {
		return nil, err
	}
	var out struct {
		Accounts []provider.Account `json:"accounts"`
	}
	err = a.c.do(ctx, k, &out)
	return out.Accounts, err
}

// about is a question about a member of the user of a session.
func about(path, user, member string, query url.Values) (call, error) {
	id, ours := sessionOf(user)
	if !ours {
		return call{}, fault.Newf(fault.ProviderInputInvalid, nil, "The user is the UserGUID of a widget that the broker's client asked for.")
	}
	if member != "" {
		query.Set("member_guid", member)
	}
	return call{method: http.MethodGet, path: path, id: id, query: query}, nil
}

// keeper is the provider.ConnectionKeeper.
type keeper struct{ c *Client }

// Keep hands a connection to the broker's provider.
func (k keeper) Keep(ctx context.Context, user string, given event.Connection) (string, error) {
	id, ours := sessionOf(user)
	if !ours {
		return "", fault.Newf(fault.ProviderInputInvalid, nil, "The user is the UserGUID of a widget that the broker's client asked for.")
	}
	return k.c.keep(ctx, id, given)
}
