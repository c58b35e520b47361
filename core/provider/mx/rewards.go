package mx

import (
	"context"
	"iter"
)

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
