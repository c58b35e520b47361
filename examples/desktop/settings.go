package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/session"
)

// The moments at which a widget that connected a member closes.
const (
	endDone  = "done"  // its last button
	endFirst = "first" // at once
	endReady = "ready" // when the accounts are there
)

// settings are the program's flags and environment.
type settings struct {
	live     bool
	provider string
	addr     string
	ui       string
	uiDir    string
	form     string
	end      string
	poll     time.Duration
	locale   string
	userID   string
	browser  string
	back     string
	vault    string
	args     []string // that are no flags
	journal  string
	logLevel slog.Level

	account account // for a live provider
}

// The ways on which a browser brings the user back from a bank.
const (
	backLoopback = "loopback" // to an address that the app listens on
	backScheme   = "scheme"   // by a link that the system starts the app with
)

const usage = `Usage: desktop [flags] [link]

Opens the Connecthost desktop example. Without flags it runs against the
sandbox, in its own process: no account and no internet are needed.

A link is one with which the system starts the app, when it is registered for
the scheme com.example.connecthost: the way back from a bank. Register it as
"desktop -- %u", so that no link is taken for a flag.

With -live it runs against a provider of yours. The environment says which one
and who we are to it:
  mx     MX_CLIENT_ID, MX_API_KEY; MX_BASE_URL, default https://int-api.mx.com
  ucw    UCW_BASE_URL, of a server that asks for no token
  fino   FINO_CLIENT_ID, FINO_CLIENT_SECRET; FINO_BASE_URL, default
         https://os.test.fino.cloud/api

Flags:
`

func parseSettings(args []string, errs io.Writer, env func(string) string) (settings, error) {
	s := settings{logLevel: slog.LevelInfo}
	fs := flag.NewFlagSet("desktop", flag.ContinueOnError)
	fs.SetOutput(errs)
	fs.Usage = func() {
		fmt.Fprint(errs, usage)
		fs.PrintDefaults()
	}
	fs.BoolVar(&s.live, "live", false, "use the provider itself instead of the sandbox")
	fs.StringVar(&s.provider, "provider", providerMX, "the provider: mx, ucw or fino")
	fs.StringVar(&s.addr, "addr", sandbox.DefaultAddr, "the sandbox's `address`")
	fs.StringVar(&s.ui, "ui", "", "the widget of the sandbox's MX: connect or basic (default: connect when it is built)")
	fs.StringVar(&s.uiDir, "ui-dir", "", "the `folder` of the built connect UI (default \"build/widget\")")
	fs.StringVar(&s.form, "form", string(journey.FormURL), "how MX's widget sends its events: url or message")
	fs.StringVar(&s.end, "end", endDone, "when a widget that connected closes: done, first or ready")
	fs.DurationVar(&s.poll, "poll", 3*time.Second, "the `time` between two questions for a member's status")
	fs.StringVar(&s.locale, "locale", "en-US", "the widget's language")
	fs.StringVar(&s.userID, "user", "connecthost-demo", "our identifier of the user")
	fs.StringVar(&s.browser, "browser", "", "the `command` that opens links, with the address as its argument (default: the system's browser)")
	fs.StringVar(&s.back, "return", backLoopback, "how the browser brings the user back from a bank: loopback or scheme")
	fs.StringVar(&s.vault, "vault", "", "the `folder` that keeps the session while the user is at a bank (default: with -live one of the user's, else none)")
	fs.StringVar(&s.journal, "events", "", "append the native events to this `file` as JSON lines; - is standard output")
	fs.TextVar(&s.logLevel, "log", s.logLevel, "the least `level` to log: debug, info, warn or error")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if fs.NArg() > 1 {
		return s, errors.New("there is more than one argument")
	}
	s.args = fs.Args()
	if err := s.check(); err != nil || !s.live {
		return s, err
	}
	var err error
	s.account, err = accountFrom(env, s.provider)
	return s, err
}

func (s settings) check() error {
	switch {
	case s.provider != providerMX && s.provider != providerUCW && s.provider != providerFino:
		return fmt.Errorf("unknown provider %q: use mx, ucw or fino", s.provider)
	case s.form != string(journey.FormURL) && s.form != string(journey.FormMessage):
		return fmt.Errorf("unknown form %q: use url or message", s.form)
	case s.end != endDone && s.end != endFirst && s.end != endReady:
		return fmt.Errorf("unknown end %q: use done, first or ready", s.end)
	case s.back != backLoopback && s.back != backScheme:
		return fmt.Errorf("unknown return %q: use loopback or scheme", s.back)
	case s.poll < 0:
		return errors.New("-poll must not be negative")
	}
	return nil
}

// returnURL is empty for a loopback address.
func (s settings) returnURL() string {
	if s.back == backScheme {
		return appID + "://oauth_complete"
	}
	return ""
}

// link is the one with which the system started the app, "" when it did not.
func (s settings) link() string {
	if len(s.args) == 0 {
		return ""
	}
	return s.args[0]
}

func (s settings) endMode() session.EndMode {
	if s.end == endFirst {
		return session.EndOnFirstMember
	}
	return session.EndOnPrimaryAction
}
