package mxapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// institutionShape is an institution as the API gives it.
type institutionShape struct {
	GUID                   string          `json:"guid"`
	Code                   string          `json:"code"`
	Name                   string          `json:"name"`
	URL                    string          `json:"url"`
	CountryCode            string          `json:"iso_country_code"`
	SmallLogoURL           string          `json:"small_logo_url"`
	MediumLogoURL          string          `json:"medium_logo_url"`
	SupportedProducts      []world.Product `json:"supported_products"`
	SupportsOAuth          bool            `json:"supports_oauth"`
	SupportsTaxDocument    bool            `json:"supports_tax_document"`
	IsDisabledByClient     bool            `json:"is_disabled_by_client"`
	IsHidden               bool            `json:"is_hidden"`
	CreatedAt              string          `json:"created_at"`
	InstructionalText      *string         `json:"instructional_text"`
	InstructionalTextSteps []string        `json:"instructional_text_steps"`
	ForgotPasswordURL      *string         `json:"forgot_password_url"`
	ForgotUsernameURL      *string         `json:"forgot_username_url"`
	TroubleSigningInURL    *string         `json:"trouble_signing_in_url"`
}

func institutionOf(in world.Institution) institutionShape {
	return institutionShape{
		GUID: in.GUID, Code: in.Code, Name: in.Name, URL: in.URL, CountryCode: in.Country,
		SmallLogoURL: in.Logo, MediumLogoURL: in.Logo, SupportedProducts: in.Products, SupportsOAuth: in.OAuth,
		CreatedAt: "2025-02-24T00:00:00Z", InstructionalTextSteps: []string{},
	}
}

// oldInstitutionShape is an institution as the older version gives it: with a
// flag for some of the products, and without what is new.
type oldInstitutionShape struct {
	Code                string   `json:"code"`
	Name                string   `json:"name"`
	URL                 string   `json:"url"`
	SmallLogoURL        string   `json:"small_logo_url"`
	MediumLogoURL       string   `json:"medium_logo_url"`
	Identification      bool     `json:"supports_account_identification"`
	Statement           bool     `json:"supports_account_statement"`
	Verification        bool     `json:"supports_account_verification"`
	History             bool     `json:"supports_transaction_history"`
	SupportsOAuth       bool     `json:"supports_oauth"`
	SupportsTaxDocument bool     `json:"supports_tax_document"`
	IsDisabledByClient  bool     `json:"is_disabled_by_client"`
	InstructionalText   *string  `json:"instructional_text"`
	InstructionalSteps  []string `json:"instructional_text_steps"`
	ForgotPasswordURL   *string  `json:"forgot_password_url"`
	ForgotUsernameURL   *string  `json:"forgot_username_url"`
	TroubleSigningInURL *string  `json:"trouble_signing_in_url"`
}

func oldInstitutionOf(in world.Institution) oldInstitutionShape {
	has := func(p world.Product) bool { return slices.Contains(in.Products, p) }
	return oldInstitutionShape{
		Code: in.Code, Name: in.Name, URL: in.URL, SmallLogoURL: in.Logo, MediumLogoURL: in.Logo,
		Identification: has(world.IdentityVerification), Statement: has(world.Statements),
		Verification: has(world.AccountVerification), History: has(world.TransactionHistory),
		SupportsOAuth: in.OAuth, InstructionalSteps: []string{},
	}
}

// oldFilters are the older version's names for products. They are read-only.
var oldFilters = map[string]world.Product{
	"supports_account_identification": world.IdentityVerification,
	"supports_account_statement":      world.Statements,
	"supports_account_verification":   world.AccountVerification,
	"supports_transaction_history":    world.TransactionHistory,
}

// listInstitutions: GET /institutions
func (f *face) listInstitutions(r *http.Request, a *reply) error {
	query := r.URL.Query()
	filter := world.InstitutionFilter{Name: query.Get("name")}
	filter.Country = append(query["iso_country_code"], query["iso_country_code[]"]...)
	for _, name := range append(query["supported_products"], query["supported_products[]"]...) {
		p, err := product(name)
		if err != nil {
			return err
		}
		filter.Products = append(filter.Products, p)
	}
	if a.old {
		for name, p := range oldFilters {
			if query.Get(name) == "true" {
				filter.Products = append(filter.Products, p)
			}
		}
		return a.ok(paged(query, maxInstitutionsPerPage, "institutions", f.World.Institutions(filter), oldInstitutionOf))
	}
	list := f.World.Institutions(filter)
	return a.ok(paged(query, maxInstitutionsPerPage, "institutions", list, institutionOf))
}

// product reads the name of a product. The filter of the institutions calls
// one of them "history", everything else calls it "transaction_history".
func product(name string) (world.Product, error) {
	if name == "history" {
		return world.TransactionHistory, nil
	}
	if !slices.Contains(world.Products(), world.Product(name)) {
		return "", refuse(http.StatusBadRequest, "There is no product %.40q.", name)
	}
	return world.Product(name), nil
}

// readInstitution: GET /institutions/{code}. A guid works too.
func (f *face) readInstitution(r *http.Request, a *reply) error {
	in, err := f.World.Institution(r.PathValue("institution"))
	if err != nil {
		return err
	}
	if a.old {
		return a.ok(map[string]any{"institution": oldInstitutionOf(in)})
	}
	return a.ok(map[string]any{"institution": institutionOf(in)})
}

// credentialShape is a field of a login form as the API gives it.
type credentialShape struct {
	GUID         string          `json:"guid"`
	FieldName    string          `json:"field_name"`
	FieldType    world.FieldType `json:"field_type"`
	Type         world.FieldType `json:"type"`
	Label        string          `json:"label"`
	DisplayOrder int             `json:"display_order"`
}

func credentialOf(c world.Credential) credentialShape {
	return credentialShape{c.GUID, c.Name, c.Type, c.Type, c.Label, c.Order}
}

// listCredentials: GET /institutions/{code or guid}/credentials
func (f *face) listCredentials(r *http.Request, a *reply) error {
	in, err := f.World.Institution(r.PathValue("institution"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "credentials", in.Credentials, credentialOf))
}

// instant formats a time as the API does, null for the zero time.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339)
	return &text
}

// productList is a data request.
type productList struct {
	Products *[]string `json:"products"`
}

// products checks and returns the products of a data request, nil for none.
func (d *productList) products() ([]world.Product, error) {
	if d == nil {
		return nil, nil
	}
	if d.Products == nil {
		return nil, refuse(http.StatusBadRequest, "The field data_request.products is missing.")
	}
	var list []world.Product
	for _, name := range *d.Products {
		p, err := product(name)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
