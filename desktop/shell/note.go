package shell

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// navigated shows which pages the view loaded.
func (j *journey) navigated(d navigation.Decision, to string) {
	if d.Action == navigation.Allow {
		j.note(Entry{Kind: KindNavigation, Type: "load", Detail: "in the widget: " + secret.Origin(to)})
	}
}

func (j *journey) warn(err *fault.Error) {
	j.log.Warn("connect", "error", err)
	j.add(Entry{Kind: KindWarning, Type: string(err.Code), Detail: err.Message, Code: err.Code})
}

func (j *journey) fail(err *fault.Error) {
	j.warn(err)
	j.board.setState(State{Phase: Failed, Message: err.Message, Error: trouble(err)})
}

func (j *journey) say(p Phase, message string) { j.board.setState(State{Phase: p, Message: message}) }

// note adds an entry to the timeline and to the log.
func (j *journey) note(e Entry) {
	j.log.Info("connect", "kind", e.Kind, "type", e.Type, "detail", e.Detail)
	j.add(e)
}

func (j *journey) add(e Entry) {
	masked := j.masked()
	e.Millis = j.millis()
	e.Type, e.Detail = masked.Text(e.Type), masked.Text(e.Detail)
	if e.Data != nil {
		e.Data = json.RawMessage(masked.Text(string(e.Data)))
	}
	j.board.add(e)
}

func (j *journey) millis() int64 { return j.cfg.Now().Sub(j.started).Milliseconds() }

// hide keeps the tokens of an address out of all that is shown from now on.
func (j *journey) hide(address secret.String) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.secrets = append(j.secrets, secret.TokensOf(address.Reveal())...)
	j.redactor = secret.NewRedactor(j.secrets...)
}

func (j *journey) masked() secret.Redactor {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.redactor
}
