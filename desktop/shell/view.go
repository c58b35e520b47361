package shell

//go:generate go run ./internal/contract -out ../../frontend/shell/src/contract.ts

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/fault"
)

// Phase is where the shell stands, for its page.
type Phase string

// The phases of the shell.
const (
	Idle       Phase = "idle"       // nothing is open
	Requesting Phase = "requesting" // asking the provider for a widget URL
	Loading    Phase = "loading"    // the widget's window is open, the widget is not there yet
	Open       Phase = "open"       // the user works in the widget
	Bank       Phase = "bank"       // the user is at the bank's own site, in the browser
	Checking   Phase = "checking"   // a member is connected, its data is on the way
	Done       Phase = "done"       // connected, accounts read
	Failed     Phase = "failed"     // ended with an error
)

// State is what the page's header shows.
type State struct {
	Phase   Phase    `json:"phase"`
	Message string   `json:"message"`
	Error   *Trouble `json:"error,omitempty"`  // why the session failed
	Notice  *Trouble `json:"notice,omitempty"` // something that ended nothing by itself
}

// Trouble is an error in the form in which a page may see it. The message is
// for the user; the rest is for developers, and a user never reads it.
type Trouble struct {
	Code      fault.Code  `json:"code"`
	Level     fault.Level `json:"level"` // whose matter it is
	Message   string      `json:"message"`
	Detail    string      `json:"detail,omitempty"` // what exactly is wrong, where the code does not say it all
	Advice    string      `json:"advice"`           // what the app or its developer should do
	Retryable bool        `json:"retryable"`        // a new session may succeed
}

func trouble(err error) *Trouble {
	if err == nil {
		return nil
	}
	e := fault.From(err)
	return &Trouble{Code: e.Code, Level: e.Level(), Message: e.Message, Detail: e.Detail, Advice: fault.Advice(e.Code), Retryable: e.Retryable}
}

// Kind groups the entries of the timeline.
type Kind string

// The kinds of entries.
const (
	KindEvent      Kind = "event"      // the widget said something
	KindNavigation Kind = "navigation" // the widget wanted to go elsewhere
	KindWarning    Kind = "warning"    // something was refused or went wrong
	KindStatus     Kind = "status"     // what the provider says about a member
	KindOutcome    Kind = "outcome"    // the end of the session
)

// Entry is one line of the timeline. Secrets in it are masked.
type Entry struct {
	Millis int64           `json:"t_ms"` // milliseconds since "Connect an account" was pressed
	Kind   Kind            `json:"kind"`
	Type   string          `json:"type"`
	Detail string          `json:"detail"`
	Data   json.RawMessage `json:"data,omitempty"`
	Code   fault.Code      `json:"code,omitempty"`
}

// Connection is a connected member with its accounts.
type Connection struct {
	MemberGUID  string    `json:"member_guid"`
	Institution string    `json:"institution"`
	Status      string    `json:"status"`
	Accounts    []Account `json:"accounts"`
	Total       float64   `json:"total"` // what is owned less what is owed

	// AccountsUnknown says that the provider cannot be asked for the accounts.
	AccountsUnknown bool `json:"accounts_unknown,omitempty"`
}

// Account is one account as the page shows it. Amounts are in units of the
// currency.
type Account struct {
	GUID     string   `json:"guid"`
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Balance  *float64 `json:"balance"` // null when the provider gave none
	Currency string   `json:"currency"`
}

// Hint tells a newcomer what to type into the sandbox's widget.
type Hint struct {
	Institution string `json:"institution"`
	User        string `json:"user"`
	Password    string `json:"password"`
	What        string `json:"what"` // what happens with this login
}

// Info describes the application for the page's header and empty state.
type Info struct {
	Provider    string `json:"provider"`
	Live        bool   `json:"live"` // a real provider, and not the sandbox
	ProviderURL string `json:"provider_url"`
	Version     string `json:"version"`
	Hints       []Hint `json:"hints"`
}

// Snapshot is everything the page shows, for when it loads.
type Snapshot struct {
	State       State        `json:"state"`
	Connections []Connection `json:"connections"`
	Timeline    []Entry      `json:"timeline"`
}
