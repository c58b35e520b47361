package shell

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Journal writes what the native side receives, one JSON object a line: each
// event as it happens, and the outcome when its data is there. A nil Journal
// writes nothing. It is safe for concurrent use.
type Journal struct {
	mu  sync.Mutex
	out *json.Encoder
}

// NewJournal writes to w.
func NewJournal(w io.Writer) *Journal { return &Journal{out: json.NewEncoder(w)} }

type eventLine struct {
	Millis   int64           `json:"t_ms"`
	Type     event.Name      `json:"type"`
	Known    bool            `json:"known"`
	Valid    bool            `json:"valid"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
}

type outcomeLine struct {
	Outcome    session.Result `json:"outcome"`
	MemberGUID string         `json:"member_guid,omitempty"` // the first, when there are several
	Members    []string       `json:"members,omitempty"`     // all, when there are several
	Accounts   *int           `json:"accounts,omitempty"`
	Error      *Trouble       `json:"error,omitempty"`
	Reason     *Trouble       `json:"reason,omitempty"` // what troubled a user who then left
}

// event writes one event, without its secrets and the given ones.
func (j *Journal) event(millis int64, e event.Event, masked secret.Redactor) {
	j.write(eventLine{
		Millis: millis, Type: event.Name(masked.Text(string(e.Name))), Known: e.Known, Valid: e.Valid(),
		Metadata: json.RawMessage(masked.Text(string(e.Masked()))),
	})
}

// outcome writes the last line of a session. accounts is nil when their number
// is not known; err is what went wrong with the connected members' data, if
// anything did.
func (j *Journal) outcome(o session.Outcome, accounts *int, err *fault.Error) {
	line := outcomeLine{Outcome: o.Result}
	if err == nil {
		err = o.Err
	}
	if err != nil {
		line.Error = trouble(err)
	} else if o.Result == session.Exited {
		line.Reason = reason(o)
	}
	if o.Result == session.Connected {
		line.MemberGUID, line.Accounts = o.Members[0].GUID, accounts
	}
	if len(o.Members) > 1 {
		for _, m := range o.Members { // UCW's are secrets
			if m.GUID == "" {
				break
			}
			line.Members = append(line.Members, m.GUID)
		}
	}
	j.write(line)
}

func (j *Journal) write(line any) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_ = j.out.Encode(line) // a full disk must not end a session
}
