package sandbox_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/faults"
)

// A sandbox is the providers and a bank on this machine. Give a provider's
// client the address and the keys of it.
func ExampleStart() {
	ctx := context.Background()
	s, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close(ctx)
	id, key := s.Credentials()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.BaseURL()+"/institutions/mistral", nil)
	if err != nil {
		log.Fatal(err)
	}
	r.SetBasicAuth(id, key.Reveal())
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Accept-Version", "v20250224")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	resp.Body.Close()
	fmt.Println(id, key, resp.Status)
	// Output: sandbox-client [secret] 200 OK
}

// Faults make the sandbox behave as a provider does on a bad day.
func ExampleSandbox_Faults() {
	ctx := context.Background()
	s, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close(ctx)
	if err := s.Faults().Add(faults.Rule{Server: "mx", Path: "/users", Fault: "status=503;retry_after=20", Times: 1}); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		resp, err := http.Get(s.BaseURL() + "/users")
		if err != nil {
			log.Fatal(err)
		}
		resp.Body.Close()
		fmt.Println(resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	// Output:
	// 503 20
	// 401
}
