package shell

import (
	"fmt"

	"github.com/connecthost/connecthost/core/event"
)

// summary says in one line what an event is about.
func summary(e event.Event) string {
	if !e.Known {
		return "unknown event, delivered as it came"
	}
	if !e.Valid() {
		return "a field is missing or of the wrong type: " + e.Problems[0].Field
	}
	switch p := e.Payload().(type) {
	case event.Loaded:
		return "starts at " + p.InitialStep
	case event.StepChange:
		return p.Previous + " → " + p.Current
	case event.InstitutionSearch:
		return "“" + p.Query + "”"
	case event.SelectedInstitution:
		return p.Name
	case event.MemberStatusUpdate:
		return fmt.Sprintf("%s: status %d", p.MemberGUID, p.ConnectionStatus)
	case event.UCWMemberStatusUpdate:
		return fmt.Sprintf("%s: status %d", p.UCPInstitutionID, p.ConnectionStatus)
	case event.UCWMemberConnected:
		return p.UCPInstitutionID
	case event.MemberConnected:
		return p.MemberGUID
	}
	return ""
}
