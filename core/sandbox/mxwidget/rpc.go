package mxwidget

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/httpjson"
	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// maxCall is the largest body of a callback: the widget sends whole
// institutions and members back, their logos included.
const maxCall = 256 << 10

// call is one callback of a page.
type call struct {
	world   *world.World
	oauth   *mxoauth.Face
	session session
	params  []json.RawMessage
}

// callError is a callback's failure as the page gets it. Its message is safe
// to show.
type callError struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	Data    object `json:"data"`
}

// Error returns the message.
func (e *callError) Error() string { return e.Message }

// serveCall answers one callback: {"params":[…]} in, {"result":…} or
// {"error":…} out. It never logs parameters: they hold what users type.
func (f *Face) serveCall(w http.ResponseWriter, r *http.Request) {
	result, err := f.answer(w, r)
	if err != nil {
		failure := toCallError(err)
		if failure.Status == http.StatusServiceUnavailable {
			f.world.Hold(r.Context())
			w.Header().Set("Retry-After", "1")
		}
		f.log.Debug("callback failed", "status", failure.Status, "message", failure.Message)
		httpjson.Write(w, failure.Status, object{"error": failure})
		return
	}
	httpjson.Write(w, http.StatusOK, object{"result": result})
}

func (f *Face) answer(w http.ResponseWriter, r *http.Request) (any, error) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil, &callError{Status: http.StatusUnauthorized, Message: "The widget session is missing."}
	}
	s, ok := f.sessions.find(cookie.Value)
	if !ok {
		return nil, &callError{Status: http.StatusUnauthorized, Message: "The widget session is over."}
	}
	handle, ok := callbacks[r.PathValue("callback")]
	if !ok {
		return nil, &callError{Status: http.StatusNotFound, Message: "There is no such callback."}
	}
	var body struct {
		Params []json.RawMessage `json:"params"`
	}
	if err := httpjson.Read(w, r, maxCall, &body); err != nil {
		return nil, err
	}
	return handle(call{world: f.world, oauth: f.oauth, session: s, params: body.Params})
}

// param decodes one argument. A missing or null one leaves v as it is.
func (c call) param(i int, v any) error {
	if i >= len(c.params) {
		return nil
	}
	if err := json.Unmarshal(c.params[i], v); err != nil {
		return &callError{Status: http.StatusBadRequest, Message: "An argument does not have the expected form."}
	}
	return nil
}

// text returns an argument that is a string, "" when it is missing or null.
func (c call) text(i int) (string, error) {
	var s string
	err := c.param(i, &s)
	return s, err
}

func toCallError(err error) *callError {
	var mine *callError
	var body *httpjson.Error
	var refusal *world.Error
	failure := &callError{Status: http.StatusInternalServerError, Message: "The sandbox failed."}
	switch {
	case errors.As(err, &mine):
		failure = mine
	case errors.As(err, &body):
		failure = &callError{Status: body.Status, Message: body.Message}
	case errors.As(err, &refusal):
		failure = refused(refusal)
	}
	if failure.Data == nil {
		failure.Data = object{}
	}
	return failure
}

// refused turns the world's refusal into a failure. A conflict carries the
// guid of what is there already: the widget goes on with that member.
func refused(e *world.Error) *callError {
	switch e.Reason {
	case world.NotFound:
		return &callError{Status: http.StatusNotFound, Message: e.Message}
	case world.Conflict:
		return &callError{Status: http.StatusConflict, Message: e.Message, Data: object{"guid": e.GUID}}
	case world.Down:
		return &callError{Status: http.StatusServiceUnavailable, Message: e.Message}
	}
	return &callError{Status: http.StatusBadRequest, Message: e.Message}
}
