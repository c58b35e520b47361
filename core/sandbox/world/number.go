package world

import "fmt"

// AccountNumber has what names an account to other banks.
type AccountNumber struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Number      string
	Routing     string // United States
	Institution string // Canada, as Transit
	Transit     string
}

// AccountNumbers returns the numbers of a user's accounts, of one member or of
// one account when they are named. They are there after a verification.
// Cards and investments have none.
func (w *World) AccountNumbers(userID, memberID, account string) ([]AccountNumber, error) {
	list := []AccountNumber{}
	err := w.provided(userID, memberID, account, AccountVerification, func(s sharedAccount) {
		if a := s.account; a.Type == "CHECKING" || a.Type == "SAVINGS" {
			list = append(list, w.numberOf(a))
		}
	})
	return list, err
}

func (w *World) numberOf(a Account) AccountNumber {
	n := AccountNumber{
		GUID: stableID("ACN", a.GUID), AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID,
		Number: fmt.Sprintf("%06d", hash(a.InstitutionCode)%1_000_000) + lastFour(a.InstitutionCode+a.Type),
	}
	in, err := w.Institution(a.InstitutionCode)
	if err == nil && in.Country == "CA" {
		n.Institution, n.Transit = "9"+in.Routing[1:3], in.Routing[3:8]
	} else {
		n.Routing = in.Routing
	}
	return n
}
