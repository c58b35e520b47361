package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// back is where the app hears of the user's return.
const back = "acmeapp://bank"

// linking is a widget of Acme in a tab, and the user at the bank.
type linking struct {
	*tab
	names    []string // what the widget said, in its own words
	warnings []error
	outcome  session.Outcome
}

// begin opens the widget. The user decides at the bank as soon as its page
// opens.
func begin(t *testing.T, acme Acme, decision string) *linking {
	t.Helper()
	nonce := secret.New(strings.Repeat("6e", 16))
	to, err := oauth.ReturnURL(back, nonce)
	require.NoError(t, err)
	w, err := acme.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", ReturnURL: to})
	require.NoError(t, err)
	s, err := session.New(session.Config{Traits: acme.Traits(), WidgetURL: w.URL, Return: session.Return{Bases: []string{back}, Nonce: nonce}})
	require.NoError(t, err)

	l, user := &linking{}, customerFor(t)
	l.tab = newTab(t, func(_ context.Context, address string) error {
		return l.driver.Return(driver.Link{URL: secret.New(user.atBank(address, decision))})
	})
	_, err = l.Open(t.Context(), driver.Options{Session: s, Listener: driver.Funcs{
		OnEvent:   func(e event.Event) { l.names = append(l.names, string(e.Own)) },
		OnWarning: func(err error) { l.warnings = append(l.warnings, err) },
		OnOutcome: func(o session.Outcome) { l.outcome = o },
	}})
	require.NoError(t, err)
	return l
}

func TestTheSessionLinksAnAccount(t *testing.T) {
	l := begin(t, acmeFor(t), "allow")
	l.press("button", "Log in at your bank")
	l.press("button", "Done")
	<-l.driver.Done()
	require.Equal(t, session.Connected, l.outcome.Result)
	require.Len(t, l.outcome.Members, 1)
	require.Regexp(t, "^link-", l.outcome.Members[0].GUID)
	require.Equal(t, []string{"acme/ready", "acme/bank", "acme/linked", "acme/done"}, l.names)
	require.Empty(t, l.warnings)
}

func TestTheSessionSaysWhyTheBankRefused(t *testing.T) {
	l := begin(t, acmeFor(t), "deny")
	l.press("button", "Log in at your bank")
	l.do(chromedp.Poll[chromedp.Void](`document.querySelector("[role=status]").textContent.startsWith("The bank did not")`))
	l.driver.Close()
	<-l.driver.Done()
	require.Equal(t, session.Exited, l.outcome.Result)
	require.Equal(t, fault.OAuthDenied, l.outcome.Reason.Code)
	require.Equal(t, []string{"acme/ready", "acme/bank", "acme/refused"}, l.names)
}
