package mx

import "context"

// MemberStatus is how far a member is.
type MemberStatus struct {
	GUID                       string           `json:"guid"`
	ConnectionStatus           ConnectionStatus `json:"connection_status"`
	IsAuthenticated            bool             `json:"is_authenticated"`
	IsBeingAggregated          bool             `json:"is_being_aggregated"`
	HasProcessedAccounts       bool             `json:"has_processed_accounts"`
	HasProcessedAccountNumbers bool             `json:"has_processed_account_numbers"`
	HasProcessedTransactions   bool             `json:"has_processed_transactions"`
	Challenges                 []Challenge      `json:"challenges"` // open questions while CHALLENGED
	AggregatedAt               Time             `json:"aggregated_at"`
	SuccessfullyAggregatedAt   Time             `json:"successfully_aggregated_at"`
}

const memberStatusPath = "/users/{user_identifier}/members/{member_identifier}/status"

// MemberStatus reads a member's status (GET
// /users/{user_identifier}/members/{member_identifier}/status).
func (c *Client) MemberStatus(ctx context.Context, user, member string) (MemberStatus, error) {
	return object[MemberStatus](ctx, c, get(memberStatusPath, user, member), "member")
}
