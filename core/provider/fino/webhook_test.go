package fino

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
)

const webhookSecret = "a-secret-of-sixteen-and-more"

func TestParseWebhook(t *testing.T) {
	for _, row := range []struct {
		name string
		body string
		want Webhook
		code fault.Code
	}{
		{"connected", `{"type":"connected","userIdentifier":"h","bankLoginId":"l","status":"OK","lastSynchronization":"2026-05-01T09:00:00Z","new":1}`,
			Webhook{Type: "connected", UserIdentifier: "h", LoginID: "l", Status: OK, Synchronized: at(9, 0)}, ""},
		{"oddTypes_zero", ` {"type":7,"status":"OK"}`, Webhook{Status: OK}, ""},
		{"empty", `{}`, Webhook{}, ""},
		{"list_refused", `[{}]`, Webhook{}, fault.EventMalformed},
		{"null_refused", `null`, Webhook{}, fault.EventMalformed},
		{"cut_refused", `{"type":`, Webhook{}, fault.EventMalformed},
		{"two_refused", `{}{}`, Webhook{}, fault.EventMalformed},
		{"nothing_refused", ``, Webhook{}, fault.EventMalformed},
		{"huge_refused", `{"a":"` + strings.Repeat("a", 1<<20) + `"}`, Webhook{}, fault.EventTooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := ParseWebhook([]byte(row.body))
			assert.Equal(t, row.code, fault.CodeOf(err))
			if err == nil {
				assert.Equal(t, row.body, string(got.Raw))
				got.Raw, got.Synchronized.Raw = nil, ""
			}
			assert.Equal(t, row.want, got)
		})
	}
}
