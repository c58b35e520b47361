package sandbox

import (
	"cmp"
	"log/slog"
	"net"
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// The user interfaces of the widget.
const (
	UIBasic   = "basic"   // our own pages, inside the program
	UIConnect = "connect" // the open connect UI, built into a folder
	UIAuto    = ""        // connect when it is built, else basic
)

// The settings that apply when a field of Options is zero.
const (
	DefaultAddr  = "127.0.0.1:0"
	DefaultUIDir = "build/widget"
	DefaultDelay = 1500 * time.Millisecond
)

// Options are the settings of a sandbox. The zero value is usable.
type Options struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port.
	// It must be a loopback address unless AllowRemote is set.
	Addr string

	// AllowRemote lets other machines in, over plain HTTP: anyone who can
	// read the network can read the keys and the input to the widget.
	AllowRemote bool

	// Hosts are further values of the Host header that are answered, with
	// their port, such as "10.0.2.2:8080" for an Android emulator. All others
	// are refused, so that no web page can reach the sandbox by a name of its
	// own that leads here.
	Hosts []string

	// UI is UIBasic, UIConnect or UIAuto.
	UI string

	// UIDir is the folder of the built connect UI; default build/widget.
	UIDir string

	// Now is the sandbox's clock; default time.Now.
	Now func() time.Time

	// Delay is how long a connection takes on that clock, so that a
	// caller who waits for it really waits; default 1.5 s. A negative one is none.
	Delay time.Duration

	// Seed makes the guids: the same seed and the same calls give the same
	// ones. Keys, tokens and cookies never follow from it.
	Seed uint64

	// Bank has the settings of the bank's own site.
	Bank BankOptions

	// UCW has the settings of the Universal Connect Widget server.
	UCW UCWOptions

	// Fino has the settings of fino's API and its hosted pages.
	Fino FinoOptions

	// Logger gets what happens; default nothing. No credentials, tokens or
	// cookies are logged.
	Logger *slog.Logger
}

// withDefaults checks the options and fills in what is missing.
func (o Options) withDefaults() (Options, error) {
	o.Addr = cmp.Or(o.Addr, DefaultAddr)
	o.UIDir = cmp.Or(o.UIDir, DefaultUIDir)
	o.Delay = max(cmp.Or(o.Delay, DefaultDelay), 0)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	switch o.UI {
	case UIBasic, UIConnect, UIAuto:
	default:
		return o, fault.Newf(fault.ConfigInvalid, nil, "The sandbox's UI is %q or %q.", UIBasic, UIConnect)
	}
	return o, o.checkAddr()
}

// checkAddr refuses an address that other machines can reach.
func (o Options) checkAddr() error {
	host, _, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return fault.Newf(fault.ConfigInvalid, err, "The sandbox's address must be host:port, such as %s.", DefaultAddr)
	}
	ip := net.ParseIP(host)
	if o.AllowRemote || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fault.Newf(fault.ConfigInvalid, nil, "The sandbox's address must be a loopback address, such as %s: it is not a server for a network.", DefaultAddr)
}
