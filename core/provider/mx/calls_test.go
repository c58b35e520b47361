package mx

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
)

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
}{
	{"create a user",
		func(ctx context.Context, c *Client) error {
			_, err := c.CreateUser(ctx, NewUser{ID: "u-1", Email: "a@b.example", Metadata: "{}"})
			return err
		},
		"POST", "/users", `{"user":{"id":"u-1","email":"a@b.example","metadata":"{}"}}`, `{"user":{"guid":"USR-1"}}`},
	{"list users by id",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.Users(ctx, UsersQuery{ID: "u 1", Email: "a@b", IsDisabled: new(false)}))
			return err
		},
		"GET", "/users?email=a%40b&id=u+1&is_disabled=false&page=1", "", `{"users":[]}`},
	{"read a user",
		func(ctx context.Context, c *Client) error { _, err := c.ReadUser(ctx, "a/b"); return err },
		"GET", "/users/a%2Fb", "", `{"user":{}}`},
	{"delete a user",
		func(ctx context.Context, c *Client) error { return c.DeleteUser(ctx, "USR-1") },
		"DELETE", "/users/USR-1", "", ""},
	{"request a widget URL",
		func(ctx context.Context, c *Client) error {
			_, err := c.WidgetURL(ctx, "USR-1", WidgetURLRequest{})
			return err
		},
		"POST", "/users/USR-1/widget_urls", `{"widget_url":{"widget_type":"connect_widget"}}`,
		`{"widget_url":{"url":"https://widgets.example/md/connect/token"}}`},
	{"list institutions",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.Institutions(ctx, InstitutionsQuery{
				PageQuery: PageQuery{PerPage: 100}, Name: "harbor", ISOCountryCode: []string{"US", "CA"},
				Products: []Product{provider.Transactions, provider.TransactionHistory},
			}))
			return err
		},
		"GET", "/institutions?iso_country_code=US&iso_country_code=CA&name=harbor&page=1&records_per_page=100&supported_products=transactions&supported_products=history", "",
		`{"institutions":[]}`},
	{"read an institution",
		func(ctx context.Context, c *Client) error {
			_, err := c.ReadInstitution(ctx, "harborlight")
			return err
		},
		"GET", "/institutions/harborlight", "", `{"institution":{}}`},
	{"list an institution's credentials",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.InstitutionCredentials(ctx, "harborlight", PageQuery{}))
			return err
		},
		"GET", "/institutions/harborlight/credentials?page=1", "", `{"credentials":[]}`},
	{"list members",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.Members(ctx, "USR-1", MembersQuery{UseCase: PFM}))
			return err
		},
		"GET", "/users/USR-1/members?page=1&use_case=PFM", "", `{"members":[]}`},
	{"read a member",
		func(ctx context.Context, c *Client) error { _, err := c.ReadMember(ctx, "USR-1", "MBR-1"); return err },
		"GET", "/users/USR-1/members/MBR-1", "", `{"member":{}}`},
	{"delete a member",
		func(ctx context.Context, c *Client) error { return c.DeleteMember(ctx, "USR-1", "MBR-1") },
		"DELETE", "/users/USR-1/members/MBR-1", "", ""},
	{"read a member's status",
		func(ctx context.Context, c *Client) error {
			_, err := c.MemberStatus(ctx, "USR-1", "MBR-1")
			return err
		},
		"GET", "/users/USR-1/members/MBR-1/status", "", `{"member":{}}`},
	{"list a user's accounts",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.UserAccounts(ctx, "USR-1", AccountsQuery{IsManual: new(true), MemberIsManagedByUser: new(false), UseCase: MoneyMovement}))
			return err
		},
		"GET", "/users/USR-1/accounts?is_manual=true&member_is_managed_by_user=false&page=1&use_case=MONEY_MOVEMENT", "", `{"accounts":[]}`},
	{"list a member's accounts",
		func(ctx context.Context, c *Client) error {
			_, err := drain(c.MemberAccounts(ctx, "USR-1", "MBR-1", AccountsQuery{MemberIsManagedByUser: new(true)}))
			return err
		},
		"GET", "/users/USR-1/members/MBR-1/accounts?member_is_managed_by_user=true&page=1", "", `{"accounts":[]}`},
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
