package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// statusShape is what a host polls while a member connects.
type statusShape struct {
	GUID              string `json:"guid"`
	ConnectionStatus  string `json:"connection_status"`
	IsAuthenticated   bool   `json:"is_authenticated"`
	IsBeingAggregated bool   `json:"is_being_aggregated"`
	HasAccounts       bool   `json:"has_processed_accounts"`
	HasAccountNumbers bool   `json:"has_processed_account_numbers"`
	HasTransactions   bool   `json:"has_processed_transactions"`

	Challenges          []challengeShape `json:"challenges"`
	AggregatedAt        *string          `json:"aggregated_at"`
	SuccessAggregatedAt *string          `json:"successfully_aggregated_at"`
}

func statusOfMember(m world.Member, numbers, transactions bool) statusShape {
	return statusShape{
		GUID: m.GUID, ConnectionStatus: m.Status.String(),
		IsAuthenticated: m.Status == world.Connected, IsBeingAggregated: m.Aggregating,
		HasAccounts: !m.SucceededAt.IsZero(), HasAccountNumbers: numbers, HasTransactions: transactions,
		Challenges:   challengesOf(m),
		AggregatedAt: instant(m.AggregatedAt), SuccessAggregatedAt: instant(m.SucceededAt),
	}
}

// readMemberStatus: GET /users/{guid or id}/members/{guid or id}/status
func (f *face) readMemberStatus(r *http.Request, a *reply) error {
	user, member := r.PathValue("user"), r.PathValue("member")
	m, err := f.World.Member(user, member)
	if err != nil {
		return err
	}
	numbers, err := f.World.Fetched(user, member, world.AccountVerification)
	if err != nil {
		return err
	}
	transactions, err := f.World.Fetched(user, member, world.Transactions)
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": statusOfMember(m, numbers, transactions)})
}
