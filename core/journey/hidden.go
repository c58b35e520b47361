package journey

import (
	"sync"

	"github.com/connecthost/connecthost/core/secret"
)

// hidden are the secrets that a journey has seen. It is safe for concurrent use.
type hidden struct {
	mu       sync.Mutex
	tokens   []string
	redactor secret.Redactor
}

// hide keeps the tokens of an address out of what is shown from now on.
func (h *hidden) hide(address secret.String) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens = append(h.tokens, secret.TokensOf(address.Reveal())...)
	h.redactor = secret.NewRedactor(h.tokens...)
}

func (h *hidden) mask(text string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.redactor.Text(text)
}
