package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
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

// Reward is the balance of a card's loyalty programme.
type Reward struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Points      int
	Description string
	ExpiresOn   time.Time
	CreatedAt   time.Time
}

// Rewards returns the rewards of a member. They are there after a reward job.
func (w *World) Rewards(userID, memberID string) ([]Reward, error) {
	list := []Reward{}
	err := w.provided(userID, memberID, "", Rewards, func(s sharedAccount) {
		if a := s.account; a.Type == "CREDIT_CARD" {
			list = append(list, Reward{
				GUID: stableID("RWD", a.GUID), AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID,
				Points: int(amounts("points/"+a.InstitutionCode)(400, 60_000)), Description: "Compass Points",
				ExpiresOn: day(a.CreatedAt).AddDate(1, 0, 0), CreatedAt: a.CreatedAt,
			})
		}
	})
	return list, err
}

// Reward returns a reward of a member.
func (w *World) Reward(userID, memberID, guid string) (Reward, error) {
	list, err := w.Rewards(userID, memberID)
	if err != nil {
		return Reward{}, err
	}
	for _, r := range list {
		if r.GUID == guid {
			return r, nil
		}
	}
	return Reward{}, notFound("reward")
}

// sharedAccount is an account with the member that shares it.
type sharedAccount struct {
	member  *member
	account Account
}

// shared returns the accounts of a user, of one member or of one account when
// they are named. The caller holds the lock.
func (w *World) shared(userID, memberID, account string) ([]sharedAccount, error) {
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	members := u.members
	if memberID != "" {
		m, err := w.member(userID, memberID)
		if err != nil {
			return nil, err
		}
		members = []*member{m}
	}
	var list []sharedAccount
	for _, m := range members {
		w.look(m)
		for _, a := range m.accounts {
			list = append(list, sharedAccount{m, a})
		}
	}
	if account == "" {
		return list, nil
	}
	i := slices.IndexFunc(list, func(s sharedAccount) bool { return s.account.GUID == account })
	if i < 0 {
		return nil, notFound("account")
	}
	return list[i : i+1], nil
}

// Account returns an account of a user, and of a member when it is named.
func (w *World) Account(userID, memberID, guid string) (Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if guid == "" {
		return Account{}, notFound("account")
	}
	found, err := w.shared(userID, memberID, guid)
	if err != nil {
		return Account{}, err
	}
	return found[0].account, nil
}

// provided goes through the accounts whose members have fetched a product.
func (w *World) provided(userID, memberID, account string, p Product, each func(sharedAccount)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	list, err := w.shared(userID, memberID, account)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.member.has[p] {
			each(s)
		}
	}
	return nil
}

// Fetched reports whether a member has fetched a product.
func (w *World) Fetched(userID, memberID string, p Product) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, memberID)
	if err != nil {
		return false, err
	}
	w.look(m)
	return m.has[p], nil
}
