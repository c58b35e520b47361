package mx

import (
	"context"
	"iter"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// Holding is one position of an investment account.
type Holding struct {
	GUID               string   `json:"guid"`
	AccountGUID        string   `json:"account_guid"`
	UserGUID           string   `json:"user_guid"`
	HoldingType        string   `json:"holding_type"` // such as EQUITY
	Symbol             string   `json:"symbol"`
	Description        string   `json:"description"`
	Quantity           Text     `json:"quantity"` // MX specifies a string
	CurrencyCode       string   `json:"currency_code"`
	MarketValue        *float64 `json:"market_value"`
	CostBasis          *float64 `json:"cost_basis"`
	CurrentPrice       *float64 `json:"current_price"`
	CurrentPriceAsOf   Time     `json:"current_price_as_of"`
	PurchasePrice      *float64 `json:"purchase_price"`
	DailyChange        *float64 `json:"daily_change"`
	PercentageChange   *float64 `json:"percentage_change"`
	TodayUGLAmount     *float64 `json:"today_ugl_amount"` // unrealised gain or loss
	TodayUGLPercentage *float64 `json:"today_ugl_percentage"`
	TotalUGLAmount     *float64 `json:"total_ugl_amount"`
	TotalUGLPercentage *float64 `json:"total_ugl_percentage"`
	FaceValue          *float64 `json:"face_value"`
	CouponYield        Text     `json:"coupon_yield"`
	Rate               *float64 `json:"rate"`
	Frequency          string   `json:"frequency"`
	Term               Text     `json:"term"`
	TermUnit           string   `json:"term_unit"`
	StrikePrice        *float64 `json:"strike_price"`
	PutOrCall          string   `json:"put_or_call"`
	Expiration         Time     `json:"expiration"`
	IssueDate          Time     `json:"issue_date"`
	MaturityDate       Time     `json:"maturity_date"`
	VestedQuantity     *float64 `json:"vested_quantity"`
	VestedValue        *float64 `json:"vested_value"`
	UnvestedQuantity   *float64 `json:"unvested_quantity"`
	UnvestedValue      *float64 `json:"unvested_value"`
	VestingStartDate   Time     `json:"vesting_start_date"`
	VestingEndDate     Time     `json:"vesting_end_date"`
	CreatedAt          Time     `json:"created_at"`
}

const (
	holdingsPath        = "/users/{user_guid}/investment_holdings"
	memberHoldingsPath  = "/users/{user_guid}/members/{member_guid}/investment_holdings"
	accountHoldingsPath = "/users/{user_guid}/accounts/{account_guid}/investment_holdings"
	holdingPath         = "/users/{user_guid}/investment_holdings/{holding_guid}"
)

// Holdings goes through all holdings of a user (GET
// /users/{user_guid}/investment_holdings).
func (c *Client) Holdings(ctx context.Context, userGUID string, query PageQuery) iter.Seq2[Holding, error] {
	return all(query, func(p PageQuery) (Page[Holding], error) { return c.HoldingsPage(ctx, userGUID, p) })
}

// HoldingsPage reads one page of Holdings.
func (c *Client) HoldingsPage(ctx context.Context, userGUID string, query PageQuery) (Page[Holding], error) {
	return c.holdings(ctx, get(holdingsPath, userGUID), query)
}

// MemberHoldings goes through all holdings of a member (GET
// /users/{user_guid}/members/{member_guid}/investment_holdings).
func (c *Client) MemberHoldings(ctx context.Context, userGUID, memberGUID string, query PageQuery) iter.Seq2[Holding, error] {
	return all(query, func(p PageQuery) (Page[Holding], error) {
		return c.MemberHoldingsPage(ctx, userGUID, memberGUID, p)
	})
}

// MemberHoldingsPage reads one page of MemberHoldings.
func (c *Client) MemberHoldingsPage(ctx context.Context, userGUID, memberGUID string, query PageQuery) (Page[Holding], error) {
	return c.holdings(ctx, get(memberHoldingsPath, userGUID, memberGUID), query)
}

// AccountHoldings goes through all holdings of an account (GET
// /users/{user_guid}/accounts/{account_guid}/investment_holdings).
func (c *Client) AccountHoldings(ctx context.Context, userGUID, accountGUID string, query PageQuery) iter.Seq2[Holding, error] {
	return all(query, func(p PageQuery) (Page[Holding], error) {
		return c.AccountHoldingsPage(ctx, userGUID, accountGUID, p)
	})
}

// AccountHoldingsPage reads one page of AccountHoldings.
func (c *Client) AccountHoldingsPage(ctx context.Context, userGUID, accountGUID string, query PageQuery) (Page[Holding], error) {
	return c.holdings(ctx, get(accountHoldingsPath, userGUID, accountGUID), query)
}

func (c *Client) holdings(ctx context.Context, call rest.Call, query PageQuery) (Page[Holding], error) {
	call.Query = query.values()
	return list[Holding](ctx, c, call, "investment_holdings")
}

// ReadHolding reads a holding (GET
// /users/{user_guid}/investment_holdings/{holding_guid}).
func (c *Client) ReadHolding(ctx context.Context, userGUID, holdingGUID string) (Holding, error) {
	return object[Holding](ctx, c, get(holdingPath, userGUID, holdingGUID), "investment_holding")
}

// Reward is the balance of a loyalty programme.
type Reward struct {
	GUID        string   `json:"guid"`
	AccountGUID string   `json:"account_guid"`
	MemberGUID  string   `json:"member_guid"`
	UserGUID    string   `json:"user_guid"`
	Balance     *float64 `json:"balance"`
	BalanceType string   `json:"balance_type"`
	UnitType    string   `json:"unit_type"`
	Description string   `json:"description"`
	ExpiresOn   Time     `json:"expires_on"`
	CreatedAt   Time     `json:"created_at"`
	UpdatedAt   Time     `json:"updated_at"`
}

const (
	rewardsPath = "/users/{user_guid}/members/{member_guid}/rewards"
	rewardPath  = "/users/{user_guid}/members/{member_guid}/rewards/{reward_guid}"
)

// Rewards goes through the rewards of a member (GET
// /users/{user_guid}/members/{member_guid}/rewards). They are there after a
// FetchRewards job. MX describes no paging for this list, although its answers
// have a pagination: the first page is asked for without parameters.
func (c *Client) Rewards(ctx context.Context, userGUID, memberGUID string) iter.Seq2[Reward, error] {
	return all(PageQuery{}, func(p PageQuery) (Page[Reward], error) {
		return c.RewardsPage(ctx, userGUID, memberGUID, p.unlessFirst())
	})
}

// RewardsPage reads one page of Rewards.
func (c *Client) RewardsPage(ctx context.Context, userGUID, memberGUID string, query PageQuery) (Page[Reward], error) {
	call := get(rewardsPath, userGUID, memberGUID)
	call.Query = query.values()
	return list[Reward](ctx, c, call, "rewards")
}

// ReadReward reads a reward (GET
// /users/{user_guid}/members/{member_guid}/rewards/{reward_guid}).
func (c *Client) ReadReward(ctx context.Context, userGUID, memberGUID, rewardGUID string) (Reward, error) {
	return object[Reward](ctx, c, get(rewardPath, userGUID, memberGUID, rewardGUID), "reward")
}
