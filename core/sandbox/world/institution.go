package world

import (
	"encoding/base64"
	"fmt"
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

// seed is one row of the catalogue of institutions.
type seed struct {
	code, name, colour string
	motif              int // of the logo
	popular            bool
	country            string
	less               []Product // what this institution does not provide
	conduct            conduct
}

// catalogue is read-only. Names are invented; two of them are the
// institutions that the documentation speaks of.
var catalogue = [...]seed{
	{"harborlight", "Harborlight Bank", "#0b5c8a", 0, true, "US", nil, conduct{}},
	{"mistral", "Mistral Credit Union", "#3f4fb0", 1, true, "US", nil, conduct{}},
	{"junipervale", "Juniper Vale Bank", "#23704a", 2, true, "US", nil, conduct{}},
	{"brightwater", "Brightwater Federal", "#0c7680", 1, true, "US", nil, conduct{}},
	{"saltmarsh", "Saltmarsh Savings", "#4f6b3a", 3, true, "US", nil, conduct{}},
	{"tamarind", "Tamarind Trust", "#9a4a16", 4, true, "US", nil, conduct{}},
	{"larkspur", "Larkspur Mutual", "#6a3fa0", 2, true, "US", nil, conduct{}},
	{"cinderhill", "Cinderhill Bank", "#9b2c3b", 3, true, "US", nil, conduct{}},
	{"fernhollow", "Fernhollow Credit Union", "#2f7d5b", 4, true, "CA", nil, conduct{}},
	{"quillstone", "Quillstone Bank", "#44505c", 0, true, "CA", nil, conduct{}},

	{"amberwick", "Amberwick Savings", "#a0651a", 1, false, "US", nil, conduct{}},
	{"basaltic", "Basaltic Bank", "#3a3f4a", 3, false, "US", []Product{Rewards}, conduct{}},
	{"clovermoor", "Clovermoor Credit Union", "#2c7a3c", 4, false, "US", nil, conduct{}},
	{"dapplegrove", "Dapplegrove Bank", "#7a5a24", 2, false, "US", nil, conduct{}},
	{"elderquay", "Elderquay Trust", "#1f5f78", 0, false, "CA", []Product{Investments}, conduct{}},
	{"foxgloven", "Foxgloven Mutual", "#8a2f74", 4, false, "US", nil, conduct{}},
	{"gullwingate", "Gullwingate Savings", "#2d6a9f", 1, false, "US", nil, conduct{}},
	{"hollowreed", "Hollowreed Bank", "#5b6b2f", 3, false, "US", []Product{Statements}, conduct{}},
	{"inkberrow", "Inkberrow Credit Union", "#323a80", 2, false, "US", nil, conduct{}},
	{"jackdawson", "Jackdaw Hill Federal", "#222b45", 0, false, "US", nil, conduct{}},
	{"kestrelton", "Kestrelton Bank", "#8c4a2f", 3, false, "US", nil, conduct{}},
	{"lanternfield", "Lanternfield Bank", "#94641b", 4, false, "CA", nil, conduct{}},
	{"marrowdale", "Marrowdale Savings", "#7d3340", 1, false, "US", []Product{TransactionHistory}, conduct{}},
	{"nettlebrook", "Nettlebrook Credit Union", "#3c6e30", 2, false, "US", nil, conduct{}},
	{"plumegate", "Plumegate Bank", "#6b2f6e", 0, false, "US", nil, conduct{}},
	{"quartzmere", "Quartzmere Trust", "#51609c", 3, false, "US", []Product{AccountVerification}, conduct{}},
	{"rimefield", "Rimefield Bank", "#27708c", 1, false, "CA", nil, conduct{}},
	{"sorrelwood", "Sorrelwood Credit Union", "#8a3d2a", 2, false, "US", nil, conduct{}},
	{"thimbleton", "Thimbleton Bank", "#485c78", 4, false, "US", []Product{IdentityVerification}, conduct{}},
	{"umberlea", "Umberlea Savings", "#6e4a2a", 3, false, "US", nil, conduct{}},
	{"velvetine", "Velvetine Federal", "#5a2d82", 0, false, "US", nil, conduct{}},
}

func institutions() []Institution {
	all := make([]Institution, 0, len(catalogue)+len(trials))
	for _, s := range slices.Concat(catalogue[:], trials[:]) {
		all = append(all, Institution{
			GUID:        stableID("INS", s.code),
			Code:        s.code,
			Name:        s.name,
			URL:         "https://www." + s.code + ".example/",
			Country:     s.country,
			Logo:        logo(s.name, s.colour, s.motif),
			Popular:     s.popular,
			Products:    without(Products(), s.less),
			OAuth:       s.conduct.oauth,
			Routing:     routingNumber(s.code),
			Credentials: loginForm(s.code),
			conduct:     s.conduct,
		})
		if s.conduct.oauth {
			all[len(all)-1].Credentials = nil
		}
	}
	return all
}

// loginForm is the form of an institution that asks for a name and a password.
func loginForm(code string) []Credential {
	return []Credential{
		{GUID: stableID("CRD", code+"/login"), Name: "LOGIN", Label: "User name", Type: Login, Order: 1},
		{GUID: stableID("CRD", code+"/password"), Name: "PASSWORD", Label: "Password", Type: Password, Order: 2},
	}
}

func without(all, less []Product) []Product {
	kept := all[:0]
	for _, p := range all {
		if !slices.Contains(less, p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// conduct is what sets an institution apart from those that only ask for a
// user name and a password.
type conduct struct {
	question  QuestionType // asked after the right password; "" for none
	oauth     bool         // the user logs in at the institution's own site
	elsewhere bool         // an approved login belongs to another member than the one it began with
	weather   bool         // the password names the status in which the member ends
	down      bool         // nothing can be submitted
	slowness  int          // times as long as elsewhere; 0 counts as 1
	invests   bool         // has an investment account as well
}

// factor is how many times longer than elsewhere a job takes.
func (c conduct) factor() int { return max(c.slowness, 1) }

// statusOf returns the status that a password names in lower case, at an
// institution where it does.
func (c conduct) statusOf(password string) (Status, bool) {
	if !c.weather {
		return 0, false
	}
	for s := range Status(len(statusNames)) {
		if password == lower(s) {
			return s, true
		}
	}
	return 0, false
}

// passing reports whether a job only passes through the status.
func (s Status) passing() bool {
	return s == Created || s == Reconnected || s == Updated || s == Resumed
}

// motifs are the marks of the logos, drawn white on a square of 100 units.
var motifs = [...]string{
	// a lighthouse and its beam
	`<path d="M44 78h12l-3-42h-6z"/><path d="M42 34h16v-5l-8-7-8 7z"/><path d="M62 27l22-7v14l-22-4zM38 27l-22-7v14l22-4z" opacity=".55"/>`,
	// three gusts of wind
	`<g fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round"><path d="M20 38h42a9 9 0 1 0-9-9"/><path d="M20 52h52a9 9 0 1 1-9 9" opacity=".75"/><path d="M20 66h24a8 8 0 1 1-8 8" opacity=".55"/></g>`,
	// two leaves on a stem
	`<path d="M50 82V48" stroke="#fff" stroke-width="6" stroke-linecap="round"/><path d="M50 56c0-20 12-30 30-32 0 20-12 32-30 32z"/><path d="M50 66c0-16-10-24-26-26 0 17 10 26 26 26z" opacity=".65"/>`,
	// hills under a sun
	`<circle cx="66" cy="34" r="11" opacity=".7"/><path d="M14 76l26-36 16 22 10-12 20 26z"/>`,
	// petals
	`<g opacity=".85"><circle cx="50" cy="31" r="13"/><circle cx="50" cy="69" r="13"/><circle cx="31" cy="50" r="13"/><circle cx="69" cy="50" r="13"/></g><circle cx="50" cy="50" r="9"/>`,
}

// logo returns a picture of its own for an institution, as a data URI, so that
// nothing has to be fetched from anywhere.
func logo(name, colour string, motif int) string {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" aria-label="%s">`+
		`<rect width="100" height="100" rx="22" fill="%s"/><g fill="#fff">%s</g></svg>`,
		strings.ReplaceAll(name, `"`, ""), colour, motifs[motif%len(motifs)])
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}
