package mx

import (
	"context"
	"iter"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// MicrodepositStatus is how far a verification by small deposits is. The API
// sends the name; MX's specification does not list the names.
type MicrodepositStatus string

// The statuses, in the order of the numbers that the widget uses.
const (
	MicrodepositInitiated    MicrodepositStatus = "INITIATED"
	MicrodepositRequested    MicrodepositStatus = "REQUESTED"
	MicrodepositDeposited    MicrodepositStatus = "DEPOSITED" // the user can say the amounts
	MicrodepositVerified     MicrodepositStatus = "VERIFIED"
	MicrodepositErrored      MicrodepositStatus = "ERRORED"
	MicrodepositDenied       MicrodepositStatus = "DENIED"    // wrong amounts, may be tried again
	MicrodepositPrevented    MicrodepositStatus = "PREVENTED" // too many wrong amounts
	MicrodepositConflicted   MicrodepositStatus = "CONFLICTED"
	MicrodepositRejected     MicrodepositStatus = "REJECTED"
	MicrodepositPreinitiated MicrodepositStatus = "PREINITIATED" // only name and email are known
)

// Microdeposit is the verification of an account by two small deposits. The
// account's number prints as a mask.
type Microdeposit struct {
	GUID            string             `json:"guid"`
	Status          MicrodepositStatus `json:"status"`
	ErrorMessage    string             `json:"error_message"`
	InstitutionCode string             `json:"institution_code"`
	InstitutionName string             `json:"institution_name"`
	UpdatedAt       Time               `json:"updated_at"`
	VerifiedAt      Time               `json:"verified_at"`

	MicrodepositFields // absent in lists
}

// MicrodepositFields are what a verification is created with. With the name
// and the email alone it is only prepared (PREINITIATED): the user gives the
// account in the widget.
type MicrodepositFields struct {
	AccountName   string        `json:"account_name"`
	AccountNumber secret.String `json:"account_number"`
	AccountType   string        `json:"account_type"` // CHECKING or SAVINGS
	RoutingNumber string        `json:"routing_number"`
	Email         string        `json:"email"`
	FirstName     string        `json:"first_name"`
	LastName      string        `json:"last_name"`
}

const (
	microdepositsPath      = "/users/{user_guid}/micro_deposits"
	microdepositPath       = "/users/{user_guid}/micro_deposits/{micro_deposit_guid}"
	verifyMicrodepositPath = "/micro_deposits/{micro_deposit_guid}/verify" // no user in it
)

// CreateMicrodeposit begins a verification (POST
// /users/{user_guid}/micro_deposits).
func (c *Client) CreateMicrodeposit(ctx context.Context, userGUID string, m MicrodepositFields) (Microdeposit, error) {
	fields := map[string]string{}
	for name, value := range map[string]string{
		"account_name": m.AccountName, "account_number": m.AccountNumber.Reveal(), "account_type": m.AccountType,
		"routing_number": m.RoutingNumber, "email": m.Email, "first_name": m.FirstName, "last_name": m.LastName,
	} {
		if value != "" {
			fields[name] = value
		}
	}
	return object[Microdeposit](ctx, c, rest.Call{
		Method: http.MethodPost, Path: microdepositsPath, Params: []string{userGUID},
		Body: map[string]any{"micro_deposit": fields}, Hide: []string{m.AccountNumber.Reveal()},
	}, "micro_deposit")
}

// Microdeposits goes through the user's verifications (GET
// /users/{user_guid}/micro_deposits). MX describes no paging for this list,
// although its answers have a pagination: the first page is asked for without
// parameters.
func (c *Client) Microdeposits(ctx context.Context, userGUID string) iter.Seq2[Microdeposit, error] {
	return all(PageQuery{}, func(p PageQuery) (Page[Microdeposit], error) {
		return c.MicrodepositsPage(ctx, userGUID, p.unlessFirst())
	})
}

// MicrodepositsPage reads one page of Microdeposits.
func (c *Client) MicrodepositsPage(ctx context.Context, userGUID string, query PageQuery) (Page[Microdeposit], error) {
	call := get(microdepositsPath, userGUID)
	call.Query = query.values()
	return list[Microdeposit](ctx, c, call, "micro_deposits")
}

// ReadMicrodeposit reads a verification (GET
// /users/{user_guid}/micro_deposits/{micro_deposit_guid}). MX looks at its
// state anew each time.
func (c *Client) ReadMicrodeposit(ctx context.Context, userGUID, guid string) (Microdeposit, error) {
	return object[Microdeposit](ctx, c, get(microdepositPath, userGUID, guid), "micro_deposit")
}

// DeleteMicrodeposit deletes a verification (DELETE
// /users/{user_guid}/micro_deposits/{micro_deposit_guid}).
func (c *Client) DeleteMicrodeposit(ctx context.Context, userGUID, guid string) error {
	return c.done(ctx, rest.Call{Method: http.MethodDelete, Path: microdepositPath, Params: []string{userGUID, guid}})
}

// VerifyMicrodeposit says the two amounts, in hundredths of a dollar (PUT
// /micro_deposits/{micro_deposit_guid}/verify). The verification is complete
// when ReadMicrodeposit says VERIFIED. Although it is a PUT it is never tried
// again by itself: wrong amounts are counted.
func (c *Client) VerifyMicrodeposit(ctx context.Context, guid string, cents1, cents2 int) (Microdeposit, error) {
	return object[Microdeposit](ctx, c, rest.Call{
		Method: http.MethodPut, Path: verifyMicrodepositPath, Params: []string{guid}, Once: true,
		Body: map[string]any{"micro_deposit": map[string]float64{
			"deposit_amount_1": float64(cents1) / 100, "deposit_amount_2": float64(cents2) / 100,
		}},
	}, "micro_deposit")
}
