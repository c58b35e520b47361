package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
)

// Answer is a provider's successful answer, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte

	failure failure
	log     *slog.Logger
}

func (c *Client) answer(f failure, resp *http.Response) (Answer, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body, failure: f, log: c.log}, err
}

// BadAnswer returns the fault.ProviderBadAnswer error for this answer. The
// reason must hold nothing from the body.
func (a Answer) BadAnswer(reason string) error { return a.failure.badAnswer(a.Status, reason) }

// Envelope is an answer's JSON object. Providers name what is in it:
// {"user": {…}} or {"users": […], "pagination": {…}}.
type Envelope struct {
	fields map[string]json.RawMessage
	answer Answer
}

// Envelope reads the answer as a JSON object. An empty body, an HTML page and
// anything else is a bad answer.
func (a Answer) Envelope() (Envelope, error) {
	body := bytes.TrimSpace(a.Body)
	e := Envelope{answer: a}
	switch {
	case len(body) == 0:
		return e, a.BadAnswer("an empty body")
	case isHTML(a.Header.Get("Content-Type"), body):
		return e, a.BadAnswer("an HTML page")
	case body[0] != '{' || json.Unmarshal(body, &e.fields) != nil:
		return e, a.BadAnswer("not a JSON object")
	}
	return e, nil
}

// Has reports whether the answer has the key.
func (e Envelope) Has(key string) bool {
	_, found := e.fields[key]
	return found
}

// Object decodes the object under key into v, a pointer to a struct. Its
// absence is a bad answer.
func (e Envelope) Object(key string, v any) error {
	raw, found := e.fields[key]
	if !found {
		return e.answer.BadAnswer("no " + key + " in the answer")
	}
	return e.decode(key, raw, v)
}

// Optional is Object for a part that may be absent or null: v stays as it is.
func (e Envelope) Optional(key string, v any) error {
	if raw := e.fields[key]; len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return e.Object(key, v)
}

// Objects decodes each object of the array under key with next, which is
// given a function like Object's. null counts as an empty array.
func (e Envelope) Objects(key string, next func(decode func(v any) error) error) error {
	raw, found := e.fields[key]
	if !found {
		return e.answer.BadAnswer("no " + key + " in the answer")
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return e.answer.BadAnswer(key + " is not a list")
	}
	for _, item := range items {
		if err := next(func(v any) error { return e.decode(key, item, v) }); err != nil {
			return err
		}
	}
	return nil
}

// Decode decodes a JSON object that was found inside the answer, with the
// rules that all objects are decoded by; key names it in errors and logs.
func (e Envelope) Decode(key string, raw json.RawMessage, v any) error {
	return e.decode(key, raw, v)
}

// decode is forgiving about single fields: one of an unexpected type stays as
// it was and is named in the log, because the providers' specifications and
// their servers disagree here and there. Anything else is a bad answer.
func (e Envelope) decode(key string, raw json.RawMessage, v any) error {
	if len(raw) == 0 || raw[0] != '{' {
		return e.answer.BadAnswer(key + " is not an object")
	}
	into := reflect.ValueOf(v).Elem()
	before := reflect.New(into.Type()).Elem()
	before.Set(into)
	for range mostMisfits {
		err := json.Unmarshal(raw, v)
		if err == nil {
			return nil
		}
		var mismatch *json.UnmarshalTypeError
		if !errors.As(err, &mismatch) || mismatch.Field == "" {
			break
		}
		m := misfitOf(mismatch)
		e.ignored(key, m, mismatch.Type)
		pruned, found := without(raw, m)
		if !found {
			break
		}
		into.Set(before)
		raw = pruned
	}
	into.Set(before)
	return e.answer.BadAnswer(key + " cannot be read") // the error may quote the value
}

// ignored logs a field that was left out, without its value.
func (e Envelope) ignored(key string, m misfit, want reflect.Type) {
	e.answer.log.LogAttrs(context.Background(), slog.LevelWarn, "provider field ignored",
		slog.String("path", e.answer.failure.call.Path), slog.String("in", key),
		slog.String("field", strings.Join(m.path, ".")), slog.String("got", m.kind), slog.String("want", want.String()))
}
