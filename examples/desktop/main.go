// Command desktop is the Wails example: it connects accounts against the
// sandbox, which it runs in its own process, or against a live provider.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/desktop/link/instance"
	"github.com/connecthost/connecthost/desktop/shell"
)

func main() { os.Exit(run(os.Args[1:])) }

// run is the program; it returns the exit status: 0 when the window was
// closed, 1 when the program could not run, 2 for unusable flags.
func run(args []string) int {
	s, err := parseSettings(args, os.Stderr, os.Getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, "desktop:", err)
		return 2
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: s.logLevel}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := show(ctx, s, log); err != nil {
		log.Error("desktop", "error", fault.From(err))
		fmt.Fprintln(os.Stderr, "desktop:", err, "\n ", fault.Advice(fault.CodeOf(err)))
		return 1
	}
	return 0
}

// show opens the application and returns when it is closed.
func show(ctx context.Context, s settings, log *slog.Logger) error {
	links, started, closeInstance, err := acquire(ctx, s, log)
	if errors.Is(err, instance.ErrHandedOver) {
		return nil // to the process that runs already
	}
	defer closeInstance()
	journal, closeJournal, err := openJournal(s.journal)
	if err != nil {
		return err
	}
	defer closeJournal()
	b := &backends{settings: s, log: log}
	defer b.close()
	kept, closeVault, err := openVault(ctx, s, log)
	if err != nil {
		return err
	}
	defer closeVault()
	app, err := shell.New(shell.Config{
		Backend:        b.open,
		Info:           s.info(),
		UserID:         s.userID,
		Form:           journey.Form(s.form),
		End:            s.endMode(),
		CloseWhenReady: s.end == endReady,
		PollInterval:   s.poll,
		Locale:         s.locale,
		Journal:        journal,
		Logger:         log,
		Opener:         s.opener(),
		ReturnURL:      s.returnURL(),
		Vault:          kept,
		Link:           s.link(),
		Links:          links,
		Started:        started,
	})
	if err != nil {
		return err
	}
	return app.Run(ctx)
}

// openJournal opens the file for the native events; "-" is standard output.
func openJournal(path string) (*shell.Journal, func(), error) {
	switch path {
	case "":
		return nil, func() {}, nil
	case "-":
		return shell.NewJournal(os.Stdout), func() {}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fault.Newf(fault.ConfigInvalid, err, "The events file %s cannot be opened.", path)
	}
	return shell.NewJournal(f), func() { _ = f.Close() }, nil
}
