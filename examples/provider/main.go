// Command provider links an account at a vendor that Connecthost does not know:
// Acme, with a widget and a bank of its own, served in this process. provider.go
// is all that an app has to write; docs/custom-provider.md explains it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/desktop/host"
	"github.com/connecthost/connecthost/desktop/link"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := host.Main(func() error { return run(ctx, host.Views(), os.Stdout) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "provider:", err)
		os.Exit(1)
	}
}

// run takes one user from Acme's widget to the bank and back, and prints what
// happens.
func run(ctx context.Context, view journey.View, out io.Writer) error {
	acme, stop, err := start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	result, err := journey.Run(ctx, journey.Config{
		Provider: acme, User: "ada", View: view, Return: link.Loopback(),
	}, journey.Funcs{
		OnProgress: func(p journey.Progress) { fmt.Fprintln(out, "-", p.Stage) },
		OnEvent:    func(e event.Event) { fmt.Fprintln(out, "  the widget says", e.Own) },
		OnWarning:  func(err error) { fmt.Fprintln(out, "  warning:", err) },
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, result.Outcome.Result)
	for _, m := range result.Members {
		fmt.Fprintln(out, m.GUID)
	}
	return nil
}
