package shell

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
)

// Form is the way in which the widget is asked to send its events.
type Form string

// The forms.
const (
	FormURL     Form = "url"     // navigations to the session's own scheme
	FormMessage Form = "message" // postMessage
)

// Config describes a shell. Backend and UserID are required.
type Config struct {
	// Backend opens the provider. It is called when the application starts,
	// and when a widget is asked for as long as it has failed.
	Backend func(context.Context) (Backend, error)
	UserID  string // the app's own identifier of the user
	Info    Info   // for the page; the provider's URL is filled in

	// Dialect is what the provider's widget speaks; default MX. UCW's and
	// fino's are loaded at the top of their window like MX's.
	Dialect event.Dialect

	Form        Form   // of MX's events; default FormURL. UCW posts its own, fino has none
	Locale      string // BCP 47; default: the provider's
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
	// says that there were some. All are believed as little as any link.
	Vault   Vault
	Link    string
	Links   <-chan string
	Started <-chan struct{}

	Journal *Journal     // default: none
	Logger  *slog.Logger // default: discards
	Opener  host.Opener  // default: the system's browser
	Now     func() time.Time

	front func() // brings the shell's own window to the front; set when it is shown

	// OpenWindow opens the widget's window; default host.Open.
	OpenWindow func(context.Context, host.Options) (Window, error)
}

func (c Config) complete() (Config, error) {
	if c.Backend == nil || c.UserID == "" {
		return c, fault.Newf(fault.ConfigInvalid, nil, "The shell needs a backend and a user.")
	}
	if c.Title == "" {
		c.Title = "Connecthost"
	}
	if c.Form == "" {
		c.Form = FormURL
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
	if c.OpenWindow == nil {
		c.OpenWindow = openWindow
	}
	return c, nil
}

// sessionsOf is what the identifiers of the user's sessions begin with: a
// session is not for the next user of the same machine.
func (c Config) sessionsOf() string {
	sum := sha256.Sum256([]byte(c.UserID))
	return hex.EncodeToString(sum[:8]) + "-"
}

func openWindow(ctx context.Context, o host.Options) (Window, error) {
	w, err := host.Open(ctx, o)
	if err != nil {
		return nil, err // not w: a nil *host.Window in a Window is not nil
	}
	return w, nil
}
