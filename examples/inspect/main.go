// Command inspect answers "what would the host do with this?". It feeds JSON
// lines from standard input to one session, in order, and answers each with
// one JSON line. See the usage text for the lines' shapes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/connecthost/connecthost/core/traits"
)

const usage = `Usage: inspect -widget-url URL [flags] < inputs.jsonl

Feeds JSON lines from standard input to one session, in order, and answers
each with one JSON line. The session starts as loaded, with nothing pending.
Three seconds pass between two lines.

Input lines (the booleans default to true, false, true):
  {"kind":"navigation","url":"…","main_frame":true,"new_window":false,"user_gesture":true}
  {"kind":"message","origin":"https://…","data":<any JSON, or text>}
  {"kind":"return","url":"…"}

Answers (absent parts are left out):
  {"action":"allow|block|external|event|return","events":[…],"open":"…","post":[…],"error":{"code":"…","message":"…"}}

Exit status: 0 at the end of the input, 2 for unusable flags.

Flags:
`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the program with its streams; it returns the exit status.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	opts, err := parseFlags(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(errs, "inspect:", err)
		return 2
	}
	i, err := newInspector(opts)
	if err != nil {
		fmt.Fprintln(errs, "inspect:", err)
		return 2
	}
	if err := i.feed(in, out); err != nil {
		fmt.Fprintln(errs, "inspect:", err)
		return 1
	}
	return 0
}

type options struct {
	widgetURL   string
	traits      traits.Traits
	appScheme   string
	returnURL   string
	showSecrets bool
}

func parseFlags(args []string, errs io.Writer) (options, error) {
	var o options
	var provider, custom string
	fs := flag.NewFlagSet("inspect", flag.ContinueOnError)
	fs.SetOutput(errs)
	fs.Usage = func() {
		fmt.Fprint(errs, usage)
		fs.PrintDefaults()
	}
	fs.StringVar(&o.widgetURL, "widget-url", "", "the widget's `URL`: https, or http on a loopback address (required)")
	fs.StringVar(&provider, "provider", "mx", "whose widget it is: mx, ucw or fino")
	fs.StringVar(&custom, "custom", "", "the `file` with a custom provider's traits and events, as docs/custom-provider.md has it; in place of -provider")
	fs.StringVar(&o.appScheme, "app-scheme", "", "the `scheme` of the widget's events (default \"mx\")")
	fs.StringVar(&o.returnURL, "return-url", "", "the `URL` that brings the user back from a bank (default \"<app-scheme>://oauth_complete\")")
	fs.BoolVar(&o.showSecrets, "show-secrets", false, "print secrets instead of a mask")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	return o, o.complete(provider, custom, fs.Args())
}

func (o *options) complete(provider, custom string, rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q: inputs come from standard input", rest[0])
	}
	if o.widgetURL == "" {
		return errors.New("-widget-url is required; -h shows how to use it")
	}
	if custom != "" {
		var err error
		o.traits, err = readCustom(custom)
		return err
	}
	var ok bool
	if o.traits, ok = traits.Of(provider); !ok {
		return fmt.Errorf("unknown provider %q: use mx, ucw or fino, or describe it in a file with -custom", provider)
	}
	return nil
}
