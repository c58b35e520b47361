package mx

import (
	"context"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

const (
	aggregatePath       = "/users/{user_identifier}/members/{member_identifier}/aggregate"
	verifyPath          = "/users/{user_identifier}/members/{member_identifier}/verify"
	identifyPath        = "/users/{user_identifier}/members/{member_identifier}/identify"
	checkBalancePath    = "/users/{user_identifier}/members/{member_identifier}/check_balance"
	extendHistoryPath   = "/users/{user_identifier}/members/{member_identifier}/extend_history"
	fetchStatementsPath = "/users/{user_identifier}/members/{member_identifier}/fetch_statements"
	fetchRewardsPath    = "/users/{user_identifier}/members/{member_identifier}/fetch_rewards"
)

// Aggregate starts fetching the member's accounts and transactions (POST
// /users/{user_identifier}/members/{member_identifier}/aggregate).
//
// This and the other jobs only begin: wait with provider.AwaitReady. MX may
// accept the call for data that is fresh, for some hours, and start nothing;
// AggregatedAt then stays as it was. None of the calls is ever tried again by
// itself.
func (c *Client) Aggregate(ctx context.Context, user, member string, payload CallbackPayload) (Member, error) {
	return c.startJob(ctx, aggregatePath, user, member, payload)
}

// Verify starts fetching account and routing numbers (POST
// /users/{user_identifier}/members/{member_identifier}/verify).
func (c *Client) Verify(ctx context.Context, user, member string, payload CallbackPayload) (Member, error) {
	return c.startJob(ctx, verifyPath, user, member, payload)
}

// Identify starts fetching the owners of the accounts (POST
// /users/{user_identifier}/members/{member_identifier}/identify).
func (c *Client) Identify(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, identifyPath, user, member, nil)
}

// CheckBalances starts fetching the balances alone (POST
// /users/{user_identifier}/members/{member_identifier}/check_balance).
func (c *Client) CheckBalances(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, checkBalancePath, user, member, nil)
}

// ExtendHistory starts fetching older transactions (POST
// /users/{user_identifier}/members/{member_identifier}/extend_history).
func (c *Client) ExtendHistory(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, extendHistoryPath, user, member, nil)
}

// FetchStatements starts fetching statements (POST
// /users/{user_identifier}/members/{member_identifier}/fetch_statements).
func (c *Client) FetchStatements(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, fetchStatementsPath, user, member, nil)
}

// FetchRewards starts fetching rewards (POST
// /users/{user_identifier}/members/{member_identifier}/fetch_rewards).
func (c *Client) FetchRewards(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, fetchRewardsPath, user, member, nil)
}

func (c *Client) startJob(ctx context.Context, path, user, member string, payload CallbackPayload) (Member, error) {
	call, err := payload.in(rest.Call{Method: http.MethodPost, Path: path, Params: []string{user, member}})
	if err != nil {
		return Member{}, err
	}
	return object[Member](ctx, c, call, "member")
}
