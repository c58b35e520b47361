package ucw

import (
	"context"
	"net/http"
)

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
