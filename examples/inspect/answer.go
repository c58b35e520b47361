package main

import (
	"bytes"
	"encoding/json"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// answer is one output line.
type answer struct {
	Action string            `json:"action,omitempty"`
	Events []eventOut        `json:"events,omitempty"`
	Open   string            `json:"open,omitempty"`
	Post   []json.RawMessage `json:"post,omitempty"`
	Error  *errorOut         `json:"error,omitempty"`
}

type eventOut struct {
	Type     event.Name      `json:"type"`
	Known    bool            `json:"known"`
	Valid    bool            `json:"valid"`
	Terminal bool            `json:"terminal"`
	Metadata json.RawMessage `json:"metadata"`
}

// errorOut is an error for the developer who reads the output: the message is
// the detail, where there is one.
type errorOut struct {
	Code    fault.Code `json:"code"`
	Message string     `json:"message"`
}

func refusal(err error) answer { return answer{Error: errorOf(err)} }

func errorOf(err error) *errorOut {
	if err == nil {
		return nil
	}
	e := fault.From(err)
	return &errorOut{Code: e.Code, Message: e.Explain()}
}

// report turns what the session answered into an output line.
func (i *inspector) report(in session.Input, got session.Answer) answer {
	a := answer{Action: action(in, got), Error: errorOf(got.Err)}
	for _, e := range got.Effects {
		switch e := e.(type) {
		case session.Emit:
			a.Events = append(a.Events, i.event(e.Event))
		case session.OpenExternal:
			a.Open = i.masked.Text(e.URL.Reveal())
		case session.Post:
			a.Post = append(a.Post, i.text(e.Data))
		}
	}
	if a.Error != nil {
		a.Error.Message = i.masked.Text(a.Error.Message)
	}
	return a
}

// action names what was done about the input, in the words of the design.
func action(in session.Input, got session.Answer) string {
	refused := got.Err != nil && len(emitted(got)) == 0
	switch in.(type) {
	case session.Navigate:
		return got.Decision.Action.String()
	case session.Message:
		if !refused {
			return navigation.Event.String()
		}
	case session.ReturnLink:
		if !refused {
			return navigation.Return.String()
		}
	}
	return navigation.Block.String()
}

func emitted(got session.Answer) []event.Event {
	var events []event.Event
	for _, e := range got.Effects {
		if e, ok := e.(session.Emit); ok {
			events = append(events, e.Event)
		}
	}
	return events
}

func (i *inspector) event(e event.Event) eventOut {
	metadata := e.Masked()
	if i.open {
		metadata = json.RawMessage(e.Metadata)
	}
	return eventOut{Type: event.Name(i.masked.Text(string(e.Name))), Known: e.Known, Valid: e.Valid(), Terminal: e.Terminal, Metadata: i.text(metadata)}
}

func (i *inspector) text(raw json.RawMessage) json.RawMessage {
	return json.RawMessage(i.masked.Text(string(raw)))
}

// encode writes one line, with &, < and > as they are: the output is read by
// people as well.
func encode(a answer) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(a)
	return b.Bytes(), err
}
