package uba

import (
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/bank"
)

// The kinds of strong customer authentication.
const (
	embedded   = "embedded"   // a code is typed into UBA
	decoupled  = "decoupled"  // another device approves, UBA waits
	redirected = "redirected" // on the bank's own site
)

// testBank is a bank of the sandbox. All of them are invented.
type testBank struct {
	Code, Name string
	SCA        string
	Hint       string        // what the search says about it
	Types      bool          // asks for the type of account
	Slow       time.Duration // of its own site
	Fails      bool          // after the credentials
	NoSync     bool          // its accounts cannot be synchronized
	Consent    time.Duration // how long a consent is valid; default Config.ConsentTTL
}

// banks are all banks. They are read-only.
var banks = []testBank{
	{Code: "nordlicht", Name: "Nordlicht Bank", SCA: embedded, Hint: "asks for a code"},
	{Code: "ahornkasse", Name: "Ahornkasse", SCA: decoupled, Hint: "asks on your phone"},
	{Code: "silberbach", Name: "Silberbach Bank", SCA: redirected, Hint: "asks on its own site"},
	{Code: "kornblume", Name: "Kornblumen Privatbank", SCA: embedded, Types: true, Hint: "asks for the type of account"},
	{Code: "brombeer", Name: "Brombeerbank", SCA: redirected, Slow: 3 * time.Second, Hint: "asks on its own site, slowly"},
	{Code: "sanduhr", Name: "Sanduhr Direktbank", SCA: embedded, Consent: time.Minute, Hint: "its consent is valid for a minute"},
	{Code: "moorland", Name: "Moorland Volkskasse", SCA: embedded, NoSync: true, Hint: "connects, but cannot be synchronized"},
	{Code: "eisenhut", Name: "Eisenhut Bank", SCA: embedded, Fails: true, Hint: "has a failure"},
}

// find returns the banks whose name contains the search, in any case.
func (u *UBA) find(text string) []testBank {
	var found []testBank
	for _, b := range banks {
		if (b.SCA != redirected || u.cfg.OpenBank != nil) && strings.Contains(strings.ToLower(b.Name), strings.ToLower(strings.TrimSpace(text))) {
			found = append(found, b)
		}
	}
	return found
}

// bank returns the bank with a code.
func (u *UBA) bank(code string) (testBank, bool) {
	for _, b := range u.find("") {
		if b.Code == code {
			return b, true
		}
	}
	return testBank{}, false
}

// accounts are what a bank's own site lets the user choose from.
func (b testBank) accounts() []bank.Account {
	return []bank.Account{
		{ID: b.Code + "-giro", Name: "Girokonto", Number: "DE02120300000000202051"},
		{ID: b.Code + "-tagesgeld", Name: "Tagesgeld", Number: "DE02500105170137075030"},
	}
}
