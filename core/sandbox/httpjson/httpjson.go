// Package httpjson reads and writes the JSON bodies of the sandbox's faces:
// with a size limit, exactly one value per body, and never cached.
package httpjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// Error is a request that could not be read. Its message is safe to show.
type Error struct {
	Status  int
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Read decodes the body of r into v. It refuses with an *Error: 415 when the
// body is not declared as JSON, 413 when it is over the limit, 400 when it is
// not one JSON value of v's type. Unknown fields are ignored.
func Read(w http.ResponseWriter, r *http.Request, limit int64, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &Error{http.StatusUnsupportedMediaType, "The Content-Type must be application/json."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return readError(err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return decodeError(err)
	}
	return nil
}

// Write answers with a status and v as JSON.
func Write(w http.ResponseWriter, status int, v any) { WriteAs(w, "application/json", status, v) }

// WriteAs is Write with a media type of a vendor's own.
func WriteAs(w http.ResponseWriter, kind string, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer cannot be encoded", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(append(body, '\n')) // an error means that the client is gone
}

func readError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &Error{http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", tooLarge.Limit)}
	}
	return &Error{http.StatusBadRequest, "The body could not be read."}
}

// decodeError names the field of a wrong type. It never repeats the body,
// which may hold a password.
func decodeError(err error) error {
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) && mistyped.Field != "" {
		return &Error{http.StatusBadRequest, fmt.Sprintf("The field %.80s must not be a JSON %s.", mistyped.Field, kind(mistyped.Value))}
	}
	return &Error{http.StatusBadRequest, "The body is not valid JSON of the expected form."}
}

// kind cuts "number 1234" down to "number".
func kind(value string) string {
	for i, c := range value {
		if c == ' ' {
			return value[:i]
		}
	}
	return value
}
