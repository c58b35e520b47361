package mx_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
)

// failed is a call's error.
func failed[T any](_ T, err error) error { return err }

// ofAMember are all calls that are about a member, by name.
func ofAMember(ctx context.Context, c *mx.Client, user, member string) map[string]error {
	var none mx.PageQuery
	return map[string]error{
		"accounts":                   failed(c.MemberAccountsPage(ctx, user, member, mx.AccountsQuery{})),
		"aggregate":                  failed(c.Aggregate(ctx, user, member, nil)),
		"balances":                   failed(c.CheckBalances(ctx, user, member)),
		"challenges":                 failed(c.ChallengesPage(ctx, user, member, none)),
		"credentials":                failed(c.MemberCredentialsPage(ctx, user, member, none)),
		"delete":                     c.DeleteMember(ctx, user, member),
		"history":                    failed(c.ExtendHistory(ctx, user, member)),
		"holdings":                   failed(c.MemberHoldingsPage(ctx, user, member, none)),
		"identify":                   failed(c.Identify(ctx, user, member)),
		"numbers":                    failed(c.MemberAccountNumbersPage(ctx, user, member, none)),
		"OAuth window":               failed(c.OAuthWindow(ctx, user, member, mx.OAuthWindowQuery{})),
		"one account":                failed(c.ReadMemberAccount(ctx, user, member, "ACT-none")),
		"owners":                     failed(c.AccountOwnersPage(ctx, user, member, none)),
		"PDF":                        failed(c.StatementPDF(ctx, user, member, "STA-none")),
		"read":                       failed(c.ReadMember(ctx, user, member)),
		"resume":                     failed(c.Resume(ctx, user, member, nil)),
		"reward":                     failed(c.ReadReward(ctx, user, member, "RWD-none")),
		"rewards":                    failed(c.RewardsPage(ctx, user, member, none)),
		"rewards job":                failed(c.FetchRewards(ctx, user, member)),
		"statement":                  failed(c.ReadStatement(ctx, user, member, "STA-none")),
		"statements":                 failed(c.StatementsPage(ctx, user, member, none)),
		"statements job":             failed(c.FetchStatements(ctx, user, member)),
		"status":                     failed(c.MemberStatus(ctx, user, member)),
		"transactions":               failed(c.MemberTransactionsPage(ctx, user, member, mx.TransactionsQuery{})),
		"transactions of an account": failed(c.MemberAccountTransactionsPage(ctx, user, member, "ACT-none", mx.TransactionsQuery{})),
		"update":                     failed(c.UpdateMember(ctx, user, member, mx.MemberFields{})),
		"verify":                     failed(c.Verify(ctx, user, member, nil)),
	}
}

// ofAUser are all other calls that are about a user.
func ofAUser(ctx context.Context, c *mx.Client, user string) map[string]error {
	return map[string]error{
		"accounts":               failed(c.UserAccountsPage(ctx, user, mx.AccountsQuery{})),
		"account":                failed(c.ReadAccount(ctx, user, "ACT-none")),
		"account's holdings":     failed(c.AccountHoldingsPage(ctx, user, "ACT-none", mx.PageQuery{})),
		"account's numbers":      failed(c.AccountNumbersPage(ctx, user, "ACT-none", mx.PageQuery{})),
		"account's transactions": failed(c.AccountTransactionsPage(ctx, user, "ACT-none", mx.TransactionsQuery{})),
		"delete":                 c.DeleteUser(ctx, user),
		"holding":                failed(c.ReadHolding(ctx, user, "HOL-none")),
		"holdings":               failed(c.HoldingsPage(ctx, user, mx.PageQuery{})),
		"member":                 failed(c.CreateMember(ctx, user, mx.NewMember{InstitutionCode: "harborlight"})),
		"members":                failed(c.MembersPage(ctx, user, mx.MembersQuery{})),
		"microdeposit":           failed(c.ReadMicrodeposit(ctx, user, "MIC-none")),
		"microdeposit to delete": c.DeleteMicrodeposit(ctx, user, "MIC-none"),
		"microdeposit to make":   failed(c.CreateMicrodeposit(ctx, user, mx.MicrodepositFields{Email: "a@example.com", FirstName: "Ada"})),
		"microdeposits":          failed(c.MicrodepositsPage(ctx, user, mx.PageQuery{})),
		"read":                   failed(c.ReadUser(ctx, user)),
		"transaction":            failed(c.ReadTransaction(ctx, user, "TRN-none")),
		"transactions":           failed(c.TransactionsPage(ctx, user, mx.TransactionsQuery{})),
		"update":                 failed(c.UpdateUser(ctx, user, mx.UserFields{})),
		"widget":                 failed(c.WidgetURL(ctx, user, mx.WidgetURLRequest{})),
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	c, _ := start(t)
	user, err := c.CreateUser(t.Context(), mx.UserFields{})
	require.NoError(t, err)
	for subject, calls := range map[string]map[string]error{
		"a user":             ofAUser(t.Context(), c, "USR-none"),
		"a member's user":    ofAMember(t.Context(), c, "USR-none", "MBR-none"),
		"a member of a user": ofAMember(t.Context(), c, user.GUID, "MBR-none"),
	} {
		for name, err := range calls {
			t.Run(subject+": "+name, func(t *testing.T) {
				require.Equal(t, fault.ProviderNotFound, fault.CodeOf(err), "%v", err)
				assert.Equal(t, 404, fault.From(err).Status)
			})
		}
	}
}

func TestAWrongKeyIsRefusedEverywhere(t *testing.T) {
	_, s := start(t)
	id, _ := s.Credentials()
	c, err := mx.New(mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: secret.New("wrong"), RetryWait: time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	for _, calls := range []map[string]error{ofAUser(t.Context(), c, "USR-1"), ofAMember(t.Context(), c, "USR-1", "MBR-1"), {
		"users":                   failed(c.UsersPage(t.Context(), mx.UsersQuery{})),
		"institutions":            failed(c.InstitutionsPage(t.Context(), mx.InstitutionsQuery{})),
		"institution":             failed(c.ReadInstitution(t.Context(), "harborlight")),
		"institution credentials": failed(c.InstitutionCredentialsPage(t.Context(), "harborlight", mx.PageQuery{})),
		"create user":             failed(c.CreateUser(t.Context(), mx.UserFields{})),
		"verify microdeposit":     failed(c.VerifyMicrodeposit(t.Context(), "MIC-1", 2, 5)),
	}} {
		for name, err := range calls {
			assert.Equal(t, fault.ProviderUnauthorized, fault.CodeOf(err), name)
		}
	}
}

// TestEachJobIsRefusedWhileAnotherRuns has the sandbox's answer: MX has none.
func TestEachJobIsRefusedWhileAnotherRuns(t *testing.T) {
	c, _ := start(t, func(o *sandbox.Options) { o.Delay = time.Hour })
	a := connect(t, c, "harborlight", "correct")
	ctx, user, member := t.Context(), a.user.GUID, a.member.GUID
	for name, err := range map[string]error{
		"aggregate":  failed(c.Aggregate(ctx, user, member, nil)),
		"balances":   failed(c.CheckBalances(ctx, user, member)),
		"history":    failed(c.ExtendHistory(ctx, user, member)),
		"identify":   failed(c.Identify(ctx, user, member)),
		"rewards":    failed(c.FetchRewards(ctx, user, member)),
		"statements": failed(c.FetchStatements(ctx, user, member)),
		"verify":     failed(c.Verify(ctx, user, member, nil)),
	} {
		assert.Equal(t, fault.ProviderConflict, fault.CodeOf(err), name)
	}
}

func TestOAuthWindowAtTheSandbox(t *testing.T) {
	c, s := start(t)
	user, err := c.CreateUser(t.Context(), mx.UserFields{})
	require.NoError(t, err)
	m, err := c.CreateMember(t.Context(), user.GUID, mx.NewMember{InstitutionCode: "tidewater", IsOAuth: true})
	require.NoError(t, err)
	assert.Equal(t, mx.Pending, m.ConnectionStatus)
	assert.Contains(t, m.OAuthWindowURI.Reveal(), s.BankURL()+"/")
	again, err := c.OAuthWindow(t.Context(), user.GUID, m.GUID, mx.OAuthWindowQuery{OAuthReturn: mx.OAuthReturn{ReferralSource: mx.ReferralApp, Scheme: "piggy"}})
	require.NoError(t, err)
	assert.Equal(t, m.GUID, again.GUID)
	assert.Contains(t, again.OAuthWindowURI.Reveal(), s.BankURL()+"/")
	assert.NotEqual(t, m.OAuthWindowURI.Reveal(), again.OAuthWindowURI.Reveal(), "each login has its own address")
	for name, to := range map[string]mx.OAuthReturn{
		"a script":           {ReferralSource: mx.ReferralApp, ClientRedirectURL: secret.New("javascript:alert(1)")},
		"a scheme that runs": {ReferralSource: mx.ReferralApp, Scheme: "javascript"},
	} {
		_, err := c.OAuthWindow(t.Context(), user.GUID, m.GUID, mx.OAuthWindowQuery{OAuthReturn: to})
		assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err), name)
	}
	plain := connect(t, c, "harborlight", "correct")
	_, err = c.OAuthWindow(t.Context(), plain.user.GUID, plain.member.GUID, mx.OAuthWindowQuery{})
	assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err), "it has no login at the bank's own site")
}
