package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/shell"
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
	addr     string
	ui       string
	uiDir    string
	form     string
	end      string
	poll     time.Duration
	locale   string
	userID   string
	browser  string
	journal  string
	logLevel slog.Level

	mxURL      string
	mxClientID string
	mxKey      secret.String
}

const usage = `Usage: desktop [flags]

Opens the Connecthost desktop example. Without flags it runs against the
sandbox, in its own process: no account and no internet are needed.

With -live it runs against MX. The environment says who we are:
  MX_CLIENT_ID, MX_API_KEY   required
  MX_BASE_URL                default https://int-api.mx.com

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
	fs.BoolVar(&s.live, "live", false, "use MX instead of the sandbox")
	fs.StringVar(&s.addr, "addr", sandbox.DefaultAddr, "the sandbox's `address`")
	fs.StringVar(&s.ui, "ui", "", "the sandbox's widget: connect or basic (default: connect when it is built)")
	fs.StringVar(&s.uiDir, "ui-dir", "", "the `folder` of the built connect UI (default \"build/widget\")")
	fs.StringVar(&s.form, "form", string(shell.FormURL), "how the widget sends its events: url or message")
	fs.StringVar(&s.end, "end", endDone, "when a widget that connected closes: done, first or ready")
	fs.DurationVar(&s.poll, "poll", 3*time.Second, "the `time` between two questions for a member's status")
	fs.StringVar(&s.locale, "locale", "en-US", "the widget's language")
	fs.StringVar(&s.userID, "user", "connecthost-demo", "our identifier of the user")
	fs.StringVar(&s.browser, "browser", "", "the `command` that opens links, with the address as its argument (default: the system's browser)")
	fs.StringVar(&s.journal, "events", "", "append the native events to this `file` as JSON lines; - is standard output")
	fs.TextVar(&s.logLevel, "log", s.logLevel, "the least `level` to log: debug, info, warn or error")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	s.mxURL, s.mxClientID, s.mxKey = env("MX_BASE_URL"), env("MX_CLIENT_ID"), secret.New(env("MX_API_KEY"))
	return s, s.check()
}

func (s settings) check() error {
	switch {
	case s.form != string(shell.FormURL) && s.form != string(shell.FormMessage):
		return fmt.Errorf("unknown form %q: use url or message", s.form)
	case s.end != endDone && s.end != endFirst && s.end != endReady:
		return fmt.Errorf("unknown end %q: use done, first or ready", s.end)
	case s.poll < 0:
		return errors.New("-poll must not be negative")
	case s.live && (s.mxClientID == "" || s.mxKey.IsZero()):
		return errors.New("-live needs MX_CLIENT_ID and MX_API_KEY in the environment")
	}
	return nil
}

func (s settings) endMode() session.EndMode {
	if s.end == endFirst {
		return session.EndOnFirstMember
	}
	return session.EndOnPrimaryAction
}
