package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
)

// atriumAdded is how Atrium's success URL starts; the member follows.
const atriumAdded = "memberadded"

// atrium reads the two URLs of Atrium's widgets. ok is false for any other:
// those have no meaning under this scheme and are delivered as unknown.
func (p *Parser) atrium(name string, hasQuery bool) (e Event, ok bool, err error) {
	if p.dialect != MX {
		return Event{}, false, nil
	}
	head, member, _ := strings.Cut(name, "/")
	a := arrival{form: FormAtrium, metadata: jsonscan.None}
	var doc jsonscan.Document
	switch {
	case name == head && lower(head) == "mxconnectloaded":
		a.row = p.spec(head)
	case lower(head) == atriumAdded && strings.IndexByte(member, '/') < 0:
		a.row = p.spec(string(ConnectMemberConnected))
		if member != "" {
			// The name's characters need no escapes in JSON.
			a.raw = `{"member_guid":"` + member + `"}`
		}
	default:
		return Event{}, false, nil
	}
	if hasQuery {
		return Event{}, false, malformed("an Atrium URL has no query")
	}
	if a.raw != "" {
		if flaw := doc.Scan(a.raw, jsonscan.Limits(p.limits)); flaw != jsonscan.Fine {
			return Event{}, false, refused(flaw)
		}
		a.metadata = jsonscan.Root
	}
	return p.event(&a, a.raw, &doc), true, nil
}
