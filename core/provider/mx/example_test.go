package mx_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
)

// dialSandbox returns a client of a new sandbox; with MX, leave BaseURL at one of
// MX's hosts.
func dialSandbox(ctx context.Context) (c *mx.Client, stop func()) {
	s, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic, Delay: -1})
	if err != nil {
		log.Fatal(err)
	}
	id, key := s.Credentials()
	if c, err = mx.New(mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key}); err != nil {
		log.Fatal(err)
	}
	return c, func() {
		c.CloseIdleConnections()
		_ = s.Close(ctx)
	}
}

// connectAt makes a user with a member, as MX Connect would.
func connectAt(ctx context.Context, c *mx.Client, institution string) (user mx.User, member mx.Member) {
	user, err := c.CreateUser(ctx, mx.UserFields{ID: new("u-1")})
	if err != nil {
		log.Fatal(err)
	}
	var answers []mx.Answer
	for field, err := range c.InstitutionCredentials(ctx, institution, mx.PageQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		answers = append(answers, mx.Answer{GUID: field.GUID, Value: secret.New("correct")})
	}
	member, err = c.CreateMember(ctx, user.GUID, mx.NewMember{
		InstitutionCode: institution, MemberFields: mx.MemberFields{Credentials: answers},
	})
	if err != nil {
		log.Fatal(err)
	}
	return user, member
}

// A widget URL prints as a mask. Reveal it when the widget is shown, and ask for
// another one for each reload.
func ExampleClient_WidgetURL() {
	ctx := context.Background()
	c, stop := dialSandbox(ctx)
	defer stop()
	user, err := c.CreateUser(ctx, mx.UserFields{ID: new("u-1")})
	if err != nil {
		log.Fatal(err)
	}
	w, err := c.WidgetURL(ctx, user.GUID, mx.WidgetURLRequest{
		DataRequest: &mx.DataRequest{Products: []mx.Product{provider.AccountVerification}},
	})
	fmt.Println(w.URL, err)
	fmt.Println(strings.Contains(w.URL.Reveal(), "/md/connect/"))
	// Output:
	// [secret] <nil>
	// true
}

// Lists are iterators that read page after page.
func ExampleClient_MemberAccounts() {
	ctx := context.Background()
	c, stop := dialSandbox(ctx)
	defer stop()
	user, member := connectAt(ctx, c, "harborlight")
	for account, err := range c.MemberAccounts(ctx, user.GUID, member.GUID, mx.AccountsQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(account.Type, account.CurrencyCode, account.AccountNumber)
	}
	// Output:
	// CHECKING USD [secret]
	// SAVINGS USD [secret]
	// CREDIT_CARD USD [secret]
}

// Collect reads what the products need, once the member is ready.
func ExampleClient_Collect() {
	ctx := context.Background()
	c, stop := dialSandbox(ctx)
	defer stop()
	user, member := connectAt(ctx, c, "harborlight")
	if _, err := provider.AwaitReady(ctx, c.Provider(), user.GUID, member.GUID, provider.AwaitOptions{}); err != nil {
		log.Fatal(err)
	}
	data, err := c.Collect(ctx, user.GUID, member.GUID, []mx.Product{provider.AccountVerification}, mx.CollectOptions{
		Report: func(p mx.Progress) {
			if p.Done {
				fmt.Printf("%d of %d: %s\n", p.Step, p.Steps, p.Part)
			}
		},
	})
	fmt.Println(len(data.Accounts), "accounts", err)
	// Output:
	// 1 of 2: accounts
	// 2 of 2: account_numbers
	// 3 accounts <nil>
}
