package mx_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

var everyInstitution = world.InstitutionFilter{}

// everything connects evergrove with all products.
func everything(t *testing.T) *ada {
	t.Helper()
	c, _ := start(t)
	return connect(t, c, "evergrove", "correct", provider.AccountVerification, provider.IdentityVerification,
		provider.Transactions, provider.Statements, provider.Investments, provider.Rewards)
}

func TestAccountsAtTheSandbox(t *testing.T) {
	a := everything(t)
	ctx, user, member := t.Context(), a.user.GUID, a.member.GUID
	accounts := collected(t, a.UserAccounts(ctx, user, mx.AccountsQuery{}))
	require.Len(t, accounts, 4)
	for _, account := range accounts {
		one, err := a.ReadAccount(ctx, user, account.GUID)
		require.NoError(t, err)
		assert.Equal(t, account, one)
		one, err = a.ReadMemberAccount(ctx, user, member, account.GUID)
		require.NoError(t, err)
		assert.Equal(t, account, one)
	}
	_, err := a.ReadAccount(ctx, user, "ACT-none")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))

	numbers := collected(t, a.MemberAccountNumbers(ctx, user, member, mx.PageQuery{}))
	require.Len(t, numbers, 2)
	assert.Equal(t, numbers[:1], collected(t, a.AccountNumbers(ctx, user, numbers[0].AccountGUID, mx.PageQuery{})))
	shown := accounts[0].AccountNumber.Reveal()
	assert.Equal(t, shown[len(shown)-4:], numbers[0].AccountNumber.Reveal()[6:], "the account shows the last four digits")
	assert.Len(t, numbers[0].RoutingNumber, 9)
	assert.True(t, numbers[0].PassedValidation)
	_, err = a.AccountNumbersPage(ctx, user, "ACT-none", mx.PageQuery{})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))

	owners := collected(t, a.AccountOwners(ctx, user, member, mx.PageQuery{}))
	assert.Equal(t, owners[0].FirstName+" "+owners[0].LastName, owners[0].OwnerName)
	_, err = a.AccountOwnersPage(ctx, user, "MBR-none", mx.PageQuery{})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestCanadianAccountsHaveTheirOwnNumbers(t *testing.T) {
	c, _ := start(t)
	a := connect(t, c, "rimefield", "correct", provider.AccountVerification)
	n := collected(t, c.MemberAccountNumbers(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{}))[0]
	assert.Empty(t, n.RoutingNumber)
	assert.Len(t, n.InstitutionNumber, 3)
	assert.Len(t, n.TransitNumber, 5)
}

func TestTransactionsAtTheSandbox(t *testing.T) {
	a := everything(t)
	ctx, user, member := t.Context(), a.user.GUID, a.member.GUID
	all := collected(t, a.Transactions(ctx, user, mx.TransactionsQuery{}))
	require.Greater(t, len(all), 50, "more than two pages")
	assert.Equal(t, all, collected(t, a.MemberTransactions(ctx, user, member, mx.TransactionsQuery{PageQuery: mx.PageQuery{PerPage: 10}})))
	sum := 0
	for _, account := range collected(t, a.UserAccounts(ctx, user, mx.AccountsQuery{})) {
		of := collected(t, a.AccountTransactions(ctx, user, account.GUID, mx.TransactionsQuery{}))
		assert.Equal(t, of, collected(t, a.MemberAccountTransactions(ctx, user, member, account.GUID, mx.TransactionsQuery{})))
		sum += len(of)
	}
	assert.Equal(t, len(all), sum)

	from, to := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC)
	some := collected(t, a.Transactions(ctx, user, mx.TransactionsQuery{From: from, To: to}))
	require.NotEmpty(t, some)
	assert.Less(t, len(some), len(all))
	for _, tx := range some {
		assert.False(t, tx.Date.Before(from) || tx.Date.After(to), tx.Date)
	}
	assert.Empty(t, collected(t, a.Transactions(ctx, user, mx.TransactionsQuery{CreatedFrom: to.AddDate(1, 0, 0)})))
	assert.Empty(t, collected(t, a.Transactions(ctx, user, mx.TransactionsQuery{UseCase: mx.PFM})), "the member has no use case")

	one, err := a.ReadTransaction(ctx, user, all[3].GUID)
	require.NoError(t, err)
	assert.Equal(t, all[3], one)
	_, err = a.ReadTransaction(ctx, user, "TRN-none")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
	_, err = a.AccountTransactionsPage(ctx, user, "ACT-none", mx.TransactionsQuery{})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestIncludesAddToTransactions(t *testing.T) {
	a := everything(t)
	includes := []mx.Include{mx.IncludeRepeating, mx.IncludeMerchants, mx.IncludeClassifications, mx.IncludeGeolocations}
	plain := collected(t, a.Transactions(t.Context(), a.user.GUID, mx.TransactionsQuery{}))
	full := collected(t, a.Transactions(t.Context(), a.user.GUID, mx.TransactionsQuery{Includes: includes}))
	var merchants, places, series int
	for i, tx := range full {
		assert.Nil(t, plain[i].Classification)
		assert.NotNil(t, tx.Classification)
		if tx.Merchant != nil {
			merchants++
		}
		if tx.Geolocation != nil {
			places++
			assert.Equal(t, "84043", tx.Geolocation.PostalCode)
		}
		if tx.RepeatingTransaction != nil {
			series++
		}
	}
	assert.Positive(t, merchants)
	assert.Positive(t, places)
	assert.Positive(t, series)
}

func TestStatementsAtTheSandbox(t *testing.T) {
	a := everything(t)
	ctx, user, member := t.Context(), a.user.GUID, a.member.GUID
	list := collected(t, a.Statements(ctx, user, member, mx.PageQuery{}))
	one, err := a.ReadStatement(ctx, user, member, list[0].GUID)
	require.NoError(t, err)
	assert.Equal(t, list[0], one)
	pdf, err := a.StatementPDF(ctx, user, member, list[0].GUID)
	require.NoError(t, err)
	assert.Contains(t, string(pdf), "February 2026")
	for name, call := range map[string]func() error{
		"description": func() error { _, err := a.ReadStatement(ctx, user, member, "STA-none"); return err },
		"document":    func() error { _, err := a.StatementPDF(ctx, user, member, "STA-none"); return err },
	} {
		assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(call()), name)
	}
}

func TestHoldingsAndRewardsAtTheSandbox(t *testing.T) {
	a := everything(t)
	ctx, user, member := t.Context(), a.user.GUID, a.member.GUID
	holdings := collected(t, a.Holdings(ctx, user, mx.PageQuery{}))
	require.Len(t, holdings, 3)
	assert.Equal(t, holdings, collected(t, a.MemberHoldings(ctx, user, member, mx.PageQuery{})))
	assert.Equal(t, holdings, collected(t, a.AccountHoldings(ctx, user, holdings[0].AccountGUID, mx.PageQuery{})))
	one, err := a.ReadHolding(ctx, user, holdings[1].GUID)
	require.NoError(t, err)
	assert.Equal(t, holdings[1], one)
	account, err := a.ReadAccount(ctx, user, holdings[0].AccountGUID)
	require.NoError(t, err)
	var worth float64
	for _, h := range holdings {
		worth += *h.MarketValue
	}
	assert.InDelta(t, *account.Balance, worth, 0.001, "the account is worth its holdings")
	_, err = a.ReadHolding(ctx, user, "HOL-none")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))

	rewards := collected(t, a.Rewards(ctx, user, member))
	require.Len(t, rewards, 1)
	reward, err := a.ReadReward(ctx, user, member, rewards[0].GUID)
	require.NoError(t, err)
	assert.Equal(t, rewards[0], reward)
	assert.Equal(t, "POINTS", reward.UnitType)
	_, err = a.ReadReward(ctx, user, member, "RWD-none")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

// account is one whose bank gives no numbers itself.
func account(s *sandbox.Sandbox, number string) mx.MicrodepositFields {
	in, _ := s.World().Institution("pennyroyal")
	return mx.MicrodepositFields{AccountName: "Main", AccountNumber: secret.New(number), AccountType: "CHECKING", RoutingNumber: in.Routing, FirstName: "Ada"}
}

func TestMicrodepositsAtTheSandbox(t *testing.T) {
	now := clocktest.New(time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC))
	c, s := start(t, func(o *sandbox.Options) { o.Now, o.Delay = now.Now, time.Minute })
	ctx := t.Context()
	user, err := c.CreateUser(ctx, mx.UserFields{})
	require.NoError(t, err)
	m, err := c.CreateMicrodeposit(ctx, user.GUID, account(s, "1002003001"))
	require.NoError(t, err)
	for _, want := range []mx.MicrodepositStatus{mx.MicrodepositInitiated, mx.MicrodepositRequested, mx.MicrodepositDeposited} {
		m, err = c.ReadMicrodeposit(ctx, user.GUID, m.GUID)
		require.NoError(t, err)
		assert.Equal(t, want, m.Status)
		if want == mx.MicrodepositInitiated {
			_, err := c.VerifyMicrodeposit(ctx, m.GUID, 2, 5)
			assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err), "there is nothing to verify yet")
		}
		now.Advance(30 * time.Second)
	}
	assert.Equal(t, "Pennyroyal Savings", m.InstitutionName)
	assert.Equal(t, "1002003001", m.AccountNumber.Reveal())
	m, err = c.VerifyMicrodeposit(ctx, m.GUID, 5, 2)
	require.NoError(t, err)
	assert.Equal(t, mx.MicrodepositDenied, m.Status)
	m, err = c.VerifyMicrodeposit(ctx, m.GUID, 2, 5)
	require.NoError(t, err)
	assert.Equal(t, mx.MicrodepositVerified, m.Status)
	assert.False(t, m.VerifiedAt.IsZero())
	list := collected(t, c.Microdeposits(ctx, user.GUID))
	require.Len(t, list, 1)
	assert.True(t, list[0].AccountNumber.IsZero(), "lists do not have it")
	require.NoError(t, c.DeleteMicrodeposit(ctx, user.GUID, m.GUID))
	_, err = c.ReadMicrodeposit(ctx, user.GUID, m.GUID)
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
	_, err = c.VerifyMicrodeposit(ctx, m.GUID, 2, 5)
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestMicrodepositsThatFail(t *testing.T) {
	c, s := start(t)
	ctx := t.Context()
	user, err := c.CreateUser(ctx, mx.UserFields{})
	require.NoError(t, err)
	create := func(m mx.MicrodepositFields) (mx.Microdeposit, error) { return c.CreateMicrodeposit(ctx, user.GUID, m) }
	for _, row := range []struct {
		name   string
		m      mx.MicrodepositFields
		status mx.MicrodepositStatus
		code   fault.Code
	}{
		{"the person alone is prepared", mx.MicrodepositFields{Email: "a@example.com", FirstName: "Ada"}, mx.MicrodepositPreinitiated, ""},
		{"an account that takes none", account(s, "1004444"), mx.MicrodepositErrored, ""},
		{"an account that is refused", account(s, "1008888"), mx.MicrodepositRejected, ""},
		{"a first request", account(s, "1001"), mx.MicrodepositDeposited, ""},
		{"a second one for the same account", account(s, "1001"), mx.MicrodepositConflicted, ""},
		{"no routing number", mx.MicrodepositFields{AccountNumber: secret.New("1"), AccountType: "CHECKING"}, "", fault.ProviderRejected},
		{"another kind of account", func() mx.MicrodepositFields { m := account(s, "1"); m.AccountType = "LOAN"; return m }(), "", fault.ProviderRejected},
	} {
		t.Run(row.name, func(t *testing.T) {
			m, err := create(row.m)
			require.Equal(t, row.code, fault.CodeOf(err))
			assert.Equal(t, row.status, m.Status)
		})
	}
	m, err := create(account(s, "1002"))
	require.NoError(t, err)
	for range 3 {
		m, err = c.VerifyMicrodeposit(ctx, m.GUID, 1, 1)
		require.NoError(t, err)
	}
	assert.Equal(t, mx.MicrodepositPrevented, m.Status)
}

func TestAQuestionIsNotOpenForEver(t *testing.T) {
	now := clocktest.New(time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC))
	c, _ := start(t, func(o *sandbox.Options) { o.Now = now.Now })
	a := connect(t, c, "riddlewick", "correct")
	now.Advance(5 * time.Minute)
	status, err := c.MemberStatus(t.Context(), a.user.GUID, a.member.GUID)
	require.NoError(t, err)
	assert.Equal(t, mx.Expired, status.ConnectionStatus)
	assert.False(t, status.IsBeingAggregated)
}

func TestWaitingAtTheSandbox(t *testing.T) {
	c, _ := start(t, func(o *sandbox.Options) { o.Delay, o.Now = 40*time.Millisecond, nil })
	a := connect(t, c, "harborlight", "correct")
	var told []string
	m, err := provider.AwaitReady(t.Context(), c.Provider(), a.user.GUID, a.member.GUID, provider.AwaitOptions{
		Interval: time.Millisecond, OnState: func(m provider.Member) { told = append(told, m.Status) },
	})
	require.NoError(t, err)
	assert.Equal(t, provider.Ready, m.State)
	assert.Equal(t, "CREATED", told[0])

	slow := connect(t, c, "glacier", "correct")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err = provider.AwaitReady(ctx, c.Provider(), slow.user.GUID, slow.member.GUID, provider.AwaitOptions{Interval: time.Millisecond})
	assert.Equal(t, fault.MemberNotReady, fault.CodeOf(err), "it takes twenty times as long")
}

func TestMoneyMovementFetchesNoTransactions(t *testing.T) {
	c, _ := start(t)
	user, err := c.CreateUser(t.Context(), mx.UserFields{})
	require.NoError(t, err)
	m, err := c.CreateMember(t.Context(), user.GUID, mx.NewMember{
		InstitutionCode: "harborlight",
		MemberFields:    mx.MemberFields{Credentials: form(t, c, "harborlight", "correct"), UseCases: []mx.UseCase{mx.MoneyMovement}},
	})
	require.NoError(t, err)
	assert.Empty(t, collected(t, c.MemberTransactions(t.Context(), user.GUID, m.GUID, mx.TransactionsQuery{})))
	assert.Len(t, collected(t, c.MemberAccounts(t.Context(), user.GUID, m.GUID, mx.AccountsQuery{})), 3)
}
