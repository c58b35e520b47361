package world

import "time"

// Holding is a position of an investment account.
type Holding struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Symbol      string
	Description string
	Kind        string // in MX's words
	Quantity    int
	Price       Cents
	Cost        Cents // of all of it
	Currency    string
	CreatedAt   time.Time
}

// Value is what the whole position is worth.
func (h Holding) Value() Cents { return Cents(h.Quantity) * h.Price }

// security is something to hold. All are invented.
type security struct{ symbol, name, kind string }

// securities are read-only.
var securities = [...]security{
	{"QZLRK", "Larkfield Robotics", "EQUITY"},
	{"QZTDL", "Tidal Broad Market Fund", "MUTUAL_FUND"},
	{"QZBND", "Stonebridge Bond Index", "EXCHANGE_TRADED_FUND"},
}

// Holdings returns a user's holdings, of one member or of one account when
// they are named.
func (w *World) Holdings(userID, memberID, account string) ([]Holding, error) {
	list := []Holding{}
	err := w.provided(userID, memberID, account, Investments, func(s sharedAccount) {
		if s.account.Type == "INVESTMENT" {
			list = append(list, holdingsOf(s.account)...)
		}
	})
	return list, err
}

// Holding returns a holding of a user.
func (w *World) Holding(userID, guid string) (Holding, error) {
	list, err := w.Holdings(userID, "", "")
	if err != nil {
		return Holding{}, err
	}
	for _, h := range list {
		if h.GUID == guid {
			return h, nil
		}
	}
	return Holding{}, notFound("holding")
}

func holdingsOf(a Account) []Holding {
	list := portfolio(a.InstitutionCode)
	for i := range list {
		h := &list[i]
		h.GUID, h.AccountGUID = stableID("HOL", a.GUID+h.Symbol), a.GUID
		h.MemberGUID, h.UserGUID = a.MemberGUID, a.UserGUID
		h.Currency, h.CreatedAt = a.Currency, a.CreatedAt
	}
	return list
}

// portfolio invents the holdings at an institution.
func portfolio(code string) []Holding {
	amount := amounts("portfolio/" + code)
	var list []Holding
	for _, s := range securities {
		price, quantity := amount(12_00, 310_00), int(amount(3, 90))
		list = append(list, Holding{
			Symbol: s.symbol, Description: s.name, Kind: s.kind, Quantity: quantity, Price: price,
			Cost: price * Cents(quantity) * amount(70, 110) / 100,
		})
	}
	return list
}

// portfolioWorth is the balance of an investment account.
func portfolioWorth(code string) Cents {
	var sum Cents
	for _, h := range portfolio(code) {
		sum += h.Value()
	}
	return sum
}
