package rest

import (
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCall_sendsAFormInThePlaceOfJSON(t *testing.T) {
	var kind, body string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		kind, body = r.Header.Get("Content-Type"), string(raw)
	})
	for _, row := range []struct {
		name, kind, body string
		call             Call
	}{
		{"form", "application/x-www-form-urlencoded", "a=1+%26+2&b=%C3%A4", Call{Form: url.Values{"a": {"1 & 2"}, "b": {"ä"}}}},
		{"emptyForm", "application/x-www-form-urlencoded", "", Call{Form: url.Values{}}},
		{"formBesideABody", "application/x-www-form-urlencoded", "a=1", Call{Form: url.Values{"a": {"1"}}, Body: 7}},
		{"JSON", "application/json", "7", Call{Body: 7}},
		{"nothing", "", "", Call{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.call.Method, row.call.Path = http.MethodPost, "/x"
			_, err := c.Do(t.Context(), row.call)
			require.NoError(t, err)
			assert.Equal(t, row.kind, kind)
			assert.Equal(t, row.body, body)
		})
	}
}
