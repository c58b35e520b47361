package mx

import (
	"encoding/base64"
	"net/http"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// CallbackPayload is data of the app that MX repeats in the webhooks about the
// member: at most 768 bytes, which are 1024 characters of base64.
type CallbackPayload []byte

const maxCallbackPayload = 768

// set puts the payload into the header, or fails with
// fault.ProviderInputInvalid when it is too long.
func (p CallbackPayload) set(h http.Header) error {
	if len(p) > maxCallbackPayload {
		return fault.Newf(fault.ProviderInputInvalid, nil, "The callback payload is longer than %d bytes.", maxCallbackPayload)
	}
	if len(p) > 0 {
		h.Set("X-Callback-Payload", p.encoded())
	}
	return nil
}

// in adds the payload to a call.
func (p CallbackPayload) in(call rest.Call) (rest.Call, error) {
	if call.Header == nil {
		call.Header = http.Header{}
	}
	call.Hide = append(call.Hide, p.hide()...)
	return call, p.set(call.Header)
}

// hide lists what nobody should read in an error.
func (p CallbackPayload) hide() []string {
	if len(p) == 0 {
		return nil
	}
	return []string{string(p), p.encoded()}
}

func (p CallbackPayload) encoded() string { return base64.StdEncoding.EncodeToString(p) }

// hideURL lists what nobody should read of a URL that may hold a nonce.
func hideURL(u secret.String) []string {
	if u.IsZero() {
		return nil
	}
	return append(secret.TokensOf(u.Reveal()), u.Reveal())
}
