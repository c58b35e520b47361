package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/secret"
)

// A provider signs the body with a secret that it shares with the backend.
func ExampleHMAC() {
	const shared = "a-secret-from-the-provider"
	verify, err := webhook.HMAC("X-Signature", "sha256=", secret.New(shared))
	if err != nil {
		fmt.Println(err)
		return
	}
	hook := webhook.Config{
		Verify: verify,
		Handle: func(_ context.Context, e webhook.Event) error {
			fmt.Println(e.Provider, "says", string(e.Body))
			return nil // or an error, and it comes again
		},
	}

	// What a broker does with a webhook:
	body := []byte(`{"type":"MEMBER"}`)
	mac := hmac.New(sha256.New, []byte(shared))
	mac.Write(body)
	signed := http.Header{"X-Signature": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}
	if hook.Verify.Verify(signed, body) {
		_ = hook.Handle(context.Background(), webhook.Event{Provider: "mx", Body: body, Attempt: 1})
	}
	fmt.Println("forged:", hook.Verify.Verify(http.Header{"X-Signature": {"sha256=00"}}, body))
	// Output:
	// mx says {"type":"MEMBER"}
	// forged: false
}
