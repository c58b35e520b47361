package mxwidget

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// institutionQuery is what the widget asks for when it lists institutions.
type institutionQuery struct {
	SearchName     string          `json:"search_name"`
	RoutingNumber  string          `json:"routing_number"`
	Page           int             `json:"page"`
	PerPage        int             `json:"per_page"`
	Country        oneOrMore       `json:"iso_country_code"`
	Products       []world.Product `json:"products"`
	Verification   bool            `json:"account_verification_is_enabled"`
	Identification bool            `json:"account_identification_is_enabled"`
}

// oneOrMore is a list that may come as a single string.
type oneOrMore []string

// UnmarshalJSON reads a string or an array of strings.
func (l *oneOrMore) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		if one != "" {
			*l = oneOrMore{one}
		}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

func (q institutionQuery) filter() world.InstitutionFilter {
	f := world.InstitutionFilter{Name: q.SearchName, Country: q.Country, Products: q.Products}
	if q.Verification {
		f.Products = append(f.Products, world.AccountVerification)
	}
	if q.Identification {
		f.Products = append(f.Products, world.IdentityVerification)
	}
	return f
}

// cut returns the page that was asked for, empty behind the last one.
func (q institutionQuery) cut(list []world.Institution) []world.Institution {
	size, page := q.PerPage, max(q.Page, 1)
	if size < 1 || size > 100 {
		size = 25
	}
	if page > len(list) { // also keeps the product below from overflowing
		return nil
	}
	start := min((page-1)*size, len(list))
	return list[start:min(start+size, len(list))]
}

func readQuery(c call) (institutionQuery, error) {
	var q institutionQuery
	err := c.param(0, &q)
	return q, err
}

// popularInstitutions resolves with an array.
func popularInstitutions(c call) (any, error) {
	q, err := readQuery(c)
	if err != nil {
		return nil, err
	}
	f := q.filter()
	f.Popular = true
	return institutionsOf(q.cut(c.world.Institutions(f))), nil
}

// searchInstitutions resolves with an array: empty when nothing is found, and
// behind the last page. No routing number belongs to an institution here.
func searchInstitutions(c call) (any, error) {
	q, err := readQuery(c)
	if err != nil {
		return nil, err
	}
	if q.RoutingNumber != "" {
		return institutionsOf(nil), nil
	}
	return institutionsOf(q.cut(c.world.Institutions(q.filter()))), nil
}

// institutionByIdentifier serves the lookups by guid and by code.
func institutionByIdentifier(c call) (any, error) {
	identifier, err := c.text(0)
	if err != nil {
		return nil, err
	}
	in, err := c.world.Institution(identifier)
	if err != nil {
		return nil, err
	}
	return institutionOf(in), nil
}

// institutionCredentials resolves with a bare array.
func institutionCredentials(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	in, err := c.world.Institution(guid)
	if err != nil {
		return nil, err
	}
	return credentialsOf(in.Credentials), nil
}
