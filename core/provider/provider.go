// Package provider is what an app's own code knows of a provider: its name,
// what its widget can do, and a widget URL for a user. Some providers can also
// be asked for a member or its accounts: those implement the further
// interfaces. Each provider that Connecthost ships has a typed client with
// everything it offers in a folder of its own (mx, ucw, fino); such a client
// implements Provider with the part that all of them have in common.
//
// Errors are *fault.Error. When an HTTP call failed, their cause is a
// *CallError.
package provider

import (
	"context"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/traits"
)

// Provider is the common part of the providers, and all that a custom one has
// to be. Implementations are safe for concurrent use; package providertest
// tests them.
type Provider interface {
	// Name is the provider's short name, the same as Traits().Provider.
	Name() string

	// Traits say what the provider's widget can do. They never change.
	Traits() traits.Traits

	// Widget asks for a widget URL. The URL can be used once and soon expires:
	// ask for it when the widget is about to be shown, and ask again for each
	// reload.
	Widget(ctx context.Context, req WidgetRequest) (Widget, error)
}

// MemberReader is a Provider that can be asked what became of a member: one
// whose traits say traits.AskMember. A user or a member is named by the
// provider's GUID; an implementation may accept other names too and says so.
//
// With an empty member both methods read the user's newest one, if the traits
// say that the widget does not name members. A member that does not exist, and
// a user who has none, is a fault.ProviderNotFound error.
type MemberReader interface {
	// MemberState reads the state of a member, in one call that is made for
	// polling. Name and institution may be empty in the answer.
	MemberState(ctx context.Context, user, member string) (Member, error)

	// Member reads a member with its name and its institution's name.
	Member(ctx context.Context, user, member string) (Member, error)
}

// AccountReader is a Provider that can be asked for accounts.
type AccountReader interface {
	// Accounts reads all accounts of a member, or all of the user's accounts
	// when member is empty and the provider can tell them.
	Accounts(ctx context.Context, user, member string) ([]Account, error)
}

// OutcomeReporter is a Provider that wants to know how a session ended: the app's
// own backend.
type OutcomeReporter interface {
	// Report says how the session of that name ended; see Widget.Session.
	Report(ctx context.Context, session string, o Outcome) error
}

// Outcome is the end of a session, for a backend.
type Outcome struct {
	Result     string     // connected, exited, failed or expired
	MemberGUID string     // the first connected member, where the provider names members
	Reason     fault.Code // why nothing was connected
}

// ConnectionKeeper is a Provider whose widget describes a connection instead of
// naming a member, as UCW's does.
type ConnectionKeeper interface {
	// Keep keeps a connection for a user and returns the app's own name of it,
	// the same one each time: what Accounts takes as a member. The name is safe
	// to show; the connection's identifier can be an access token.
	Keep(ctx context.Context, user string, c event.Connection) (member string, err error)
}
