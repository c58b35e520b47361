// Package body reads the bodies of requests, and refuses all that is not
// exactly what is described.
package body

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/fault"
)

// JSON reads a body of type application/json, of at most limit bytes.
func JSON(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, answer.Invalid("The body must be application/json.").With(http.StatusUnsupportedMediaType)
	}
	return Any(w, r, limit)
}

// Any reads a body that is not compressed, of at most limit bytes.
func Any(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, answer.Invalid("The body must not be compressed.").With(http.StatusUnsupportedMediaType)
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, answer.Invalid("The body is too large.").With(http.StatusRequestEntityTooLarge)
	}
	if err != nil {
		return nil, answer.Refuse(http.StatusBadRequest, fault.InputInvalid, nil)
	}
	return text, nil
}

// Parse reads a JSON object. It refuses a name in another case, one that is
// given twice or is unknown, and a null.
func Parse(text []byte, into any) error {
	if err := json.Unmarshal(text, into, json.RejectUnknownMembers(true)); err != nil {
		return answer.Invalid("The body is not the JSON object that is described.")
	}
	// An absent value and a null would mean the same.
	for d := jsontext.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.ReadToken()
		if err == io.EOF {
			return nil
		}
		if err != nil || token.Kind() == 'n' {
			return answer.Invalid("The body has a null.")
		}
	}
}
