package mx_test

import (
	"bytes"
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
)

// start runs a sandbox whose connections need no time, unless change says
// otherwise, and returns a client for it.
func start(t testing.TB, change ...func(*sandbox.Options)) (*mx.Client, *sandbox.Sandbox) {
	t.Helper()
	at := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	first := func(o *sandbox.Options) { o.Delay, o.Now = -1, func() time.Time { return at } }
	s := sandboxtest.Start(t, append([]func(*sandbox.Options){first}, change...)...)
	return clientOf(t, s, ""), s
}

func clientOf(t testing.TB, s *sandbox.Sandbox, version string) *mx.Client {
	t.Helper()
	id, key := s.Credentials()
	c, err := mx.New(mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key, Version: version, RetryWait: time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// ada is a user with a member.
type ada struct {
	*mx.Client
	user   mx.User
	member mx.Member
}

// collected reads a list to its end.
func collected[T any](t testing.TB, list iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for item, err := range list {
		require.NoError(t, err)
		all = append(all, item)
	}
	return all
}

// form fills in an institution's login form.
func form(t testing.TB, c *mx.Client, institution, password string) []mx.Answer {
	t.Helper()
	var answers []mx.Answer
	for _, field := range collected(t, c.InstitutionCredentials(t.Context(), institution, mx.PageQuery{})) {
		value := "ada"
		if field.FieldType == "PASSWORD" {
			value = password
		}
		answers = append(answers, mx.Answer{GUID: field.GUID, Value: secret.New(value)})
	}
	return answers
}

// connect makes a user with a member.
func connect(t testing.TB, c *mx.Client, institution, password string, products ...mx.Product) *ada {
	t.Helper()
	user, err := c.CreateUser(t.Context(), mx.UserFields{})
	require.NoError(t, err)
	m, err := c.CreateMember(t.Context(), user.GUID, mx.NewMember{
		InstitutionCode: institution, MemberFields: mx.MemberFields{Credentials: form(t, c, institution, password)}, Products: products,
	})
	require.NoError(t, err)
	return &ada{c, user, m}
}

func TestUsersAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	ctx := t.Context()
	user, err := c.CreateUser(ctx, mx.UserFields{ID: new("u-1"), Email: new("ada@example.com"), Metadata: new(`{"tier":2}`)})
	require.NoError(t, err)
	assert.Equal(t, "u-1", user.ID)
	_, err = c.CreateUser(ctx, mx.UserFields{ID: new("u-1")})
	assert.Equal(t, fault.ProviderConflict, fault.CodeOf(err))
	changed, err := c.UpdateUser(ctx, "u-1", mx.UserFields{Email: new("a@example.com"), IsDisabled: new(true)})
	require.NoError(t, err)
	assert.Equal(t, mx.User{GUID: user.GUID, ID: "u-1", Email: "a@example.com", IsDisabled: true, Metadata: `{"tier":2}`}, changed)
	read, err := c.ReadUser(ctx, user.GUID)
	require.NoError(t, err)
	assert.Equal(t, changed, read)
	for range 30 {
		_, err := c.CreateUser(ctx, mx.UserFields{})
		require.NoError(t, err)
	}
	assert.Len(t, collected(t, c.Users(ctx, mx.UsersQuery{})), 31, "two pages")
	assert.Len(t, collected(t, c.Users(ctx, mx.UsersQuery{ID: "u-1"})), 1)
	require.NoError(t, c.DeleteUser(ctx, "u-1"))
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(c.DeleteUser(ctx, "u-1")))
	_, err = c.UpdateUser(ctx, "u-1", mx.UserFields{})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestInstitutionsAtTheSandbox(t *testing.T) {
	c, s := start(t)
	ctx := t.Context()
	all := collected(t, c.Institutions(ctx, mx.InstitutionsQuery{PageQuery: mx.PageQuery{PerPage: 10}}))
	assert.Len(t, all, len(s.World().Institutions(everyInstitution)))
	page, err := c.InstitutionsPage(ctx, mx.InstitutionsQuery{PageQuery: mx.PageQuery{PerPage: 101}})
	require.NoError(t, err)
	assert.Equal(t, 25, page.Pagination.PerPage, "above the largest page MX falls back to 25")
	none := collected(t, c.Institutions(ctx, mx.InstitutionsQuery{Name: "pennyroyal", Products: []mx.Product{provider.AccountVerification}}))
	assert.Empty(t, none)
	in, err := c.ReadInstitution(ctx, "tidewater")
	require.NoError(t, err)
	assert.True(t, in.SupportsOAuth)
	assert.Empty(t, form(t, c, "tidewater", ""))
	assert.Contains(t, in.SupportedProducts, provider.Rewards)
	_, err = c.ReadInstitution(ctx, "nowhere")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
	_, err = c.InstitutionCredentialsPage(ctx, "nowhere", mx.PageQuery{})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestMembersAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	ctx := t.Context()
	a := connect(t, c, "mistral", "wrong")
	assert.Equal(t, mx.Denied, a.member.ConnectionStatus)
	assert.True(t, a.member.NeedsUpdatedCredentials)
	_, err := c.CreateMember(ctx, a.user.GUID, mx.NewMember{InstitutionCode: "mistral", MemberFields: mx.MemberFields{Credentials: form(t, c, "mistral", "correct")}})
	assert.Equal(t, fault.ProviderConflict, fault.CodeOf(err))
	_, err = c.CreateMember(ctx, a.user.GUID, mx.NewMember{InstitutionCode: "harborlight"})
	assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err))
	_, err = c.CreateMember(ctx, "USR-none", mx.NewMember{InstitutionCode: "mistral"})
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))

	assert.Len(t, collected(t, c.MemberCredentials(ctx, a.user.GUID, a.member.GUID, mx.PageQuery{})), 2)
	m, err := c.UpdateMember(ctx, a.user.GUID, a.member.GUID, mx.MemberFields{
		ID: new("m-1"), Metadata: new("mine"), BackgroundAggDisabled: new(true), UseCases: []mx.UseCase{mx.PFM}, Credentials: form(t, c, "mistral", "correct"),
	})
	require.NoError(t, err)
	assert.Equal(t, mx.Connected, m.ConnectionStatus)
	assert.Equal(t, []mx.UseCase{mx.PFM}, m.UseCases)
	assert.True(t, m.BackgroundAggDisabled)
	m, err = c.UpdateMember(ctx, a.user.GUID, "m-1", mx.MemberFields{UseCases: []mx.UseCase{mx.MoneyMovement}})
	require.NoError(t, err)
	assert.Equal(t, []mx.UseCase{mx.PFM, mx.MoneyMovement}, m.UseCases, "use cases are only added")
	read, err := c.ReadMember(ctx, a.user.GUID, "m-1")
	require.NoError(t, err)
	assert.Equal(t, m, read)
	assert.Len(t, collected(t, c.Members(ctx, a.user.GUID, mx.MembersQuery{UseCase: mx.PFM})), 1)

	require.NoError(t, c.DeleteMember(ctx, a.user.GUID, "m-1"))
	_, err = c.ReadMember(ctx, a.user.GUID, "m-1")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
	_, err = c.MemberStatus(ctx, a.user.GUID, "m-1")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestEveryStatusAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	rows := []struct {
		password string
		code     fault.Code // of AwaitReady
	}{ // in the order of MX's numbers
		{"created", ""}, {"prevented", fault.MemberNeedsUser}, {"denied", fault.MemberNeedsUser}, {"challenged", fault.MemberNeedsUser},
		{"rejected", fault.MemberNeedsUser}, {"locked", fault.MemberUnavailable}, {"connected", ""}, {"impeded", fault.MemberNeedsUser},
		{"reconnected", ""}, {"degraded", fault.MemberUnavailable}, {"disconnected", fault.MemberUnavailable},
		{"discontinued", fault.MemberUnavailable}, {"closed", fault.MemberUnavailable}, {"delayed", fault.MemberUnavailable},
		{"failed", fault.MemberUnavailable}, {"updated", ""}, {"disabled", fault.MemberUnavailable}, {"imported", fault.MemberNeedsUser},
		{"resumed", ""}, {"expired", fault.MemberNeedsUser}, {"impaired", fault.MemberNeedsUser}, {"pending", fault.MemberNotReady},
	}
	for number, row := range rows {
		t.Run(row.password, func(t *testing.T) {
			a := connect(t, c, "weathervane", row.password)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			m, err := provider.AwaitReady(ctx, c.Provider(), a.user.GUID, a.member.GUID, provider.AwaitOptions{Interval: 10 * time.Millisecond})
			require.Equal(t, row.code, fault.CodeOf(err))
			want, _ := mx.StatusOf(number)
			if row.code == "" {
				want = mx.Connected
			}
			assert.Equal(t, string(want), m.Status)
		})
	}
}

func TestQuestionsAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	kinds := map[string]string{
		"riddlewick": "TEXT", "tokenham": "TOKEN", "forkroad": "OPTIONS", "picturehill": "IMAGE_DATA", "gallerygate": "IMAGE_OPTIONS",
	}
	for institution, kind := range kinds {
		for answer, want := range map[string]mx.ConnectionStatus{"correct": mx.Connected, "wrong": mx.Rejected, "again": mx.Challenged} {
			t.Run(kind+" "+answer, func(t *testing.T) {
				a := connect(t, c, institution, "correct")
				assert.Equal(t, mx.Challenged, a.member.ConnectionStatus)
				questions := collected(t, c.Challenges(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{}))
				require.Len(t, questions, 1)
				assert.Equal(t, kind, questions[0].Type)
				status, err := c.MemberStatus(t.Context(), a.user.GUID, a.member.GUID)
				require.NoError(t, err)
				assert.Equal(t, questions, status.Challenges)
				m, err := c.Resume(t.Context(), a.user.GUID, a.member.GUID, []mx.Answer{{GUID: questions[0].GUID, Value: secret.New(answer)}})
				require.NoError(t, err)
				assert.Equal(t, want, m.ConnectionStatus)
				if want == mx.Challenged {
					again := collected(t, c.Challenges(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{}))
					assert.NotEqual(t, questions[0].GUID, again[0].GUID)
				} else {
					assert.Empty(t, collected(t, c.Challenges(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{})), "204")
				}
			})
		}
	}
}

func TestQuestionsAreRefusedAsNeeded(t *testing.T) {
	c, _ := start(t)
	a := connect(t, c, "forkroad", "correct")
	q := collected(t, c.Challenges(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{}))[0]
	for name, answers := range map[string][]mx.Answer{
		"no answer": nil, "another question's": {{GUID: "CRD-x", Value: secret.New("correct")}},
		"an empty one": {{GUID: q.GUID}}, "none of the options": {{GUID: q.GUID, Value: secret.New("maybe")}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Resume(t.Context(), a.user.GUID, a.member.GUID, answers)
			assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err))
		})
	}
	_, err := c.Resume(t.Context(), a.user.GUID, a.member.GUID, []mx.Answer{{GUID: q.GUID, Value: secret.New(q.Options[0].GUID)}})
	require.NoError(t, err, "an option may be named by its guid")
	_, err = c.Resume(t.Context(), a.user.GUID, a.member.GUID, []mx.Answer{{GUID: q.GUID, Value: secret.New("correct")}})
	assert.Equal(t, fault.ProviderRejected, fault.CodeOf(err), "no question is open any more")
}

func TestOneAccountIsShared(t *testing.T) {
	c, _ := start(t)
	a := connect(t, c, "sievebrook", "correct")
	q := collected(t, c.Challenges(t.Context(), a.user.GUID, a.member.GUID, mx.PageQuery{}))[0]
	require.Len(t, q.Options, 3)
	_, err := c.Resume(t.Context(), a.user.GUID, a.member.GUID, []mx.Answer{{GUID: q.GUID, Value: secret.New(q.Options[1].Value)}})
	require.NoError(t, err)
	accounts := collected(t, c.MemberAccounts(t.Context(), a.user.GUID, a.member.GUID, mx.AccountsQuery{}))
	require.Len(t, accounts, 1)
	assert.Equal(t, "SAVINGS", accounts[0].Type)
}

// TestJobsBringTheirData starts each job and looks at what it adds.
func TestJobsBringTheirData(t *testing.T) {
	c, _ := start(t)
	ctx := t.Context()
	a := connect(t, c, "evergrove", "correct", provider.Rewards)
	user, member := a.user.GUID, a.member.GUID
	rows := []struct {
		name   string
		start  func() (mx.Member, error)
		before int
		count  func() int
		after  int
	}{
		{"aggregate brings transactions", func() (mx.Member, error) { return c.Aggregate(ctx, user, member, nil) }, 0,
			func() int {
				return min(1, len(collected(t, c.MemberTransactions(ctx, user, member, mx.TransactionsQuery{}))))
			}, 1},
		{"aggregate has brought holdings", func() (mx.Member, error) { return c.CheckBalances(ctx, user, member) }, 3,
			func() int { return len(collected(t, c.MemberHoldings(ctx, user, member, mx.PageQuery{}))) }, 3},
		{"verify brings account numbers", func() (mx.Member, error) { return c.Verify(ctx, user, member, nil) }, 0,
			func() int { return len(collected(t, c.MemberAccountNumbers(ctx, user, member, mx.PageQuery{}))) }, 2},
		{"identify brings owners", func() (mx.Member, error) { return c.Identify(ctx, user, member) }, 0,
			func() int { return len(collected(t, c.AccountOwners(ctx, user, member, mx.PageQuery{}))) }, 5},
		{"fetch statements brings statements", func() (mx.Member, error) { return c.FetchStatements(ctx, user, member) }, 0,
			func() int { return len(collected(t, c.Statements(ctx, user, member, mx.PageQuery{}))) }, 12},
		{"rewards were asked for at the start", func() (mx.Member, error) { return c.FetchRewards(ctx, user, member) }, 1,
			func() int { return len(collected(t, c.Rewards(ctx, user, member))) }, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.before, row.count())
			m, err := row.start()
			require.NoError(t, err)
			assert.Equal(t, mx.Connected, m.ConnectionStatus)
			assert.NotEqual(t, a.member.MostRecentJobGUID, m.MostRecentJobGUID)
			assert.Equal(t, row.after, row.count())
		})
	}
}

func TestHistoryReachesFurtherBack(t *testing.T) {
	c, _ := start(t)
	ctx := t.Context()
	a := connect(t, c, "harborlight", "correct")
	all := mx.TransactionsQuery{PageQuery: mx.PageQuery{PerPage: 1000}, From: time.Unix(0, 0)}
	before := collected(t, c.Transactions(ctx, a.user.GUID, all))
	_, err := c.ExtendHistory(ctx, a.user.GUID, a.member.GUID)
	require.NoError(t, err)
	after := collected(t, c.Transactions(ctx, a.user.GUID, all))
	assert.Greater(t, len(after), 4*len(before))
	assert.Equal(t, before, after[:len(before)], "what was there stays as it was")
	assert.True(t, after[len(after)-1].Date.Before(time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)))
	usual := collected(t, c.Transactions(ctx, a.user.GUID, mx.TransactionsQuery{PageQuery: mx.PageQuery{PerPage: 1000}}))
	assert.Less(t, len(usual), len(after), "without dates MX answers 120 days")
}

func TestJobsAreRefusedWhileOneRuns(t *testing.T) {
	c, _ := start(t, func(o *sandbox.Options) { o.Delay = time.Hour })
	a := connect(t, c, "harborlight", "correct")
	_, err := c.Aggregate(t.Context(), a.user.GUID, a.member.GUID, nil)
	assert.Equal(t, fault.ProviderConflict, fault.CodeOf(err))
	_, err = c.Verify(t.Context(), a.user.GUID, "MBR-none", nil)
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestAnInstitutionThatIsDownAnswers503(t *testing.T) {
	c, _ := start(t)
	user, err := c.CreateUser(t.Context(), mx.UserFields{})
	require.NoError(t, err)
	_, err = c.CreateMember(t.Context(), user.GUID, mx.NewMember{InstitutionCode: "standstill", MemberFields: mx.MemberFields{Credentials: form(t, c, "standstill", "correct")}})
	require.Equal(t, fault.ProviderUnavailable, fault.CodeOf(err))
	var cause *provider.CallError
	require.ErrorAs(t, err, &cause)
	assert.Equal(t, 503, cause.Status)
	assert.Equal(t, time.Second, cause.RetryAfter)
}

func TestCollectAtTheSandbox(t *testing.T) {
	c, _ := start(t)
	products := []mx.Product{
		provider.AccountVerification, provider.IdentityVerification, provider.TransactionHistory,
		provider.Statements, provider.Investments, provider.Rewards,
	}
	a := connect(t, c, "evergrove", "correct", products...)
	var documents int
	out, err := c.Collect(t.Context(), a.user.GUID, a.member.GUID, products, mx.CollectOptions{
		HistoryFrom: time.Date(2024, 3, 21, 0, 0, 0, 0, time.UTC),
		Statement: func(_ mx.Statement, pdf []byte) error {
			documents++
			assert.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")))
			return nil
		},
	})
	require.NoError(t, err)
	assert.Len(t, out.Accounts, 4)
	assert.Len(t, out.AccountNumbers, 2)
	assert.Len(t, out.AccountOwners, 5)
	assert.Len(t, out.Statements, 12)
	assert.Equal(t, 12, documents)
	assert.Len(t, out.Holdings, 3)
	assert.Len(t, out.Rewards, 1)
	assert.Greater(t, len(out.Transactions), 500)
	seen := map[string]bool{}
	for _, tx := range out.Transactions {
		assert.False(t, seen[tx.GUID])
		seen[tx.GUID] = true
	}
}
