// Command sandbox runs the sandbox as a program of its own: a provider with
// its API, its widget and its institutions, for clients in any language.
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
	flags.StringVar(&o.UI, "ui", sandbox.UIAuto,
		"the widget's user interface: \"basic\" or \"connect\" (the open connect UI, from "+sandbox.DefaultUIDir+"; default: connect when it is built there, else basic)")
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
	return o, nil
}

const help = `Usage: sandbox [-addr 127.0.0.1:0] [-ui connect|basic]

Runs a provider on this machine, with its API, its widget and institutions
that do not exist. When it is ready it prints one line of JSON:

  {"mx":{"base_url":"...","client_id":"...","api_key":"..."}}

and serves until it is interrupted. All institutions take any user name; the
password "correct" connects, any other one is refused.

Exit codes: 0 interrupted, 1 it could not start or failed, 2 unusable flags.

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
