package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// numberShape has an account's numbers as the API gives them.
type numberShape struct {
	GUID              string  `json:"guid"`
	AccountGUID       string  `json:"account_guid"`
	MemberGUID        string  `json:"member_guid"`
	UserGUID          string  `json:"user_guid"`
	AccountNumber     string  `json:"account_number"`
	RoutingNumber     *string `json:"routing_number"`
	InstitutionNumber *string `json:"institution_number"`
	TransitNumber     *string `json:"transit_number"`
	LoanGuarantor     *string `json:"loan_guarantor"`
	LoanReference     *string `json:"loan_reference_number"`
	SequenceNumber    *string `json:"sequence_number"`
	PassedValidation  bool    `json:"passed_validation"`
}

func numberOf(n world.AccountNumber) numberShape {
	return numberShape{
		GUID: n.GUID, AccountGUID: n.AccountGUID, MemberGUID: n.MemberGUID, UserGUID: n.UserGUID,
		AccountNumber: n.Number, RoutingNumber: orNull(n.Routing), InstitutionNumber: orNull(n.Institution),
		TransitNumber: orNull(n.Transit), PassedValidation: true,
	}
}

// listAccountNumbers: GET /users/{…}/members/{…}/account_numbers, and the same
// below an account
func (f *face) listAccountNumbers(r *http.Request, a *reply) error {
	list, err := f.World.AccountNumbers(r.PathValue("user"), r.PathValue("member"), r.PathValue("account"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "account_numbers", list, numberOf))
}
