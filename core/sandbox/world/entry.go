package world

import (
	"fmt"
	"time"
)

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
