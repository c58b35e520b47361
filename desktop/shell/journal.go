package shell

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/journey"
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

// event writes one event, with its name and metadata as they may be shown.
func (j *Journal) event(millis int64, e event.Event, name, metadata string) {
	j.write(eventLine{Millis: millis, Type: event.Name(name), Known: e.Known, Valid: e.Valid(), Metadata: json.RawMessage(metadata)})
}

// outcome writes the last line of a session.
func (j *Journal) outcome(r journey.Result) {
	o := r.Outcome
	line := outcomeLine{Outcome: o.Result}
	err := r.Err()
	if err == nil {
		err = o.Err
	}
	if err != nil {
		line.Error = trouble(err)
	} else if o.Result == session.Exited {
		line.Reason = reason(o)
	}
	if o.Result == session.Connected {
		line.MemberGUID, line.Accounts = o.Members[0].GUID, accounts(r)
	}
	if len(o.Members) > 1 {
		for _, m := range o.Members { // a connection has no name that can be shown
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
