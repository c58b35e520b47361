package rest

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestShortSecretTakesTheTextWithIt(t *testing.T) {
	for text, want := range map[string]string{"the PIN 4417 is wrong": secret.Mask, "the PIN is wrong": "the PIN is wrong"} {
		t.Run(text, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, `{"message":"`+text+`"}`)
			})
			_, err := c.Do(t.Context(), Call{Method: http.MethodGet, Path: "/x", Hide: []string{"4417", ""}})
			_, cause := requireFault(t, err, fault.ProviderRejected)
			assert.Equal(t, want, cause.Text)
		})
	}
}
