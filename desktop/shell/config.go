package shell

import (
	"context"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
	"github.com/connecthost/connecthost/desktop/link"
)

// Config describes a shell. Backend and UserID are required.
type Config struct {
	// Backend opens the provider. It is called when the application starts,
	// and when a widget is asked for as long as it has failed.
	Backend func(context.Context) (Backend, error)
	UserID  string // the app's own identifier of the user
	Info    Info   // for the page; the provider's URL is filled in

	Form        journey.Form // of the widget's events, where it has a choice; default journey.FormURL
	Locale      string       // BCP 47; default: the provider's
	ColorScheme provider.ColorScheme

	End            session.EndMode
	Timeouts       session.Timeouts
	AskTimeout     time.Duration // for the provider to give a widget URL, retries included; default 15 s
	PollInterval   time.Duration // between two questions for a member's status; default 3 s
	ReadyTimeout   time.Duration // for a connected member's data to be there; default 2 min
	CloseWhenReady bool          // close the widget when a member's data is there

	Title string // of the app, for the page that says that the user is back; default Connecthost

	// ReturnURL is the link under which the system hands a user who comes back
	// from a bank to this app: a scheme of its own. Empty: a loopback address.
	ReturnURL string

	// Vault keeps the session over the end of the process, while the user is
	// at a bank; default: none. Link is the return link with which the system
	// started this process; Links brings those of later processes, and Started
	// says that there were some. None of them is trusted more than any other
	// link.
	Vault   journey.Store
	Link    string
	Links   <-chan string
	Started <-chan struct{}

	Journal *Journal      // default: none
	Logger  *slog.Logger  // default: discards
	Opener  driver.Opener // default: the view's, which is the system's browser
	Now     func() time.Time

	front func() // brings the shell's own window to the front; set when it is shown

	// View shows the widget; default host.Views.
	View journey.View
}

func (c Config) complete() (Config, error) {
	if c.Backend == nil || c.UserID == "" {
		return c, fault.Newf(fault.ConfigInvalid, nil, "The shell needs a Backend and a UserID.")
	}
	if c.Title == "" {
		c.Title = "Connecthost"
	}
	if c.AskTimeout <= 0 {
		c.AskTimeout = 15 * time.Second
	}
	if c.ReadyTimeout <= 0 {
		c.ReadyTimeout = 2 * time.Minute
	}
	if c.Info.Hints == nil {
		c.Info.Hints = []Hint{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.front == nil {
		c.front = func() {}
	}
	if c.View == nil {
		c.View = host.Look{Title: windowTitle}
	}
	return c, nil
}

const windowTitle = "Connect an account"

// sdkName is the host's name, as the widget is told it.
const sdkName = "connecthost"

// journey is what a journey needs to know.
func (c Config) journey(at Backend, back journey.Return) journey.Config {
	return journey.Config{
		Provider: at.Provider, User: c.UserID, View: c.View, Return: back, Store: c.Vault,
		Form: c.Form, Locale: c.Locale, ColorScheme: c.ColorScheme, TargetOrigin: at.WidgetOrigin,
		End: c.End, Timeouts: c.Timeouts, SDK: session.SDK{Name: sdkName, Version: c.Info.Version},
		AskPatience: c.AskTimeout, PollInterval: c.PollInterval, ReadPatience: c.ReadyTimeout,
		CloseWhenRead: c.CloseWhenReady, Opener: c.Opener, Logger: c.Logger, Now: c.Now,
	}
}

// back is how users come back from a bank: links that the system hands to the
// shell reach the journey through the shell.
func (c Config) back() journey.Return {
	if c.ReturnURL != "" {
		return link.App(c.ReturnURL, make(chan string))
	}
	return link.LoopbackOptions{Logger: c.Logger, Title: c.Title}
}
