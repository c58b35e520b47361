package journey

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// Form is the way in which the widget is asked to send its events.
type Form string

// The forms.
const (
	FormURL     Form = "url"     // navigations to a scheme of the session's own, where the widget can
	FormMessage Form = "message" // posted messages
)

// Config describes a journey. Provider, User and View are required.
type Config struct {
	// Provider gives the widget URL. It has to keep the promises of its
	// traits: traits.AskMember needs a provider.MemberReader, and
	// Traits.MemberSecret a provider.ConnectionKeeper.
	Provider provider.Provider
	// User is the app's own identifier of the user. A stored journey belongs
	// to one user alone.
	User string
	// View shows the widget.
	View View
	// Return is how the user comes back from a bank; nil for none, where the
	// widget learns the result by itself.
	Return Return
	// Store keeps the session over the end of the process, while the user is at
	// a bank; nil for none.
	Store Store

	// The app's wishes for the widget; see provider.WidgetRequest.
	Form         Form // default FormURL
	Locale       string
	ColorScheme  provider.ColorScheme
	Products     []provider.Product
	MemberGUID   string // opens the widget to repair this member
	TargetOrigin string // origin that receives posted messages; FormMessage needs it

	End      session.EndMode
	Timeouts session.Timeouts
	// SDK is what the widget is told about its host; default connecthost.
	SDK session.SDK

	AskPatience      time.Duration // for one question to the provider, retries included; default 15 s
	PollInterval     time.Duration // between two questions for a member's state; default provider.DefaultInterval
	ReadPatience     time.Duration // for a connected member's data to be there; default 2 min
	ViewPatience     time.Duration // for the view to open; default 30 s
	ListenerPatience time.Duration // for the listener to have heard everything at the end; default 5 s
	// CloseWhenRead closes the widget as soon as a member's data is there.
	CloseWhenRead bool

	Opener driver.Opener    // opens addresses outside; default: the view's own
	Logger *slog.Logger     // default: discards
	Now    func() time.Time // default time.Now
	Random io.Reader        // default crypto/rand.Reader
}

const defaultSDK = "connecthost"

func (c Config) complete() (Config, error) {
	if err := c.check(); err != nil {
		return c, err
	}
	defaults(&c.Form, FormURL)
	defaults(&c.SDK.Name, defaultSDK)
	defaults(&c.AskPatience, 15*time.Second)
	defaults(&c.PollInterval, provider.DefaultInterval)
	defaults(&c.ReadPatience, 2*time.Minute)
	defaults(&c.ViewPatience, 30*time.Second)
	defaults(&c.ListenerPatience, 5*time.Second)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	return c, nil
}

func defaults[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}

// check refuses settings that do not fit together, before anybody is asked for
// anything.
func (c Config) check() error {
	switch {
	case c.Provider == nil:
		return setting("Provider", "is missing: take a provider's client, or the broker's")
	case c.User == "":
		return setting("User", "is missing: it is the app's own name of the user")
	case c.View == nil:
		return setting("View", "is missing: host.Views of desktop/host opens windows")
	case c.Form != "" && c.Form != FormURL && c.Form != FormMessage:
		return setting("Form", "must be FormURL or FormMessage")
	case c.AskPatience < 0 || c.PollInterval < 0 || c.ReadPatience < 0 || c.ViewPatience < 0 || c.ListenerPatience < 0:
		return setting("patience", "must not be negative")
	}
	return c.checkProvider()
}

// checkProvider holds a provider to its traits.
func (c Config) checkProvider() error {
	t := c.Provider.Traits()
	if err := t.Check(); err != nil {
		return err
	}
	if t.Provider != c.Provider.Name() {
		return setting("Provider", "has a Name that its Traits do not have")
	}
	if _, ok := c.Provider.(provider.MemberReader); !ok && t.Ask == traits.AskMember {
		return setting("Provider", "says that it can be asked for a member, but is not a provider.MemberReader: implement it, or set traits.AskNever")
	}
	if _, ok := c.Provider.(provider.ConnectionKeeper); !ok && t.MemberSecret {
		return setting("Provider", "has members whose name is a secret, but is not a provider.ConnectionKeeper: implement it, so that they get a name")
	}
	return nil
}

func setting(name, problem string) error {
	return fault.Newf(fault.ConfigInvalid, nil, "The journey's %s %s.", name, problem)
}

// sessionsOf is the prefix of the identifiers of stored sessions: a session is
// not for the next user of the same machine, nor for another provider.
func (c Config) sessionsOf() string {
	sum := sha256.Sum256([]byte(c.Provider.Name() + "\x00" + c.User))
	return hex.EncodeToString(sum[:8]) + "-"
}

// session describes the session, without its widget URL and its way back.
func (c Config) session(id, scheme string) session.Config {
	return session.Config{
		ID: id, Traits: c.Provider.Traits(), AppScheme: scheme, PinScheme: true,
		End: c.End, SDK: c.SDK, Timeouts: c.Timeouts,
	}
}
