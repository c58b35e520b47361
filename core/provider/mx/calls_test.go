package mx

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

var oauthReturn = OAuthReturn{
	ReferralSource: ReferralApp, Scheme: "myapp", EnableApp2App: new(false),
	ClientRedirectURL: secret.New("https://app.example/return/nonce-1234567890"),
}

// drain goes through a list to its end.
func drain[T any](list iter.Seq2[T, error]) (int, error) {
	n := 0
	for _, err := range list {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// calls has one row per call of the API; other tests use it too.
var calls = []struct {
	name   string
	do     func(context.Context, *Client) error
	method string
	uri    string
	body   string // sent
	answer string // an empty one is not a bad answer for a call that expects none
	none   bool   // 204 is a good answer too
}{
	{name: "create a user",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateUser(ctx, UserFields{ID: new("u-1"), Email: new("a@b.example"), Metadata: new("{}")})
			return err
		},
		method: "POST", uri: "/users", body: `{"user":{"id":"u-1","email":"a@b.example","metadata":"{}"}}`, answer: `{"user":{"guid":"USR-1"}}`},
	{name: "list users by id",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Users(ctx, UsersQuery{ID: "u 1", Email: "a@b", IsDisabled: new(false)}))
			return err
		},
		method: "GET", uri: "/users?email=a%40b&id=u+1&is_disabled=false&page=1", answer: `{"users":[]}`},
	{name: "update a user",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.UpdateUser(ctx, "USR-1", UserFields{Email: new(""), IsDisabled: new(false)})
			return err
		},
		method: "PUT", uri: "/users/USR-1", body: `{"user":{"email":"","is_disabled":false}}`, answer: `{"user":{}}`},
	{name: "read a user",
		do:     func(ctx context.Context, c *Client) error { _, err := c.ReadUser(ctx, "a/b"); return err },
		method: "GET", uri: "/users/a%2Fb", answer: `{"user":{}}`},
	{name: "delete a user",
		do:     func(ctx context.Context, c *Client) error { return c.DeleteUser(ctx, "USR-1") },
		method: "DELETE", uri: "/users/USR-1"},
	{name: "request a widget URL",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.WidgetURL(ctx, "USR-1", WidgetURLRequest{})
			return err
		},
		method: "POST", uri: "/users/USR-1/widget_urls", body: `{"widget_url":{"widget_type":"connect_widget"}}`, answer: `{"widget_url":{"url":"https://widgets.example/md/connect/token"}}`},
	{name: "list institutions",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Institutions(ctx, InstitutionsQuery{
				PageQuery: PageQuery{PerPage: 100}, Name: "harbor", ISOCountryCode: []string{"US", "CA"},
				Products: []Product{provider.Transactions, provider.TransactionHistory},
			}))
			return err
		},
		method: "GET", uri: "/institutions?iso_country_code=US&iso_country_code=CA&name=harbor&page=1&records_per_page=100&supported_products=transactions&supported_products=history", answer: `{"institutions":[]}`},
	{name: "read an institution",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadInstitution(ctx, "harborlight")
			return err
		},
		method: "GET", uri: "/institutions/harborlight", answer: `{"institution":{}}`},
	{name: "list an institution's credentials",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.InstitutionCredentials(ctx, "harborlight", PageQuery{}))
			return err
		},
		method: "GET", uri: "/institutions/harborlight/credentials?page=1", answer: `{"credentials":[]}`},
	{name: "list members",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Members(ctx, "USR-1", MembersQuery{UseCase: PFM}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members?page=1&use_case=PFM", answer: `{"members":[]}`},
	{name: "read a member",
		do:     func(ctx context.Context, c *Client) error { _, err := c.ReadMember(ctx, "USR-1", "MBR-1"); return err },
		method: "GET", uri: "/users/USR-1/members/MBR-1", answer: `{"member":{}}`},
	{name: "delete a member",
		do:     func(ctx context.Context, c *Client) error { return c.DeleteMember(ctx, "USR-1", "MBR-1") },
		method: "DELETE", uri: "/users/USR-1/members/MBR-1"},
	{name: "read a member's status",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.MemberStatus(ctx, "USR-1", "MBR-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/status", answer: `{"member":{}}`},
	{name: "list a user's accounts",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.UserAccounts(ctx, "USR-1", AccountsQuery{IsManual: new(true), MemberIsManagedByUser: new(false), UseCase: MoneyMovement}))
			return err
		},
		method: "GET", uri: "/users/USR-1/accounts?is_manual=true&member_is_managed_by_user=false&page=1&use_case=MONEY_MOVEMENT", answer: `{"accounts":[]}`},
	{name: "list a member's accounts",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberAccounts(ctx, "USR-1", "MBR-1", AccountsQuery{MemberIsManagedByUser: new(true)}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/accounts?member_is_managed_by_user=true&page=1", answer: `{"accounts":[]}`},

	{name: "create a member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateMember(ctx, "USR-1", NewMember{
				InstitutionCode: "harborlight", Products: []Product{provider.Statements}, MemberFields: MemberFields{
					ID: new("m-1"), Metadata: new("{}"), UseCases: []UseCase{PFM}, BackgroundAggDisabled: new(true),
					Credentials: []Answer{{"CRD-1", secret.New("ada")}, {"CRD-2", secret.New("canary-password")}},
				},
			})
			return err
		},
		method: "POST", uri: "/users/USR-1/members",
		body: `{"member":{"institution_code":"harborlight","id":"m-1","metadata":"{}","use_cases":["PFM"],"background_aggregation_is_disabled":true,
			"credentials":[{"guid":"CRD-1","value":"ada"},{"guid":"CRD-2","value":"canary-password"}]},"data_request":{"products":["statements"]}}`,
		answer: `{"member":{}}`},
	{name: "create an OAuth member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateMember(ctx, "USR-1", NewMember{InstitutionCode: "tidewater", IsOAuth: true, OAuth: oauthReturn})
			return err
		},
		method: "POST", uri: "/users/USR-1/members",
		body: `{"member":{"institution_code":"tidewater","is_oauth":true},"referral_source":"APP","enable_app2app":false,
			"client_redirect_url":"https://app.example/return/nonce-1234567890","ui_message_webview_url_scheme":"myapp"}`,
		answer: `{"member":{}}`},
	{name: "update a member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.UpdateMember(ctx, "USR-1", "MBR-1", MemberFields{ID: new("m-2"), Credentials: []Answer{{"CRD-2", secret.New("canary-password")}}})
			return err
		},
		method: "PUT", uri: "/users/USR-1/members/MBR-1", body: `{"member":{"id":"m-2","credentials":[{"guid":"CRD-2","value":"canary-password"}]}}`, answer: `{"member":{}}`},
	{name: "list a member's credentials",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberCredentials(ctx, "USR-1", "MBR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/credentials?page=1", answer: `{"credentials":[]}`},
	{name: "list challenges",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Challenges(ctx, "USR-1", "MBR-1", PageQuery{PerPage: 10}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/challenges?page=1&records_per_page=10", answer: `{"challenges":[]}`, none: true},
	{name: "answer challenges",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.Resume(ctx, "USR-1", "MBR-1", []Answer{{"CRD-3", secret.New("canary-answer")}})
			return err
		},
		method: "PUT", uri: "/users/USR-1/members/MBR-1/resume", body: `{"member":{"challenges":[{"guid":"CRD-3","value":"canary-answer"}]}}`, answer: `{"member":{}}`},
	{name: "ask for the OAuth window",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.OAuthWindow(ctx, "USR-1", "MBR-1", OAuthWindowQuery{OAuthReturn: oauthReturn, SkipAggregation: new(true)})
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/oauth_window_uri?client_redirect_url=https%3A%2F%2Fapp.example%2Freturn%2Fnonce-1234567890&enable_app2app=false&referral_source=APP&skip_aggregation=true&ui_message_webview_url_scheme=myapp",
		answer: `{"member":{"oauth_window_uri":"https://bank.example/x"}}`},
	{name: "aggregate a member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.Aggregate(ctx, "USR-1", "MBR-1", CallbackPayload("order 7"))
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/aggregate", answer: `{"member":{}}`},
	{name: "verify a member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.Verify(ctx, "USR-1", "MBR-1", CallbackPayload("order 7"))
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/verify", answer: `{"member":{}}`},
	{name: "identify a member",
		do:     func(ctx context.Context, c *Client) error { _, err := c.Identify(ctx, "USR-1", "MBR-1"); return err },
		method: "POST", uri: "/users/USR-1/members/MBR-1/identify", answer: `{"member":{}}`},
	{name: "check balances",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CheckBalances(ctx, "USR-1", "MBR-1")
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/check_balance", answer: `{"member":{}}`},
	{name: "extend the history",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ExtendHistory(ctx, "USR-1", "MBR-1")
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/extend_history", answer: `{"member":{}}`},
	{name: "fetch statements",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.FetchStatements(ctx, "USR-1", "MBR-1")
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/fetch_statements", answer: `{"member":{}}`},
	{name: "fetch rewards",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.FetchRewards(ctx, "USR-1", "MBR-1")
			return err
		},
		method: "POST", uri: "/users/USR-1/members/MBR-1/fetch_rewards", answer: `{"member":{}}`},
	{name: "read an account",
		do:     func(ctx context.Context, c *Client) error { _, err := c.ReadAccount(ctx, "USR-1", "ACT-1"); return err },
		method: "GET", uri: "/users/USR-1/accounts/ACT-1", answer: `{"account":{}}`},
	{name: "read an account of a member",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadMemberAccount(ctx, "USR-1", "MBR-1", "ACT-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/accounts/ACT-1", answer: `{"account":{}}`},
	{name: "list a member's account numbers",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberAccountNumbers(ctx, "USR-1", "MBR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/account_numbers?page=1", answer: `{"account_numbers":[]}`},
	{name: "list an account's numbers",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.AccountNumbers(ctx, "USR-1", "ACT-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/accounts/ACT-1/account_numbers?page=1", answer: `{"account_numbers":[]}`},
	{name: "list account owners",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.AccountOwners(ctx, "USR-1", "MBR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/account_owners?page=1", answer: `{"account_owners":[]}`},
	{name: "list a user's transactions",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Transactions(ctx, "USR-1", TransactionsQuery{
				From: time.Unix(1, 0), To: time.Unix(2, 0), CreatedFrom: time.Unix(3, 0), CreatedTo: time.Unix(4, 0),
				UpdatedFrom: time.Unix(5, 0), UpdatedTo: time.Unix(6, 0), UseCase: PFM, Includes: []Include{IncludeMerchants, IncludeGeolocations},
			}))
			return err
		},
		method: "GET", uri: "/users/USR-1/transactions?from_created_at=3&from_date=1&from_updated_at=5&includes=merchants%2Cgeolocations&page=1&to_created_at=4&to_date=2&to_updated_at=6&use_case=PFM",
		answer: `{"transactions":[]}`},
	{name: "list a member's transactions",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberTransactions(ctx, "USR-1", "MBR-1", TransactionsQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/transactions?page=1", answer: `{"transactions":[]}`},
	{name: "list an account's transactions",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.AccountTransactions(ctx, "USR-1", "ACT-1", TransactionsQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/accounts/ACT-1/transactions?page=1", answer: `{"transactions":[]}`},
	{name: "list the transactions of a member's account",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberAccountTransactions(ctx, "USR-1", "MBR-1", "ACT-1", TransactionsQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/accounts/ACT-1/transactions?page=1", answer: `{"transactions":[]}`},
	{name: "read a transaction",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadTransaction(ctx, "USR-1", "TRN-1", IncludeRepeating)
			return err
		},
		method: "GET", uri: "/users/USR-1/transactions/TRN-1?includes=repeating_transactions", answer: `{"transaction":{}}`},
	{name: "list statements",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Statements(ctx, "USR-1", "MBR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/statements?page=1", answer: `{"statements":[]}`},
	{name: "read a statement",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadStatement(ctx, "USR-1", "MBR-1", "STA-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/statements/STA-1", answer: `{"statement":{}}`},
	{name: "read a statement's document",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.StatementPDF(ctx, "USR-1", "MBR-1", "STA-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/statements/STA-1.pdf", answer: "%PDF-1.4"},
	{name: "list a user's holdings",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Holdings(ctx, "USR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/investment_holdings?page=1", answer: `{"investment_holdings":[]}`},
	{name: "list a member's holdings",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberHoldings(ctx, "USR-1", "MBR-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/investment_holdings?page=1", answer: `{"investment_holdings":[]}`},
	{name: "list an account's holdings",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.AccountHoldings(ctx, "USR-1", "ACT-1", PageQuery{}))
			return err
		},
		method: "GET", uri: "/users/USR-1/accounts/ACT-1/investment_holdings?page=1", answer: `{"investment_holdings":[]}`},
	{name: "read a holding",
		do:     func(ctx context.Context, c *Client) error { _, err := c.ReadHolding(ctx, "USR-1", "HOL-1"); return err },
		method: "GET", uri: "/users/USR-1/investment_holdings/HOL-1", answer: `{"investment_holding":{}}`},
	{name: "list rewards",
		do: func(ctx context.Context, c *Client) error {
			_, err := drain(c.Rewards(ctx, "USR-1", "MBR-1"))
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/rewards", answer: `{"rewards":[]}`},
	{name: "read a reward",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadReward(ctx, "USR-1", "MBR-1", "RWD-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/members/MBR-1/rewards/RWD-1", answer: `{"reward":{}}`},
	{name: "create a microdeposit",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateMicrodeposit(ctx, "USR-1", MicrodepositFields{
				AccountName: "Main", AccountNumber: secret.New("canary-number"), AccountType: "CHECKING", RoutingNumber: "021000021",
				Email: "a@b.example", FirstName: "Ada", LastName: "L",
			})
			return err
		},
		method: "POST", uri: "/users/USR-1/micro_deposits",
		body: `{"micro_deposit":{"account_name":"Main","account_number":"canary-number","account_type":"CHECKING","routing_number":"021000021",
			"email":"a@b.example","first_name":"Ada","last_name":"L"}}`,
		answer: `{"micro_deposit":{}}`},
	{name: "list microdeposits",
		do:     func(ctx context.Context, c *Client) error { _, err := drain(c.Microdeposits(ctx, "USR-1")); return err },
		method: "GET", uri: "/users/USR-1/micro_deposits", answer: `{"micro_deposits":[]}`},
	{name: "read a microdeposit",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ReadMicrodeposit(ctx, "USR-1", "MIC-1")
			return err
		},
		method: "GET", uri: "/users/USR-1/micro_deposits/MIC-1", answer: `{"micro_deposit":{}}`},
	{name: "delete a microdeposit",
		do:     func(ctx context.Context, c *Client) error { return c.DeleteMicrodeposit(ctx, "USR-1", "MIC-1") },
		method: "DELETE", uri: "/users/USR-1/micro_deposits/MIC-1"},
	{name: "verify a microdeposit",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.VerifyMicrodeposit(ctx, "MIC-1", 12, 5)
			return err
		},
		method: "PUT", uri: "/micro_deposits/MIC-1/verify", body: `{"micro_deposit":{"deposit_amount_1":0.12,"deposit_amount_2":0.05}}`, answer: `{"micro_deposit":{}}`},
}

func TestEachCallIsMadeAsDocumented(t *testing.T) {
	for _, row := range calls {
		t.Run(row.name, func(t *testing.T) {
			status := 200
			if row.answer == "" {
				status = 204
			}
			var requests []seen
			c := serve(t, recorder(&requests, status, row.answer))
			require.NoError(t, row.do(t.Context(), c))
			require.Len(t, requests, 1)
			assert.Equal(t, row.method, requests[0].method)
			assert.Equal(t, row.uri, requests[0].uri)
			if row.body == "" {
				assert.Empty(t, requests[0].body)
				return
			}
			assert.JSONEq(t, row.body, requests[0].body)
			assert.Equal(t, "application/json", requests[0].header.Get("Content-Type"))
		})
	}
}
