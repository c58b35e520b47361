package fino

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/connecthost/connecthost/core/fault"
)

// maxWebhook bounds the body of a webhook.
const maxWebhook = 1 << 20

// Webhook is what fino tells after an account was connected, and after each
// later synchronization of a recurring user. That there are these two is
// documented; the names of the fields are not verified, and are those of the
// API. Raw has the whole body.
type Webhook struct {
	Type           string          `json:"type"`
	UserIdentifier string          `json:"userIdentifier"`
	LoginID        string          `json:"bankLoginId"`
	Status         LoginStatus     `json:"status"`
	Synchronized   Time            `json:"lastSynchronization"`
	Raw            json.RawMessage `json:"-"`
}

// ParseWebhook reads the body of a webhook whose signature was checked. It
// fails with fault.EventTooLarge or fault.EventMalformed; a field of an
// unexpected type is left zero.
func ParseWebhook(body []byte) (Webhook, error) {
	var w Webhook
	if len(body) > maxWebhook {
		return w, fault.New(fault.EventTooLarge, nil)
	}
	err := json.Unmarshal(body, &w)
	var mismatch *json.UnmarshalTypeError
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || err != nil && !errors.As(err, &mismatch) {
		return Webhook{}, fault.New(fault.EventMalformed, errors.New("a webhook is a JSON object"))
	}
	w.Raw = bytes.Clone(body)
	return w, nil
}
