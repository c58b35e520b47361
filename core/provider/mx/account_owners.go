package mx

import (
	"context"
	"iter"
)

// AccountOwner is a person who owns an account, as the institution knows them.
type AccountOwner struct {
	GUID        string `json:"guid"`
	AccountGUID string `json:"account_guid"`
	MemberGUID  string `json:"member_guid"`
	UserGUID    string `json:"user_guid"`
	OwnerName   string `json:"owner_name"` // the whole name
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address     string `json:"address"`
	City        string `json:"city"`
	State       string `json:"state"`
	PostalCode  string `json:"postal_code"`
	Country     string `json:"country"`
}

const accountOwnersPath = "/users/{user_identifier}/members/{member_identifier}/account_owners"

// AccountOwners goes through the owners of a member's accounts (GET
// /users/{user_identifier}/members/{member_identifier}/account_owners). They
// are there after an Identify job.
func (c *Client) AccountOwners(ctx context.Context, user, member string, query PageQuery) iter.Seq2[AccountOwner, error] {
	return all(query, func(p PageQuery) (Page[AccountOwner], error) {
		return c.AccountOwnersPage(ctx, user, member, p)
	})
}

// AccountOwnersPage reads one page of AccountOwners.
func (c *Client) AccountOwnersPage(ctx context.Context, user, member string, query PageQuery) (Page[AccountOwner], error) {
	call := get(accountOwnersPath, user, member)
	call.Query = query.values()
	return list[AccountOwner](ctx, c, call, "account_owners")
}
