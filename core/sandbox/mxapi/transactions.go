package mxapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// listTransactions: GET /users/{…}/transactions, and the same below a member,
// an account, and an account of a member
func (f *face) listTransactions(r *http.Request, a *reply) error {
	query := r.URL.Query()
	filter, err := f.transactionFilter(query)
	if err != nil {
		return err
	}
	filter.Member, filter.Account = r.PathValue("member"), r.PathValue("account")
	list, err := f.World.Transactions(r.PathValue("user"), filter)
	if err != nil {
		return err
	}
	if use := query.Get("use_case"); use != "" {
		if list, err = f.usedFor(use, r.PathValue("user"), list); err != nil {
			return err
		}
	}
	return a.ok(paged(query, maxPerPage, "transactions", list, shapeWith(query)))
}

// transactionFilter reads the times, which are seconds since 1970. Without
// dates MX answers the last 120 days and the next five. What changed is not
// told apart from what was created: nothing changes in the sandbox.
func (f *face) transactionFilter(query url.Values) (world.TransactionFilter, error) {
	now := f.World.Now()
	filter := world.TransactionFilter{From: now.AddDate(0, 0, -120), To: now.AddDate(0, 0, 5)}
	for _, bound := range []struct {
		name string
		time *time.Time
	}{
		{"from_date", &filter.From}, {"to_date", &filter.To},
		{"from_updated_at", &filter.CreatedFrom}, {"to_updated_at", &filter.CreatedTo},
		{"from_timestamp", &filter.CreatedFrom}, {"to_timestamp", &filter.CreatedTo},
		{"from_created_at", &filter.CreatedFrom}, {"to_created_at", &filter.CreatedTo},
	} {
		text := query.Get(bound.name)
		if text == "" {
			continue
		}
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return filter, refuse(http.StatusBadRequest, "The parameter %s must be a unix timestamp.", bound.name)
		}
		*bound.time = time.Unix(seconds, 0)
	}
	return filter, nil
}

// usedFor keeps the transactions of members with a use case.
func (f *face) usedFor(use, user string, list []world.Transaction) ([]world.Transaction, error) {
	members, err := f.World.Members(user)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, m := range members {
		wanted[m.GUID] = slices.Contains(m.UseCases, use)
	}
	return slices.DeleteFunc(list, func(t world.Transaction) bool { return !wanted[t.MemberGUID] }), nil
}

// readTransaction: GET /users/{…}/transactions/{guid}. It answers a list of
// one, as MX specifies it.
func (f *face) readTransaction(r *http.Request, a *reply) error {
	list, err := f.World.Transactions(r.PathValue("user"), world.TransactionFilter{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(t world.Transaction) bool { return t.GUID == r.PathValue("transaction") })
	if i < 0 {
		return refuse(http.StatusNotFound, "There is no such transaction.")
	}
	return a.ok(paged(url.Values{}, maxPerPage, "transactions", list[i:i+1], shapeWith(r.URL.Query())))
}

// shapeWith returns the shape of transactions with what a query includes.
func shapeWith(query url.Values) func(world.Transaction) transactionShape {
	includes := strings.Split(query.Get("includes"), ",")
	return func(t world.Transaction) transactionShape {
		shape := transactionOf(t)
		for _, name := range includes {
			shape.include(name, t.Payee)
		}
		return shape
	}
}
