package finoapi

import (
	"errors"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/httpjson"
)

// maxBody bounds a request in bytes.
const maxBody = 64 << 10

// failure is an error in fino's form.
type failure struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// fail answers with an error. That type is "forbidden" for 403 is documented;
// the others follow the same pattern.
func fail(w http.ResponseWriter, status int, kind, message string) {
	httpjson.Write(w, status, failure{kind, message})
}

// badRequest answers a request that cannot be understood.
func badRequest(w http.ResponseWriter, message string) {
	fail(w, http.StatusBadRequest, "bad_request", message)
}

// read reads a JSON body, or answers that it cannot. An empty body is none.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	if r.ContentLength == 0 {
		return true
	}
	err := httpjson.Read(w, r, maxBody, v)
	var known *httpjson.Error
	switch {
	case err == nil:
		return true
	case errors.As(err, &known) && known.Status != http.StatusBadRequest:
		fail(w, known.Status, "bad_request", known.Message)
	default:
		badRequest(w, err.Error())
	}
	return false
}
