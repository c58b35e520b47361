package ucw

import (
	"context"
	"encoding/json"

	"github.com/connecthost/connecthost/core/secret"
)

// Customer is an owner of accounts. All of it is personal: keep it out of
// logs.
type Customer struct {
	ID         string      `json:"customerId"`
	Name       PersonName  `json:"name"`
	Addresses  []Address   `json:"addresses"`
	Emails     []string    `json:"email"`
	Telephones []Telephone `json:"telephones"`
	Accounts   []Owned     `json:"accounts"`
	// Raw is the JSON object as received; it prints as a mask.
	Raw secret.String `json:"-"`
}

// PersonName is a customer's name.
type PersonName struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

// Address is where a customer lives.
type Address struct {
	Line1      string `json:"line1"`
	City       string `json:"city"`
	State      string `json:"state"`
	PostalCode string `json:"postalCode"`
}

// Telephone is a customer's number.
type Telephone struct {
	Number string `json:"number"`
}

// Owned names an account of a customer.
type Owned struct {
	AccountID string `json:"accountId"`
}

// Identity reads who owns the connection's accounts (GET /api/data/identity).
func (c *Client) Identity(ctx context.Context, connection Connection) ([]Customer, error) {
	call, err := dataCall(connection, identityPath)
	if err != nil {
		return nil, err
	}
	answer, err := c.do(ctx, c.tokens.Data, call)
	if err != nil {
		return nil, err
	}
	envelope, err := answer.Envelope()
	if err != nil {
		return nil, err
	}
	out := []Customer{}
	err = envelope.Objects("customers", func(decode func(any) error) error {
		var raw json.RawMessage
		if err := decode(&raw); err != nil {
			return err
		}
		var customer Customer
		if err := decode(&customer); err != nil {
			return err
		}
		customer.Raw = secret.New(string(raw))
		out = append(out, customer)
		return nil
	})
	return out, err
}
