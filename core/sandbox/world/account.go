package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"
)

// Account is an account at an institution.
type Account struct {
	GUID             string
	Key              string // names it among the accounts of its institution, in every world
	MemberGUID       string
	UserGUID         string
	InstitutionCode  string
	Name             string
	Type             string // MX's name, such as CHECKING
	Subtype          string // "" for none
	Number           string // as it is shown: the last four digits
	Currency         string
	Balance          Cents
	AvailableBalance Cents
	CreditLimit      Cents // 0 for accounts without one
	CreatedAt        time.Time
}

// Cents is an amount of money in hundredths of the currency's unit.
type Cents int64

// Float returns the amount in units, as MX's API gives it.
func (c Cents) Float() float64 { return float64(c) / 100 }

// Accounts returns the accounts of all of a user's members.
func (w *World) Accounts(userID string) ([]Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	all := []Account{}
	for _, m := range u.members {
		w.look(m)
		all = append(all, m.accounts...)
	}
	return all, nil
}

// MemberAccounts returns the accounts of one member: none before its first job
// has ended well.
func (w *World) MemberAccounts(userID, identifier string) ([]Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return nil, err
	}
	w.look(m)
	return append([]Account{}, m.accounts...), nil
}

// openAccounts opens the accounts of a member that its user shares.
func (w *World) openAccounts(m *member) []Account {
	accounts := slices.DeleteFunc(w.plan(m.InstitutionCode), func(a Account) bool {
		return m.chosen != nil && !slices.Contains(m.chosen, a.Key)
	})
	for i := range accounts {
		a := &accounts[i]
		a.GUID, a.MemberGUID, a.UserGUID, a.CreatedAt = w.newID("ACT"), m.GUID, m.UserGUID, m.AggregatedAt
	}
	return accounts
}

// Offer returns the accounts that a user has at an institution, before a
// member shares them: they have no guids.
func (w *World) Offer(institution string) ([]Account, error) {
	in, err := w.Institution(institution)
	if err != nil {
		return nil, err
	}
	return w.plan(in.Code), nil
}

// plan invents the accounts at an institution: a checking account, a savings
// account and a credit card, and at some an investment account. Names and
// balances follow from the institution, so that they are the same in every
// world.
func (w *World) plan(code string) []Account {
	in, err := w.Institution(code)
	if err != nil {
		return nil
	}
	amount := amounts(code)
	checking, savings, owed := amount(80_00, 6_400_00), amount(1_000_00, 48_000_00), amount(20_00, 1_900_00)
	const limit = 5_000_00
	accounts := []Account{
		{Key: "checking", Name: "Everyday Checking", Type: "CHECKING", Balance: checking, AvailableBalance: checking},
		{Key: "savings", Name: "Rainy Day Savings", Type: "SAVINGS", Balance: savings, AvailableBalance: savings},
		{Key: "card", Name: "Compass Card", Type: "CREDIT_CARD", Balance: owed, AvailableBalance: limit - owed, CreditLimit: limit},
	}
	if in.conduct.invests {
		worth := portfolioWorth(code)
		accounts = append(accounts, Account{Key: "brokerage", Name: "Evergreen Brokerage", Type: "INVESTMENT", Subtype: "BROKERAGE", Balance: worth, AvailableBalance: worth})
	}
	for i := range accounts {
		a := &accounts[i]
		a.InstitutionCode, a.Currency = code, currencyOf(in)
		a.Number = "XXXX" + lastFour(code+a.Type)
	}
	return accounts
}

func currencyOf(in Institution) string {
	if in.Country == "CA" {
		return "CAD"
	}
	return "USD"
}

// amounts returns a source of amounts between low and high that is the same
// for the same name.
func amounts(name string) func(low, high Cents) Cents {
	state := hash(name)
	return func(low, high Cents) Cents {
		state = state*6364136223846793005 + 1442695040888963407
		return low + Cents(state>>33)%(high-low)
	}
}

func lastFour(name string) string {
	digits := []byte("0000")
	for i, h := 3, hash(name); i >= 0; i, h = i-1, h/10 {
		digits[i] += byte(h % 10)
	}
	return string(digits)
}

func hash(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// String writes an amount with its hundredths, such as 1200.05.
func (c Cents) String() string { return fmt.Sprintf("%d.%02d", int64(c)/100, int64(c)%100) }
