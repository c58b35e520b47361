package world

import "slices"

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
