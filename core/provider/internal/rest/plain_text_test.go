package rest

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestPlainTextThatIsDeclaredAsHTML(t *testing.T) {
	rows := []struct {
		name, body string
		plain      bool
		want       string
	}{
		{"is shown, unescaped, when the provider does so", `&#x22;userId&#x22; is required`, true, `"userId" is required`},
		{"is not JSON, though it begins like it", `"exp" claim timestamp check failed`, true, `"exp" claim timestamp check failed`},
		{"is not shown when it is a JSON document after all", `{"accountNumber":"7001877442"}`, true, ""},
		{"is not shown when it is half a JSON document", `{"accountNumber":"7001877442"`, true, ""},
		{"is a page when the provider does not", `&#x22;userId&#x22; is required`, false, "an HTML page"},
		{"is a page when it begins with a tag", ` <!DOCTYPE html><pre>Cannot POST /x</pre>`, true, "an HTML page"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, row.body)
			}, func(o *Options) { o.PlainText = row.plain })
			_, cause := requireFault(t, get(c), fault.ProviderRejected)
			assert.Equal(t, row.want, cause.Text)
		})
	}
}

func TestDecodeHasTheRulesOfAllObjects(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) })
	answer, err := c.Do(t.Context(), getUser)
	require.NoError(t, err)
	envelope, err := answer.Envelope()
	require.NoError(t, err)
	var v struct{ A, B string }
	require.NoError(t, envelope.Decode("thing", json.RawMessage(`{"a":1,"b":"x"}`), &v))
	assert.Equal(t, "x", v.B)
	assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(envelope.Decode("thing", json.RawMessage(`[]`), &v)))
}
