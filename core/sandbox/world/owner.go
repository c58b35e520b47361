package world

import (
	"fmt"
	"strings"
)

// Owner is a person who owns an account.
type Owner struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	First, Last string
	Email       string
	Phone       string
	Address     string
	City        string
	State       string
	Postal      string
	Country     string
}

// Name is the whole name.
func (o Owner) Name() string { return o.First + " " + o.Last }

// Owners returns the owners of a user's accounts, of one member when it is
// named. They are there after an identification. A savings account has two.
func (w *World) Owners(userID, memberID string) ([]Owner, error) {
	list := []Owner{}
	err := w.provided(userID, memberID, "", IdentityVerification, func(s sharedAccount) {
		list = append(list, ownerOf(s.account, 0))
		if s.account.Type == "SAVINGS" {
			list = append(list, ownerOf(s.account, 1))
		}
	})
	return list, err
}

// The names of people and streets. They are read-only.
var (
	firstNames = [...]string{"Marlow", "Ines", "Tobias", "Yara", "Corin", "Petra", "Anselm", "Odile"}
	lastNames  = [...]string{"Ashdown", "Quill", "Farrow", "Lindqvist", "Okoro", "Bellamy", "Serrano", "Vance"}
	streets    = [...]string{"Larch Street", "Ferry Lane", "Mill Row", "Orchard Way"}
)

// ownerOf invents an owner. The first one of a user's accounts is always the
// same person.
func ownerOf(a Account, number uint64) Owner {
	h := hash(a.UserGUID)
	first, last := firstNames[(h+number)%8], lastNames[(h>>8)%8]
	country, state, postal := "US", "UT", "84043"
	if a.Currency == "CAD" {
		country, state, postal = "CA", "ON", "K1A 0B1"
	}
	return Owner{
		GUID:        stableID("ACO", fmt.Sprint(a.GUID, number)),
		AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID,
		First: first, Last: last, Email: strings.ToLower(first+"."+last) + "@example.com",
		Phone: fmt.Sprintf("555-01%02d", (h>>16)%100), Address: fmt.Sprint(1+(h>>24)%200, " ", streets[(h>>32)%4]),
		City: "Fairmont", State: state, Postal: postal, Country: country,
	}
}
