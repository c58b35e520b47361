// Command provider is a provider that Connecthost does not know: Acme, with a
// widget and a bank of its own, served in this process. provider.go is all that
// an app has to write; docs/custom-provider.md explains it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/connecthost/connecthost/core/provider"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "provider:", err)
		os.Exit(1)
	}
}

// run serves Acme until ctx ends and shows where its widget is.
func run(ctx context.Context, out io.Writer) error {
	acme, stop, err := start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	w, err := acme.Widget(ctx, provider.WidgetRequest{UserID: "ada"})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Acme's widget, for one use: %s\n", w.URL.Reveal())
	<-ctx.Done()
	return nil
}
