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

// within reports whether t lies between two times; a zero one is no bound.
func within(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to))
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
