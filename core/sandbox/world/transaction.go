package world

import (
	"fmt"
	"slices"
	"time"
)

// How far back transactions go: those of a job, and with the history.
const (
	usualDays    = 90
	historyYears = 2
)

// Transaction is a movement on an account.
type Transaction struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Date        time.Time // midnight UTC
	CreatedAt   time.Time // when a job brought it in
	Amount      Cents     // never negative
	Credit      bool      // money in
	Pending     bool
	Currency    string
	Payee       Payee
}

// Payee is the other side of a transaction.
type Payee struct {
	Name     string
	Original string // as the institution writes it
	Category string
	Group    string // of categories
	Class    string // such as Spend
	Code     int    // merchant category code, 0 for none
	City     string // "" for none
	Repeats  string // BILL, SUBSCRIPTION or INCOME; "" for a single one
}

// TransactionFilter selects transactions. A zero field selects all.
type TransactionFilter struct {
	Member, Account        string // guid or partner id
	From, To               time.Time
	CreatedFrom, CreatedTo time.Time
}

// Transactions returns a user's transactions that the filter selects, the
// newest first.
func (w *World) Transactions(userID string, f TransactionFilter) ([]Transaction, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	shared, err := w.shared(userID, f.Member, f.Account)
	if err != nil {
		return nil, err
	}
	list := []Transaction{}
	for _, s := range shared {
		if s.member.has[Transactions] || s.member.has[TransactionHistory] {
			list = append(list, s.member.transactions(s.account, f)...)
		}
	}
	slices.SortStableFunc(list, func(a, b Transaction) int { return b.Date.Compare(a.Date) })
	return list, nil
}

// reach is the date from which a job brings transactions.
func (m *member) reach() time.Time {
	if m.has[TransactionHistory] {
		return m.AggregatedAt.AddDate(-historyYears, 0, 0)
	}
	reach := m.AggregatedAt.AddDate(0, 0, -usualDays)
	if !m.oldest.IsZero() && m.oldest.Before(reach) {
		return m.oldest
	}
	return reach
}

// transactions invents those of an account. They follow from the institution,
// the account's kind and the day, so that they are the same in every world.
func (m *member) transactions(a Account, f TransactionFilter) []Transaction {
	var list []Transaction
	last := day(m.SucceededAt)
	for d := day(m.oldest); !d.After(last); d = d.AddDate(0, 0, 1) {
		for i, e := range entriesOn(a, d) {
			t := Transaction{
				GUID:        stableID("TRN", fmt.Sprint(a.GUID, d.Unix(), i)),
				AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID, Currency: a.Currency,
				Date: d, CreatedAt: brought(a.CreatedAt, d, m.SucceededAt), Pending: d.Equal(last),
				Amount: e.amount, Credit: e.credit, Payee: e.payee,
			}
			if f.selects(t) {
				list = append(list, t)
			}
		}
	}
	return list
}

// brought is when a job brought in what happened on a day.
func brought(first, on, latest time.Time) time.Time {
	next := on.AddDate(0, 0, 1)
	switch {
	case next.Before(first):
		return first
	case next.After(latest):
		return latest
	}
	return next
}

func (f TransactionFilter) selects(t Transaction) bool {
	return within(t.Date, f.From, f.To) && within(t.CreatedAt, f.CreatedFrom, f.CreatedTo)
}

// within reports whether t lies between two times; a zero one does not bound.
func within(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to))
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// entry is what happens on an account on one day.
type entry struct {
	payee  Payee
	amount Cents
	credit bool
}

// The payees. All are invented. They are read-only.
var (
	employer = Payee{Name: "Copperleaf Works", Original: "COPPERLEAF WORKS PAYROLL", Category: "Paycheck", Group: "Income", Class: "Payroll", Repeats: "INCOME"}
	landlord = Payee{Name: "Oakline Homes", Original: "OAKLINE HOMES RENT", Category: "Mortgage & Rent", Group: "Home", Class: "Expenses", Repeats: "BILL"}
	interest = Payee{Name: "Interest", Original: "INTEREST PAID", Category: "Interest Income", Group: "Income", Class: "Income"}
	deposit  = Payee{Name: "Transfer", Original: "TRANSFER FROM CHECKING", Category: "Transfer", Group: "Transfer", Class: "Transfer"}
	dividend = Payee{Name: "Dividend", Original: "CASH DIVIDEND", Category: "Investment Income", Group: "Income", Class: "Income"}
	shops    = [...]Payee{
		{Name: "Bluebird Coffee", Original: "BLUEBIRD COFFEE 014", Category: "Coffee Shops", Group: "Food & Dining", Class: "Spend", Code: 5814, City: "Fairmont"},
		{Name: "Gooseberry Market", Original: "GOOSEBERRY MKT FAIRMONT", Category: "Groceries", Group: "Food & Dining", Class: "Spend", Code: 5411, City: "Fairmont"},
		{Name: "Tramline Transit", Original: "TRAMLINE TRANSIT", Category: "Public Transportation", Group: "Auto & Transport", Class: "Spend", Code: 4111, City: "Fairmont"},
		{Name: "Paperlark Books", Original: "PAPERLARK BOOKS ONLINE", Category: "Books", Group: "Shopping", Class: "Spend", Code: 5942},
		{Name: "Moonreel Films", Original: "MOONREEL FILMS SUBSCR", Category: "Movies & DVDs", Group: "Entertainment", Class: "Spend", Code: 7832, Repeats: "SUBSCRIPTION"},
		{Name: "Wattle Energy", Original: "WATTLE ENERGY BILL PMT", Category: "Utilities", Group: "Bills & Utilities", Class: "Expenses", Code: 4900, Repeats: "BILL"},
	}
)

// entriesOn invents what happens on an account on a day.
func entriesOn(a Account, d time.Time) []entry {
	amount := amounts(fmt.Sprint(a.InstitutionCode, a.Type, d.Unix()))
	switch a.Type {
	case "CHECKING":
		return append(fixed(d, amount), shopping(d, amount, 3)...)
	case "CREDIT_CARD":
		return shopping(d, amount, 2)
	case "SAVINGS":
		if d.Day() == 1 {
			return []entry{{interest, amount(1_00, 20_00), true}, {deposit, 100_00, true}}
		}
	case "INVESTMENT":
		if d.Day() == 15 && d.Month()%3 == 0 {
			return []entry{{dividend, amount(10_00, 80_00), true}}
		}
	}
	return nil
}

// fixed has the pay and the rent.
func fixed(d time.Time, amount func(low, high Cents) Cents) []entry {
	switch d.Day() {
	case 1:
		return []entry{{employer, 1_850_00, true}, {landlord, 1_120_00, false}}
	case 15:
		return []entry{{employer, 1_850_00 + amount(0, 2_00), true}}
	}
	return nil
}

// shopping has a purchase on about one day of every so many.
func shopping(d time.Time, amount func(low, high Cents) Cents, every Cents) []entry {
	if amount(0, every) != 0 {
		return nil
	}
	return []entry{{shops[amount(0, Cents(len(shops)))], amount(2_00, 90_00), false}}
}

// MerchantGUID, ClassGUID and SeriesGUID return the guids of what a payee
// belongs to. They are the same in every world.
func MerchantGUID(p Payee) string { return stableID("MCH", p.Name) }

// ClassGUID is documented at MerchantGUID.
func ClassGUID(p Payee) string { return stableID("CLS", p.Class) }

// SeriesGUID is documented at MerchantGUID.
func SeriesGUID(p Payee) string { return stableID("RPT", p.Name) }
