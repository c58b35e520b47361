// Package answer writes what the broker answers: JSON, and for everything that
// is not a success a problem with a code.
package answer

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"

	"github.com/connecthost/connecthost/core/fault"
)

// problem is the body of every answer that is not a success. The message is for
// the user, the detail for the developer of the app that asked.
type problem struct {
	Code      fault.Code `json:"code"`
	Message   string     `json:"message"`
	Detail    string     `json:"detail,omitempty"`
	Retryable bool       `json:"retryable"`
}

// JSON answers with a status and a body.
func JSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here means that the client has gone.
	_ = json.NewEncoder(w).Encode(body)
}

// Fail answers with a refusal.
func Fail(w http.ResponseWriter, r *Refusal) {
	if r.Wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(r.Wait.Seconds()))))
	}
	if r.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	JSON(w, r.Status, problem{r.fault.Code, r.fault.Message, r.fault.Detail, r.fault.Retryable})
}
