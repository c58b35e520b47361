package provider

// State is what a member's status means to an app.
type State string

// The states.
const (
	// Waiting: the provider is at work; ask again.
	Waiting State = "waiting"
	// Ready: the data can be read.
	Ready State = "ready"
	// NeedsUser: open the widget for this member.
	NeedsUser State = "needs_user"
	// Unavailable: tell the user; the widget cannot repair this now.
	Unavailable State = "unavailable"
	// Gone: the member will not come back; delete it.
	Gone State = "gone"
)

// Member is a user's connection to one institution.
type Member struct {
	GUID            string `json:"guid"`
	Name            string `json:"name,omitempty"`
	InstitutionCode string `json:"institution_code,omitempty"`
	InstitutionName string `json:"institution_name,omitempty"`

	State       State  `json:"state"`
	Status      string `json:"status"`      // the provider's own word for it
	Aggregating bool   `json:"aggregating"` // the provider is fetching data now
}
