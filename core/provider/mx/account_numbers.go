package mx

import (
	"context"
	"iter"

	"github.com/connecthost/connecthost/core/secret"
)

// AccountNumber has the numbers that name an account to other banks. The
// numbers print as a mask; Reveal gives them.
type AccountNumber struct {
	GUID                string        `json:"guid"`
	AccountGUID         string        `json:"account_guid"`
	MemberGUID          string        `json:"member_guid"`
	UserGUID            string        `json:"user_guid"`
	AccountNumber       secret.String `json:"account_number"`
	RoutingNumber       string        `json:"routing_number"`     // United States
	InstitutionNumber   string        `json:"institution_number"` // Canada, as the next one
	TransitNumber       string        `json:"transit_number"`
	LoanReferenceNumber secret.String `json:"loan_reference_number"`
	LoanGuarantor       string        `json:"loan_guarantor"`
	SequenceNumber      string        `json:"sequence_number"`
	PassedValidation    bool          `json:"passed_validation"`
}

const (
	memberNumbersPath  = "/users/{user_guid}/members/{member_guid}/account_numbers"
	accountNumbersPath = "/users/{user_identifier}/accounts/{account_identifier}/account_numbers"
)

// MemberAccountNumbers goes through the numbers of a member's accounts (GET
// /users/{user_guid}/members/{member_guid}/account_numbers). They are there
// after a Verify job.
func (c *Client) MemberAccountNumbers(ctx context.Context, userGUID, memberGUID string, query PageQuery) iter.Seq2[AccountNumber, error] {
	return all(query, func(p PageQuery) (Page[AccountNumber], error) {
		return c.MemberAccountNumbersPage(ctx, userGUID, memberGUID, p)
	})
}

// MemberAccountNumbersPage reads one page of MemberAccountNumbers.
func (c *Client) MemberAccountNumbersPage(ctx context.Context, userGUID, memberGUID string, query PageQuery) (Page[AccountNumber], error) {
	call := get(memberNumbersPath, userGUID, memberGUID)
	call.Query = query.values()
	return list[AccountNumber](ctx, c, call, "account_numbers")
}

// AccountNumbers goes through the numbers of one account (GET
// /users/{user_identifier}/accounts/{account_identifier}/account_numbers).
func (c *Client) AccountNumbers(ctx context.Context, user, account string, query PageQuery) iter.Seq2[AccountNumber, error] {
	return all(query, func(p PageQuery) (Page[AccountNumber], error) {
		return c.AccountNumbersPage(ctx, user, account, p)
	})
}

// AccountNumbersPage reads one page of AccountNumbers.
func (c *Client) AccountNumbersPage(ctx context.Context, user, account string, query PageQuery) (Page[AccountNumber], error) {
	call := get(accountNumbersPath, user, account)
	call.Query = query.values()
	return list[AccountNumber](ctx, c, call, "account_numbers")
}
