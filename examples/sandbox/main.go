// Command sandbox runs the sandbox as a program of its own: three providers
// and a bank, with their APIs, widgets and institutions, for clients in any
// language.
//
// When it is ready it prints one line of JSON that says where everything is
// and how to sign in. It serves until it is interrupted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit code. It serves until
// the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	options, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		return exitUsage // the flag package has said why
	}
	s, err := sandbox.Start(ctx, options)
	if err != nil {
		return report(stderr, err)
	}
	if err := json.NewEncoder(stdout).Encode(s.Endpoints()); err != nil {
		err = errors.Join(err, stop(s))
		return report(stderr, fault.New(fault.Other, err))
	}
	fmt.Fprintf(stderr, "The sandbox is ready, with the %s UI. Interrupt it (Ctrl-C) to end.\n", s.UI())
	<-ctx.Done()
	if err := stop(s); err != nil {
		return report(stderr, fault.New(fault.Other, err))
	}
	return exitOK
}

// stop gives requests that are being answered a moment to end.
func stop(s *sandbox.Sandbox) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	err := s.Close(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // they were cut off
	}
	return err
}

func parse(args []string, stderr io.Writer) (sandbox.Options, error) {
	var o sandbox.Options
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.Addr, "addr", sandbox.DefaultAddr, "loopback `address` to listen on; port 0 takes any free one")
	flags.StringVar(&o.UCW.Addr, "ucw-addr", sandbox.DefaultAddr, "loopback `address` of the Universal Connect Widget server")
	flags.StringVar(&o.Fino.Addr, "fino-addr", sandbox.DefaultAddr, "loopback `address` of fino's API and its hosted pages")
	flags.StringVar(&o.Bank.Addr, "bank-addr", sandbox.DefaultAddr, "loopback `address` of the bank's own site")
	flags.StringVar(&o.UI, "ui", sandbox.UIAuto,
		"the MX widget's user interface: \"basic\" or \"connect\" (the open connect UI, from "+sandbox.DefaultUIDir+"; default: connect when it is built there, else basic)")
	flags.DurationVar(&o.Delay, "delay", sandbox.DefaultDelay, "how long a connection takes")
	flags.Uint64Var(&o.Seed, "seed", 0, "makes the guids: the same seed and the same calls give the same ones")
	ucwFlags(flags, &o.UCW.Config)
	flags.Usage = func() {
		fmt.Fprint(stderr, help)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unexpected argument: %s", flags.Arg(0))
		fmt.Fprintln(stderr, err)
		flags.Usage()
		return o, err
	}
	if o.Delay == 0 { // Options has its default for that
		o.Delay = -1
	}
	return o, nil
}

const help = `Usage: sandbox [flags]

Runs three providers and a bank on this machine: MX, a Universal Connect Widget
(UCW) server and fino, each with its API and its widget or pages, and the bank's
own site to which users are sent. Their institutions do not exist. When all are
ready it prints one line of JSON that says where they are:

  {"mx":{"base_url":"...","client_id":"...","api_key":"..."},
   "ucw":{"base_url":"...","tokens":{"general":"...","data":"...","delete":"..."}},
   "fino":{"base_url":"...","client_id":"...","client_secret":"...","phone_url":"..."},
   "bank":{"base_url":"..."}}

and serves until it is interrupted. "tokens" is there with -ucw-auth only.
Institutions take any user name; the password "correct" connects. The guides
docs/sandbox.md, docs/ucw.md and docs/fino.md list those that do more.

Examples:
  sandbox -addr 127.0.0.1:8787 -ui basic
  sandbox -ucw-addr 127.0.0.1:8788 -ucw-auth all -ucw-cookie-samesite none
  sandbox -ucw-auth data,delete -delay 5s

Exit codes: 0 interrupted, 1 it could not start or failed, 2 unusable flags.

Flags:
`

// report prints a failure with its code and what to do about it, and returns
// the exit code that fits.
func report(stderr io.Writer, err error) int {
	e := fault.From(err)
	fmt.Fprintf(stderr, "sandbox: %s\n", e)
	if e.Cause != nil {
		fmt.Fprintf(stderr, "  cause: %v\n", e.Cause)
	}
	fmt.Fprintf(stderr, "  advice: %s\n", fault.Advice(e.Code))
	if e.Code == fault.ConfigInvalid {
		return exitUsage
	}
	return exitFailed
}
