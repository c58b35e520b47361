package ucw

import (
	"context"
	"net/http"
	"net/url"
	"regexp"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// The aggregators, with those of their test environments. A server may know
// others.
const (
	Akoya           = "akoya"
	AkoyaSandbox    = "akoya_sandbox"
	Finicity        = "finicity"
	FinicitySandbox = "finicity_sandbox"
	MX              = "mx"
	MXInt           = "mx_int"
	Plaid           = "plaid"
	PlaidSandbox    = "plaid_sandbox"
	Sophtron        = "sophtron"
)

// Connection names a user's connection to an institution, as the widget's
// memberConnected event does. Store it encrypted.
type Connection struct {
	// UserID is the app's own identifier, the one that the widget URL was asked
	// for with. Plaid alone can do without.
	UserID     string
	Aggregator string
	// ID is the aggregator's identifier of the connection. With Plaid it is an
	// access token. It is only ever sent in a header, or in the body of a
	// request for a widget URL.
	ID secret.String
	// InstitutionID is the institution's UCP id; refreshing needs it.
	InstitutionID string
}

// ConnectionOf returns the connection that an event of the widget names, of
// the user with whose id the widget URL was asked for. The event's
// AggregatorUserID is the aggregator's own and not what the server wants.
func ConnectionOf(userID string, c event.Connection) Connection {
	return Connection{UserID: userID, Aggregator: c.Aggregator, ID: c.ConnectionID, InstitutionID: c.UCPInstitutionID}
}

// connectionHeader carries a connection's id to the server.
const connectionHeader = "Ucw-Connection-Id"

// printable is what can stand in a header.
var printable = regexp.MustCompile(`^[\x21-\x7e]+$`)

// check refuses a connection that the server would refuse, with its words.
func (c Connection) check() error {
	switch {
	case c.Aggregator == "":
		return refuse(`"aggregator" is required`)
	case c.UserID == "" && c.Aggregator != Plaid && c.Aggregator != PlaidSandbox:
		return refuse(`"userId" is required`)
	}
	return nil
}

// checkID refuses a connection without a usable id, with the server's words.
func (c Connection) checkID() error {
	if !printable.MatchString(c.ID.Reveal()) {
		return refuse("UCW-Connection-Id header is required")
	}
	return nil
}

// call makes the call for a path about the connection.
func (c Connection) call(method, path string) rest.Call {
	call := rest.Call{
		Method: method, Path: path, Header: http.Header{},
		Query: url.Values{"aggregator": {c.Aggregator}},
		Hide:  []string{c.ID.Reveal()},
	}
	if c.UserID != "" {
		call.Query.Set("userId", c.UserID)
	}
	if !c.ID.IsZero() {
		call.Header.Set(connectionHeader, c.ID.Reveal())
	}
	return call
}

// DeleteUser deletes a user at an aggregator (DELETE /api/user), with all of
// the user's connections there. Plaid has no users to delete:
// fault.ProviderRejected. A user that the aggregator does not know is
// fault.ProviderNotFound. A server has this call only when its operator
// switched it on; without it the code is fault.ProviderNotFound as well.
func (c *Client) DeleteUser(ctx context.Context, aggregator, userID string) error {
	who := Connection{UserID: userID, Aggregator: aggregator}
	if err := who.check(); err != nil {
		return err
	}
	_, err := c.do(ctx, c.tokens.Delete, who.call(http.MethodDelete, "/api/user"))
	return err
}

// DeleteConnection deletes a connection (DELETE /api/connection). With Finicity
// this deletes the whole user: its servers cannot do less. Like DeleteUser it
// has to be switched on.
func (c *Client) DeleteConnection(ctx context.Context, connection Connection) error {
	if err := connection.check(); err != nil {
		return err
	}
	if err := connection.checkID(); err != nil {
		return err
	}
	_, err := c.do(ctx, c.tokens.Delete, connection.call(http.MethodDelete, "/api/connection"))
	return err
}
