package mx

import "github.com/connecthost/connecthost/core/provider"

// Product is a kind of data; the neutral products are named as MX names them.
type Product = provider.Product

// filterName returns the name of a product in the filter of the institutions
// list, which has another word for the transaction history.
func filterName(p Product) string {
	if p == provider.TransactionHistory {
		return "history"
	}
	return string(p)
}

// UseCase is what the data will be used for. It is required only of clients
// that agreed on it with MX.
type UseCase string

// The use cases.
const (
	MoneyMovement UseCase = "MONEY_MOVEMENT"
	PFM           UseCase = "PFM" // personal finance management
)
