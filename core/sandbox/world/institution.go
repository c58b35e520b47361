package world

import (
	"slices"
	"strings"
)

// Product is a kind of data that an institution can provide, in the words of
// MX's data_request.
type Product string

// The products.
const (
	AccountVerification  Product = "account_verification"
	IdentityVerification Product = "identity_verification"
	Transactions         Product = "transactions"
	TransactionHistory   Product = "transaction_history"
	Statements           Product = "statements"
	Investments          Product = "investments"
	Rewards              Product = "rewards"
)

// Products returns all products.
func Products() []Product {
	return []Product{
		AccountVerification, IdentityVerification, Transactions,
		TransactionHistory, Statements, Investments, Rewards,
	}
}

// Institution is a bank or credit union. All of them are invented.
type Institution struct {
	GUID        string
	Code        string
	Name        string
	URL         string // on a reserved domain: it leads nowhere
	Country     string // ISO 3166-1 alpha-2
	Logo        string // data URI of an SVG image
	Popular     bool   // shown before anybody searches
	Products    []Product
	OAuth       bool   // the user logs in at the institution's own site; there are no Credentials
	Routing     string // nine digits
	Credentials []Credential

	conduct conduct
}

// FieldType is the kind of a credential field.
type FieldType string

// The kinds that the sandbox uses.
const (
	Login    FieldType = "LOGIN"
	Password FieldType = "PASSWORD"
)

// Credential is one field of an institution's login form.
type Credential struct {
	GUID  string
	Name  string // unique within the form
	Label string
	Type  FieldType
	Order int
}

// InstitutionFilter selects institutions. The zero value selects all.
type InstitutionFilter struct {
	Name     string    // part of the name, in any case
	Country  []string  // one of these
	Products []Product // every one of these
	Popular  bool      // only popular ones
}

// Institutions returns the institutions that the filter selects: popular ones
// in their own order, else by name.
func (w *World) Institutions(f InstitutionFilter) []Institution {
	found := []Institution{}
	for _, in := range w.institutions {
		if f.selects(in) {
			found = append(found, in)
		}
	}
	if !f.Popular {
		slices.SortStableFunc(found, func(a, b Institution) int { return strings.Compare(a.Name, b.Name) })
	}
	return found
}

// Institution returns the institution with the given guid or code.
func (w *World) Institution(identifier string) (Institution, error) {
	for _, in := range w.institutions {
		if in.GUID == identifier || in.Code == identifier {
			return in, nil
		}
	}
	return Institution{}, notFound("institution")
}

func (f InstitutionFilter) selects(in Institution) bool {
	if f.Popular && !in.Popular {
		return false
	}
	if len(f.Country) > 0 && !slices.Contains(f.Country, in.Country) {
		return false
	}
	for _, p := range f.Products {
		if !slices.Contains(in.Products, p) {
			return false
		}
	}
	return strings.Contains(strings.ToLower(in.Name), strings.ToLower(f.Name))
}

// provides reports whether the institution has a product.
func (in Institution) provides(p Product) bool { return slices.Contains(in.Products, p) }
