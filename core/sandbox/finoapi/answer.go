package finoapi

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/faults"
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

// kinds are the types of fino's errors. It is read-only.
var kinds = map[int]string{
	http.StatusBadRequest: "bad_request", http.StatusUnauthorized: "unauthorized", http.StatusForbidden: "forbidden",
	http.StatusNotFound: "not_found", http.StatusConflict: "conflict", http.StatusTooManyRequests: "rate_limit",
}

// Fault answers a fault on purpose in fino's form.
func Fault(w http.ResponseWriter, status int) {
	fail(w, status, cmp.Or(kinds[status], "server_error"), faults.Message)
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
