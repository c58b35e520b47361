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
	pdfType    = "application/vnd.mx.api.v1+pdf"  // of documents, in every version
	maxRequest = 1 << 20
)

// refuse makes an error that is answered with the status and the message.
func refuse(status int, format string, args ...any) error {
	return &httpjson.Error{Status: status, Message: fmt.Sprintf(format, args...)}
}

// reply collects what an operation answers.
type reply struct {
	w      http.ResponseWriter
	old    bool // asked for in the manner of v20111101
	status int
	body   any // nil for no body
	pdf    []byte
}

// accepted is ok for what only begins.
func (a *reply) accepted(body any) error {
	a.status, a.body = http.StatusAccepted, body
	return nil
}

// write sends what was collected.
func (a *reply) write() {
	switch {
	case a.pdf != nil:
		h := a.w.Header()
		h.Set("Content-Type", pdfType)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		a.w.Write(a.pdf) // an error means that the client is gone
	case a.body == nil:
		a.w.WriteHeader(a.status)
	case a.old:
		httpjson.WriteAs(a.w, oldAccept, a.status, a.body)
	default:
		httpjson.Write(a.w, a.status, a.body)
	}
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
		a := &reply{w: w, old: strings.Contains(r.Header.Get("Accept"), oldAccept)}
		err := f.admit(w, r)
		if err == nil {
			err = serve(r, a)
		}
		if err != nil {
			f.writeError(r, w, err)
			return
		}
		a.write()
	})
}

// admit checks what every operation requires. A request in the manner of the
// older version is let in too: its media type names it.
func (f *face) admit(w http.ResponseWriter, r *http.Request) error {
	id, key, ok := r.BasicAuth()
	if good := equal(id, f.ClientID) & equal(key, f.APIKey.Reveal()); !ok || good != 1 {
		w.Header().Set("WWW-Authenticate", `Basic realm="Connecthost sandbox", charset="UTF-8"`)
		return refuse(http.StatusUnauthorized, "The client id or the API key is wrong.")
	}
	if accept := r.Header.Get("Accept"); strings.Contains(accept, oldAccept) || strings.Contains(accept, pdfType) {
		return nil
	}
	switch got := r.Header.Get("Accept-Version"); {
	case got == version:
		return nil
	case got == "" && unversioned(r):
		return nil
	case got == "":
		return refuse(http.StatusBadRequest, "The header Accept-Version: %s is missing.", version)
	default:
		return refuse(http.StatusBadRequest, "The sandbox has version %s only.", version)
	}
}

// unversioned reports whether the older version asks for an operation without
// its media type: to delete something, and for microdeposits.
func unversioned(r *http.Request) bool {
	return r.Method == http.MethodDelete || strings.Contains(r.URL.Path, "/micro_deposits")
}

// needsAccept refuses a request without an Accept header, where MX declares it
// as required.
func needsAccept(r *http.Request) error {
	if r.Header.Get("Accept") == "" {
		return refuse(http.StatusBadRequest, "The header Accept: application/json is missing.")
	}
	return nil
}

func (f *face) writeError(r *http.Request, w http.ResponseWriter, err error) {
	status, message := http.StatusInternalServerError, "The sandbox failed."
	var known *httpjson.Error
	var refusal *world.Error
	switch {
	case errors.As(err, &known):
		status, message = known.Status, known.Message
	case errors.As(err, &refusal):
		status, message = statusOf[refusal.Reason], refusal.Message
		if refusal.Reason == world.Down {
			f.World.Hold(r.Context())
			w.Header().Set("Retry-After", "1")
		}
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
	world.Down:     http.StatusServiceUnavailable,
}

// equal compares in a time that does not depend on the contents.
func equal(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
