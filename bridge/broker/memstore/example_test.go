package memstore_test

import (
	"context"
	"fmt"
	"time"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
)

// A widget URL that waits in the store is given out once.
func ExampleStore() {
	store := memstore.New(memstore.Options{Sessions: 1000})
	ctx := context.Background()
	err := store.Create(ctx, broker.NewSession{
		Session:   broker.Session{ID: "s-1", User: "alice", Status: broker.Created, Version: 1},
		SealedURL: []byte("sealed"), URLTTL: time.Minute, Keep: time.Hour,
	})
	fmt.Println("created:", err == nil)
	_, err = store.ClaimURL(ctx, "s-1")
	fmt.Println("claimed:", err == nil)
	_, err = store.ClaimURL(ctx, "s-1")
	fmt.Println("claimed again:", err)
	// Output:
	// created: true
	// claimed: true
	// claimed again: not in the store
}
