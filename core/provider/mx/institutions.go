package mx

import (
	"context"
	"iter"

	"github.com/connecthost/connecthost/core/provider"
)

// Institution is a bank or another place where accounts are.
type Institution struct {
	Code                 string    `json:"code"`
	GUID                 string    `json:"guid"`
	Name                 string    `json:"name"`
	URL                  string    `json:"url"`
	ISOCountryCode       string    `json:"iso_country_code"` // US or CA
	SupportedProducts    []Product `json:"supported_products"`
	SupportsOAuth        bool      `json:"supports_oauth"`
	SupportsTaxDocument  bool      `json:"supports_tax_document"`
	IsDisabledByClient   bool      `json:"is_disabled_by_client"`
	IsHidden             bool      `json:"is_hidden"`
	InstructionalText    string    `json:"instructional_text"` // may hold HTML
	InstructionalSteps   []string  `json:"instructional_text_steps"`
	ForgotPasswordURL    string    `json:"forgot_password_url"`
	ForgotUsernameURL    string    `json:"forgot_username_url"`
	TroubleSigningInURL  string    `json:"trouble_signing_in_url"`
	SmallLogoURL         string    `json:"small_logo_url"`
	MediumLogoURL        string    `json:"medium_logo_url"`
	CreatedAt            Time      `json:"created_at"`
	SupportsAccountID    bool      `json:"supports_account_identification"` // v20111101 only, as the next three
	SupportsStatements   bool      `json:"supports_account_statement"`
	SupportsVerification bool      `json:"supports_account_verification"`
	SupportsTxnHistory   bool      `json:"supports_transaction_history"`
}

// InstitutionsQuery filters institutions. Empty fields do not filter.
type InstitutionsQuery struct {
	PageQuery
	Name           string    // part of the name
	ISOCountryCode []string  // US, CA, MX
	Products       []Product // institutions that support all of them
}

const (
	institutionsPath           = "/institutions"
	institutionPath            = "/institutions/{institution_code}"
	institutionCredentialsPath = "/institutions/{institution_identifier}/credentials"
)

// Institutions goes through all institutions that fit the query (GET
// /institutions).
func (c *Client) Institutions(ctx context.Context, query InstitutionsQuery) iter.Seq2[Institution, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Institution], error) {
		query.PageQuery = p
		return c.InstitutionsPage(ctx, query)
	})
}

// InstitutionsPage reads one page of Institutions.
func (c *Client) InstitutionsPage(ctx context.Context, query InstitutionsQuery) (Page[Institution], error) {
	call := get(institutionsPath)
	call.Query = query.values()
	set(call.Query, "name", query.Name)
	// MX does not say how it reads arrays; OpenAPI's default is a repeated key.
	for _, code := range query.ISOCountryCode {
		call.Query.Add("iso_country_code", code)
	}
	for _, p := range query.Products {
		call.Query.Add("supported_products", filterName(p))
	}
	return list[Institution](ctx, c, call, "institutions")
}

// ReadInstitution reads an institution by its code (GET
// /institutions/{institution_code}).
func (c *Client) ReadInstitution(ctx context.Context, code string) (Institution, error) {
	return object[Institution](ctx, c, get(institutionPath, code), "institution")
}

// InstitutionCredentials goes through what an institution asks of its users,
// by its code or, since v20250224, its guid (GET
// /institutions/{institution_identifier}/credentials).
func (c *Client) InstitutionCredentials(ctx context.Context, institution string, query PageQuery) iter.Seq2[Credential, error] {
	return all(query, func(p PageQuery) (Page[Credential], error) {
		return c.InstitutionCredentialsPage(ctx, institution, p)
	})
}

// InstitutionCredentialsPage reads one page of InstitutionCredentials.
func (c *Client) InstitutionCredentialsPage(ctx context.Context, institution string, query PageQuery) (Page[Credential], error) {
	call := get(institutionCredentialsPath, institution)
	call.Query = query.values()
	return list[Credential](ctx, c, call, "credentials")
}

// Product is a kind of data; the neutral products are named as MX names them.
type Product = provider.Product

// filterName returns the name of a product in the filter of the institutions
// list, which has another word for the transaction history.
func filterName(p Product) string {
	if p == provider.TransactionHistory {
		return "history"
	}
	return string(p)
}

// UseCase is what the data will be used for. It is required only of clients
// that agreed on it with MX.
type UseCase string

// The use cases.
const (
	MoneyMovement UseCase = "MONEY_MOVEMENT"
	PFM           UseCase = "PFM" // personal finance management
)
