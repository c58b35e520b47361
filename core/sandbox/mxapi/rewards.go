package mxapi

import (
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// rewardShape is a reward as the API gives it.
type rewardShape struct {
	GUID        string  `json:"guid"`
	AccountGUID string  `json:"account_guid"`
	MemberGUID  string  `json:"member_guid"`
	UserGUID    string  `json:"user_guid"`
	Balance     int     `json:"balance"`
	BalanceType string  `json:"balance_type"`
	UnitType    string  `json:"unit_type"`
	Description string  `json:"description"`
	ExpiresOn   string  `json:"expires_on"`
	CreatedAt   *string `json:"created_at"`
	UpdatedAt   *string `json:"updated_at"`
}

func rewardOf(r world.Reward) rewardShape {
	return rewardShape{
		GUID: r.GUID, AccountGUID: r.AccountGUID, MemberGUID: r.MemberGUID, UserGUID: r.UserGUID,
		Balance: r.Points, BalanceType: "CURRENT_BALANCE", UnitType: "POINTS", Description: r.Description,
		ExpiresOn: r.ExpiresOn.Format(time.DateOnly), CreatedAt: instant(r.CreatedAt), UpdatedAt: instant(r.CreatedAt),
	}
}

// listRewards: GET /users/{…}/members/{…}/rewards
func (f *face) listRewards(r *http.Request, a *reply) error {
	list, err := f.World.Rewards(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "rewards", list, rewardOf))
}

// readReward: GET /users/{…}/members/{…}/rewards/{guid}
func (f *face) readReward(r *http.Request, a *reply) error {
	reward, err := f.World.Reward(r.PathValue("user"), r.PathValue("member"), r.PathValue("reward"))
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"reward": rewardOf(reward)})
}
