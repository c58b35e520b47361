package fino

import "github.com/connecthost/connecthost/core/provider/signature"

// SignatureConfig says how webhooks are signed. fino's documents say that they
// are, and not how in a readable form: nothing here is verified against the
// live service. Header and Secrets are required.
type SignatureConfig = signature.Config

// Signature checks the signatures of webhooks. It is safe for concurrent use,
// and serves as the broker's webhook.Verifier.
type Signature = signature.HMAC

// NewSignature returns a Signature, or a fault.ConfigInvalid error.
func NewSignature(cfg SignatureConfig) (*Signature, error) { return signature.New(cfg) }
