// Package provider is what an app's own code knows of a provider: a widget
// URL for a user, the state of a member, its accounts and its name. Each
// provider has a typed client with everything it offers in a folder of its
// own (mx, ucw, fino); such a client implements Provider with the part that
// all of them have in common.
//
// Errors are *fault.Error. When an HTTP call failed, their cause is a
// *CallError.
package provider

import "context"

// Provider is the common part of the providers. Implementations are safe for
// concurrent use. A user or a member is named by the provider's GUID; an
// implementation may accept other names too and says so.
type Provider interface {
	// Name is the provider's short name: mx, ucw or fino.
	Name() string

	// Widget asks for a widget URL. The URL can be used once and soon expires:
	// ask for it when the widget is about to be shown, and ask again for each
	// reload.
	Widget(ctx context.Context, req WidgetRequest) (Widget, error)

	// MemberState reads the state of a member, in one call that is made for
	// polling. Name and institution may be empty in the answer. A member that
	// does not exist is a fault.ProviderNotFound error.
	MemberState(ctx context.Context, user, member string) (Member, error)

	// Member reads a member with its name and its institution's name.
	Member(ctx context.Context, user, member string) (Member, error)

	// Accounts reads all accounts of a member, or all of the user's accounts
	// when member is empty.
	Accounts(ctx context.Context, user, member string) ([]Account, error)
}
