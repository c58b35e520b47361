package mxapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// holdingShape has the fields of a holding that the sandbox fills in.
type holdingShape struct {
	GUID             string  `json:"guid"`
	AccountGUID      string  `json:"account_guid"`
	UserGUID         string  `json:"user_guid"`
	HoldingType      string  `json:"holding_type"`
	Symbol           string  `json:"symbol"`
	Description      string  `json:"description"`
	Quantity         string  `json:"quantity"` // a string in MX's own description
	CurrencyCode     string  `json:"currency_code"`
	CurrentPrice     float64 `json:"current_price"`
	CurrentPriceAsOf *string `json:"current_price_as_of"`
	MarketValue      float64 `json:"market_value"`
	CostBasis        float64 `json:"cost_basis"`
	TotalUGLAmount   float64 `json:"total_ugl_amount"`
	CreatedAt        *string `json:"created_at"`
}

func holdingOf(h world.Holding) holdingShape {
	return holdingShape{
		GUID: h.GUID, AccountGUID: h.AccountGUID, UserGUID: h.UserGUID, HoldingType: h.Kind,
		Symbol: h.Symbol, Description: h.Description, Quantity: strconv.Itoa(h.Quantity), CurrencyCode: h.Currency,
		CurrentPrice: h.Price.Float(), CurrentPriceAsOf: instant(h.CreatedAt), MarketValue: h.Value().Float(),
		CostBasis: h.Cost.Float(), TotalUGLAmount: (h.Value() - h.Cost).Float(), CreatedAt: instant(h.CreatedAt),
	}
}

// listHoldings: GET /users/{…}/investment_holdings, and the same below a member
// and an account
func (f *face) listHoldings(r *http.Request, a *reply) error {
	list, err := f.World.Holdings(r.PathValue("user"), r.PathValue("member"), r.PathValue("account"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "investment_holdings", list, holdingOf))
}

// readHolding: GET /users/{…}/investment_holdings/{guid}
func (f *face) readHolding(r *http.Request, a *reply) error {
	h, err := f.World.Holding(r.PathValue("user"), r.PathValue("holding"))
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"investment_holding": holdingOf(h)})
}

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
