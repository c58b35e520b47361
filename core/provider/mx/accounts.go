package mx

import (
	"context"
	"iter"
)

// AccountsQuery filters accounts. Empty fields do not filter.
type AccountsQuery struct {
	PageQuery
	MemberIsManagedByUser *bool
	IsManual              *bool   // UserAccounts only
	UseCase               UseCase // UserAccounts only
}

const (
	userAccountsPath   = "/users/{user_identifier}/accounts"
	memberAccountsPath = "/users/{user_identifier}/members/{member_identifier}/accounts"
	accountPath        = "/users/{user_guid}/accounts/{account_guid}"
	memberAccountPath  = "/users/{user_identifier}/members/{member_identifier}/accounts/{account_identifier}"
)

// UserAccounts goes through all accounts of a user (GET
// /users/{user_identifier}/accounts).
func (c *Client) UserAccounts(ctx context.Context, user string, query AccountsQuery) iter.Seq2[Account, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Account], error) {
		query.PageQuery = p
		return c.UserAccountsPage(ctx, user, query)
	})
}

// UserAccountsPage reads one page of UserAccounts.
func (c *Client) UserAccountsPage(ctx context.Context, user string, query AccountsQuery) (Page[Account], error) {
	call := get(userAccountsPath, user)
	call.Query = query.values()
	setBool(call.Query, "member_is_managed_by_user", query.MemberIsManagedByUser)
	setBool(call.Query, "is_manual", query.IsManual)
	set(call.Query, "use_case", string(query.UseCase))
	return list[Account](ctx, c, call, "accounts")
}

// MemberAccounts goes through all accounts of a member (GET
// /users/{user_identifier}/members/{member_identifier}/accounts).
func (c *Client) MemberAccounts(ctx context.Context, user, member string, query AccountsQuery) iter.Seq2[Account, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Account], error) {
		query.PageQuery = p
		return c.MemberAccountsPage(ctx, user, member, query)
	})
}

// MemberAccountsPage reads one page of MemberAccounts.
func (c *Client) MemberAccountsPage(ctx context.Context, user, member string, query AccountsQuery) (Page[Account], error) {
	call := get(memberAccountsPath, user, member)
	call.Query = query.values()
	setBool(call.Query, "member_is_managed_by_user", query.MemberIsManagedByUser)
	return list[Account](ctx, c, call, "accounts")
}

// ReadAccount reads an account (GET
// /users/{user_guid}/accounts/{account_guid}).
func (c *Client) ReadAccount(ctx context.Context, userGUID, accountGUID string) (Account, error) {
	return object[Account](ctx, c, get(accountPath, userGUID, accountGUID), "account")
}

// ReadMemberAccount reads an account of a member (GET
// /users/{user_identifier}/members/{member_identifier}/accounts/{account_identifier}).
func (c *Client) ReadMemberAccount(ctx context.Context, user, member, account string) (Account, error) {
	return object[Account](ctx, c, get(memberAccountPath, user, member, account), "account")
}
