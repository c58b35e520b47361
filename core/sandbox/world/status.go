package world

// Status is the state of a member's connection. The number is what MX's
// widget works with, the name is what its Platform API answers.
type Status int

// The states, in MX's numbering.
const (
	Created Status = iota
	Prevented
	Denied
	Challenged
	Rejected
	Locked
	Connected
	Impeded
	Reconnected
	Degraded
	Disconnected
	Discontinued
	Closed
	Delayed
	Failed
	Updated
	Disabled
	Imported
	Resumed
	Expired
	Impaired
	Pending
)

var statusNames = [...]string{
	"CREATED", "PREVENTED", "DENIED", "CHALLENGED", "REJECTED", "LOCKED",
	"CONNECTED", "IMPEDED", "RECONNECTED", "DEGRADED", "DISCONNECTED",
	"DISCONTINUED", "CLOSED", "DELAYED", "FAILED", "UPDATED", "DISABLED",
	"IMPORTED", "RESUMED", "EXPIRED", "IMPAIRED", "PENDING",
}

// String returns the name in the Platform API, such as CONNECTED.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return "UNKNOWN"
	}
	return statusNames[s]
}
