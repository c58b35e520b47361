package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// accountShape has the fields of an account that the sandbox fills in. Every
// field of MX's account may be absent.
type accountShape struct {
	GUID             string   `json:"guid"`
	ID               *string  `json:"id"`
	UserGUID         string   `json:"user_guid"`
	MemberGUID       string   `json:"member_guid"`
	InstitutionCode  string   `json:"institution_code"`
	Name             string   `json:"name"`
	Nickname         *string  `json:"nickname"`
	Type             string   `json:"type"`
	Subtype          *string  `json:"subtype"`
	AccountNumber    string   `json:"account_number"`
	CurrencyCode     string   `json:"currency_code"`
	Balance          float64  `json:"balance"`
	AvailableBalance *float64 `json:"available_balance"`
	AvailableCredit  *float64 `json:"available_credit"`
	CreditLimit      *float64 `json:"credit_limit"`
	IsClosed         bool     `json:"is_closed"`
	IsHidden         bool     `json:"is_hidden"`
	IsManual         bool     `json:"is_manual"`
	ManagedByUser    bool     `json:"member_is_managed_by_user"`
	Metadata         *string  `json:"metadata"`
	CreatedAt        *string  `json:"created_at"`
	ImportedAt       *string  `json:"imported_at"`
	UpdatedAt        *string  `json:"updated_at"`
}

func accountOf(acc world.Account) accountShape {
	shape := accountShape{
		GUID: acc.GUID, UserGUID: acc.UserGUID, MemberGUID: acc.MemberGUID,
		InstitutionCode: acc.InstitutionCode, Name: acc.Name,
		Type: acc.Type, Subtype: orNull(acc.Subtype), AccountNumber: acc.Number,
		CurrencyCode: acc.Currency, Balance: acc.Balance.Float(), ManagedByUser: true,
		CreatedAt: instant(acc.CreatedAt), ImportedAt: instant(acc.CreatedAt), UpdatedAt: instant(acc.CreatedAt),
	}
	available := acc.AvailableBalance.Float()
	if acc.CreditLimit != 0 {
		limit := acc.CreditLimit.Float()
		shape.AvailableCredit, shape.CreditLimit = &available, &limit
	} else {
		shape.AvailableBalance = &available
	}
	return shape
}

// readAccount: GET /users/{…}/accounts/{guid}, and the same below a member
func (f *face) readAccount(r *http.Request, a *reply) error {
	acc, err := f.World.Account(r.PathValue("user"), r.PathValue("member"), r.PathValue("account"))
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"account": accountOf(acc)})
}

// listUserAccounts: GET /users/{guid or id}/accounts
func (f *face) listUserAccounts(r *http.Request, a *reply) error {
	if err := needsAccept(r); err != nil {
		return err
	}
	accounts, err := f.World.Accounts(r.PathValue("user"))
	return listAccounts(r, a, accounts, err)
}

// listMemberAccounts: GET /users/{guid or id}/members/{guid or id}/accounts
func (f *face) listMemberAccounts(r *http.Request, a *reply) error {
	accounts, err := f.World.MemberAccounts(r.PathValue("user"), r.PathValue("member"))
	return listAccounts(r, a, accounts, err)
}

// listAccounts honours the filters: the sandbox's accounts are all managed by
// their user and none was typed in by hand.
func listAccounts(r *http.Request, a *reply, accounts []world.Account, err error) error {
	if err != nil {
		return err
	}
	query := r.URL.Query()
	if query.Get("is_manual") == "true" || query.Get("member_is_managed_by_user") == "false" {
		accounts = nil
	}
	return a.ok(paged(query, maxPerPage, "accounts", accounts, accountOf))
}

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

// ownerShape is an account's owner as the API gives it.
type ownerShape struct {
	GUID        string `json:"guid"`
	AccountGUID string `json:"account_guid"`
	MemberGUID  string `json:"member_guid"`
	UserGUID    string `json:"user_guid"`
	OwnerName   string `json:"owner_name"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address     string `json:"address"`
	City        string `json:"city"`
	State       string `json:"state"`
	PostalCode  string `json:"postal_code"`
	Country     string `json:"country"`
}

func ownerOf(o world.Owner) ownerShape {
	return ownerShape{
		o.GUID, o.AccountGUID, o.MemberGUID, o.UserGUID, o.Name(), o.First, o.Last,
		o.Email, o.Phone, o.Address, o.City, o.State, o.Postal, o.Country,
	}
}

// listAccountOwners: GET /users/{…}/members/{…}/account_owners
func (f *face) listAccountOwners(r *http.Request, a *reply) error {
	list, err := f.World.Owners(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "account_owners", list, ownerOf))
}
