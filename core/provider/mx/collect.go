package mx

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// Part is one kind of data that Collect fetches.
type Part string

// The parts, in the order in which they are fetched.
const (
	PartAccounts       Part = "accounts"
	PartTransactions   Part = "transactions"
	PartHistory        Part = "transaction_history"
	PartAccountNumbers Part = "account_numbers"
	PartAccountOwners  Part = "account_owners"
	PartStatements     Part = "statements"
	PartHoldings       Part = "investment_holdings"
	PartRewards        Part = "rewards"
)

// Collection is the data of one member.
type Collection struct {
	Accounts       []Account
	Transactions   []Transaction // of both transaction products
	AccountNumbers []AccountNumber
	AccountOwners  []AccountOwner
	Statements     []Statement
	Holdings       []Holding
	Rewards        []Reward
}

// Progress is a step of Collect.
type Progress struct {
	Part    Part
	Done    bool  // false when the part begins, true when it has ended
	Records int   // read for this part
	Err     error // why the part is not complete; nil when it is
	Step    int   // of this part, from 1
	Steps   int
}

// CollectOptions tunes Collect. The zero value is usable.
type CollectOptions struct {
	// Report is called when a part begins and when it ends, on the goroutine
	// that called Collect.
	Report func(Progress)
	// Statement, when set, is given each statement's document as it is read.
	// An error of it counts as the part's.
	Statement func(Statement, []byte) error
	// HistoryFrom is the oldest date of the transaction history; default two
	// years before Now.
	HistoryFrom time.Time
	PerPage     int // records per page; default 100

	Now func() time.Time // default time.Now
}

// Collect fetches what the products need, as MX's guide tells it:
//
//	every product         accounts, with their balances
//	transactions          the member's transactions of the last 120 days
//	transaction_history   each account's transactions since HistoryFrom
//	account_verification  account numbers
//	identity_verification account owners
//	statements            statements, with their PDFs when Statement is set
//	investments           holdings
//	rewards               rewards
//
// It reads what MX has: wait until the member is ready first, and start the
// jobs of products that the member was not connected for. With both
// transaction products it fetches the history alone, which has both.
//
// A part that fails does not end the others, and what was read of it is kept.
// The error then has the code of the first failure and a *CollectError as its
// cause. After a failure that all parts would share (a wrong key, the end of
// ctx) the rest is not tried; it counts as failed for the same reason.
func (c *Client) Collect(ctx context.Context, userGUID, memberGUID string, products []Product, opts CollectOptions) (Collection, error) {
	run := &collect{ctx: ctx, c: c, user: userGUID, member: memberGUID, opts: opts.withDefaults(), failed: map[Part]error{}}
	for _, p := range products {
		if _, known := partOf[p]; !known {
			return Collection{}, fault.Newf(fault.ProviderInputInvalid, nil, "There is no product %.40q.", string(p))
		}
	}
	parts := partsOf(products)
	for i, part := range parts {
		run.part(part, i+1, len(parts))
	}
	return run.out, run.err()
}

// partOf is read-only.
var partOf = map[Product]Part{
	provider.Transactions:         PartTransactions,
	provider.TransactionHistory:   PartHistory,
	provider.AccountVerification:  PartAccountNumbers,
	provider.IdentityVerification: PartAccountOwners,
	provider.Statements:           PartStatements,
	provider.Investments:          PartHoldings,
	provider.Rewards:              PartRewards,
}

// partsOf returns what the products need, in order and once each.
func partsOf(products []Product) []Part {
	wanted := map[Part]bool{PartAccounts: true}
	for _, p := range products {
		wanted[partOf[p]] = true
	}
	if wanted[PartHistory] {
		wanted[PartTransactions] = false
	}
	var parts []Part
	for _, part := range []Part{
		PartAccounts, PartTransactions, PartHistory, PartAccountNumbers,
		PartAccountOwners, PartStatements, PartHoldings, PartRewards,
	} {
		if wanted[part] {
			parts = append(parts, part)
		}
	}
	return parts
}

func (o CollectOptions) withDefaults() CollectOptions {
	if o.Report == nil {
		o.Report = func(Progress) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HistoryFrom.IsZero() {
		o.HistoryFrom = o.Now().AddDate(-2, 0, 0)
	}
	if o.PerPage <= 0 {
		o.PerPage = 100
	}
	return o
}

// collect is one run of Collect.
type collect struct {
	ctx          context.Context
	c            *Client
	user, member string
	opts         CollectOptions
	out          Collection
	order        []Part // of failed
	failed       map[Part]error
	stop         error // what every further part would fail with
}

// part fetches one part and reports it.
func (r *collect) part(part Part, step, steps int) {
	p := Progress{Part: part, Step: step, Steps: steps}
	if p.Err = r.stop; p.Err == nil {
		r.opts.Report(p)
		p.Records, p.Err = r.fetch(part)
	}
	p.Done = true
	if p.Err != nil {
		r.order, r.failed[part] = append(r.order, part), p.Err
		if r.ctx.Err() != nil || fault.CodeOf(p.Err) == fault.ProviderUnauthorized {
			r.stop = p.Err
		}
	}
	r.opts.Report(p)
}

func (r *collect) fetch(part Part) (int, error) {
	page := PageQuery{PerPage: r.opts.PerPage}
	switch part {
	case PartAccounts:
		return gather(&r.out.Accounts, r.c.MemberAccounts(r.ctx, r.user, r.member, AccountsQuery{PageQuery: page}))
	case PartTransactions:
		return gather(&r.out.Transactions, r.c.MemberTransactions(r.ctx, r.user, r.member, TransactionsQuery{PageQuery: page}))
	case PartHistory:
		return r.history(TransactionsQuery{PageQuery: page, From: r.opts.HistoryFrom})
	case PartAccountNumbers:
		return gather(&r.out.AccountNumbers, r.c.MemberAccountNumbers(r.ctx, r.user, r.member, page))
	case PartAccountOwners:
		return gather(&r.out.AccountOwners, r.c.AccountOwners(r.ctx, r.user, r.member, page))
	case PartStatements:
		return r.statements(page)
	case PartHoldings:
		return gather(&r.out.Holdings, r.c.MemberHoldings(r.ctx, r.user, r.member, page))
	default:
		return gather(&r.out.Rewards, r.c.Rewards(r.ctx, r.user, r.member))
	}
}

// history goes through the accounts that were read. Without them there is no
// complete history.
func (r *collect) history(query TransactionsQuery) (int, error) {
	total := 0
	for _, account := range r.out.Accounts {
		n, err := gather(&r.out.Transactions, r.c.AccountTransactions(r.ctx, r.user, account.GUID, query))
		if total += n; err != nil {
			return total, err
		}
	}
	return total, r.failed[PartAccounts]
}

func (r *collect) statements(query PageQuery) (int, error) {
	n, err := gather(&r.out.Statements, r.c.Statements(r.ctx, r.user, r.member, query))
	if r.opts.Statement == nil {
		return n, err
	}
	for _, s := range r.out.Statements {
		pdf, failure := r.c.StatementPDF(r.ctx, r.user, r.member, s.GUID)
		if failure == nil {
			failure = r.opts.Statement(s, pdf)
		}
		if failure != nil && err == nil {
			err = failure
		}
	}
	return n, err
}

// gather appends a list to into, up to its end or its first error.
func gather[T any](into *[]T, list iter.Seq2[T, error]) (int, error) {
	n := 0
	for item, err := range list {
		if err != nil {
			return n, err
		}
		*into = append(*into, item)
		n++
	}
	return n, nil
}

func (r *collect) err() error {
	if len(r.order) == 0 {
		return nil
	}
	first := fault.From(r.failed[r.order[0]])
	e := fault.New(first.Code, &CollectError{Failed: r.failed, order: slices.Clone(r.order)})
	e.Status = first.Status
	return e
}

// CollectError says which parts of Collect are not complete. It is the cause
// of the *fault.Error that Collect returns.
type CollectError struct {
	Failed map[Part]error // each a *fault.Error, or what CollectOptions.Statement returned

	order []Part
}

// Error names the parts and why each failed.
func (e *CollectError) Error() string {
	var text []string
	for _, part := range e.order {
		text = append(text, string(part)+": "+e.Failed[part].Error())
	}
	return strings.Join(text, "; ")
}

// Unwrap returns the failures, in the order in which they came.
func (e *CollectError) Unwrap() []error {
	var all []error
	for _, part := range e.order {
		all = append(all, e.Failed[part])
	}
	return all
}
