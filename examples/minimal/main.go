// Command minimal is the smallest desktop program that links a bank account, and
// goes on after it was killed while its user was at the bank.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/sandbox/tryout"
	"github.com/connecthost/connecthost/desktop/host"
	"github.com/connecthost/connecthost/desktop/link"
	"github.com/connecthost/connecthost/desktop/vault"
)

func main() {
	if err := host.Main(connect); err != nil {
		log.Fatal(err)
	}
}

// connect takes the user to a bank and back, and prints the accounts.
func connect() error {
	ctx := context.Background()
	provider, end, err := tryout.MX(ctx) // the sandbox, unless MX_BASE_URL says otherwise
	if err != nil {
		return err
	}
	defer end()
	store, err := vault.Open(ctx, vault.Options{AppID: "com.example.minimal"})
	if err != nil {
		return err
	}
	cfg := journey.Config{Provider: provider, User: "ada", View: host.Views(), Return: link.Loopback(), Store: store}
	result, err := journey.Resume(ctx, cfg, journey.Link{}, nil)
	if fault.CodeOf(err) == fault.SnapshotMissing { // nothing is left of an earlier run
		result, err = journey.Run(ctx, cfg, nil)
	}
	for _, m := range result.Members {
		fmt.Println(m.InstitutionName, "has", len(m.Accounts), "accounts")
	}
	return err
}
