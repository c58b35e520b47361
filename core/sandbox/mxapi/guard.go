package mxapi

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/httpjson"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

const (
	version    = "v20250224"
	oldAccept  = "application/vnd.mx.api.v1+json" // of version v20111101, which has no version header
	maxRequest = 1 << 20
)

// refuse makes an error that is answered with the status and the message.
func refuse(status int, format string, args ...any) error {
	return &httpjson.Error{Status: status, Message: fmt.Sprintf(format, args...)}
}

// reply collects what an operation answers.
type reply struct {
	w      http.ResponseWriter
	status int
	body   any // nil for no body
}

func (a *reply) ok(body any) error {
	a.status, a.body = http.StatusOK, body
	return nil
}

func (a *reply) noContent() error {
	a.status = http.StatusNoContent
	return nil
}

// read decodes the request's body.
func (a *reply) read(r *http.Request, v any) error { return httpjson.Read(a.w, r, maxRequest, v) }

// guard turns an operation into a handler: it checks the credentials and the
// version first and writes the operation's answer or its refusal.
func (f *face) guard(serve func(*http.Request, *reply) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &reply{w: w}
		err := f.admit(w, r)
		if err == nil {
			err = serve(r, a)
		}
		switch {
		case err != nil:
			f.writeError(w, err)
		case a.body == nil:
			w.WriteHeader(a.status)
		default:
			httpjson.Write(w, a.status, a.body)
		}
	})
}

// admit checks what every operation requires. A request in the manner of the
// older version is let in too; its answers have the newer shapes.
func (f *face) admit(w http.ResponseWriter, r *http.Request) error {
	id, key, ok := r.BasicAuth()
	if good := equal(id, f.ClientID) & equal(key, f.APIKey.Reveal()); !ok || good != 1 {
		w.Header().Set("WWW-Authenticate", `Basic realm="Connecthost sandbox", charset="UTF-8"`)
		return refuse(http.StatusUnauthorized, "The client id or the API key is wrong.")
	}
	if strings.Contains(r.Header.Get("Accept"), oldAccept) {
		return nil
	}
	switch got := r.Header.Get("Accept-Version"); got {
	case version:
		return nil
	case "":
		return refuse(http.StatusBadRequest, "The header Accept-Version: %s is missing.", version)
	default:
		return refuse(http.StatusBadRequest, "The sandbox has version %s only.", version)
	}
}

// needsAccept refuses a request without an Accept header, where MX declares it
// as required.
func needsAccept(r *http.Request) error {
	if r.Header.Get("Accept") == "" {
		return refuse(http.StatusBadRequest, "The header Accept: application/json is missing.")
	}
	return nil
}

func (f *face) writeError(w http.ResponseWriter, err error) {
	status, message := http.StatusInternalServerError, "The sandbox failed."
	var known *httpjson.Error
	var refusal *world.Error
	switch {
	case errors.As(err, &known):
		status, message = known.Status, known.Message
	case errors.As(err, &refusal):
		status, message = statusOf[refusal.Reason], refusal.Message
	default:
		f.Log.Error("operation failed", "error", err)
	}
	httpjson.Write(w, status, map[string]string{"message": message})
}

// statusOf is read-only.
var statusOf = map[world.Reason]int{
	world.NotFound: http.StatusNotFound,
	world.Conflict: http.StatusConflict,
	world.Invalid:  http.StatusBadRequest,
}

// equal compares in a time that does not depend on the contents.
func equal(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
