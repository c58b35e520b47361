package mx

import "github.com/connecthost/connecthost/core/provider"

// ConnectionStatus is how a member's connection is doing. The API sends the
// name, the widget's events send the number.
type ConnectionStatus string

// The statuses, in the order of their numbers.
const (
	Created      ConnectionStatus = "CREATED"
	Prevented    ConnectionStatus = "PREVENTED"
	Denied       ConnectionStatus = "DENIED"
	Challenged   ConnectionStatus = "CHALLENGED"
	Rejected     ConnectionStatus = "REJECTED"
	Locked       ConnectionStatus = "LOCKED"
	Connected    ConnectionStatus = "CONNECTED"
	Impeded      ConnectionStatus = "IMPEDED"
	Reconnected  ConnectionStatus = "RECONNECTED"
	Degraded     ConnectionStatus = "DEGRADED"
	Disconnected ConnectionStatus = "DISCONNECTED"
	Discontinued ConnectionStatus = "DISCONTINUED"
	Closed       ConnectionStatus = "CLOSED"
	Delayed      ConnectionStatus = "DELAYED"
	Failed       ConnectionStatus = "FAILED"
	Updated      ConnectionStatus = "UPDATED"
	Disabled     ConnectionStatus = "DISABLED"
	Imported     ConnectionStatus = "IMPORTED"
	Resumed      ConnectionStatus = "RESUMED"
	Expired      ConnectionStatus = "EXPIRED"
	Impaired     ConnectionStatus = "IMPAIRED"
	Pending      ConnectionStatus = "PENDING"
)

// statuses is read-only; a status's index is its number.
var statuses = [...]struct {
	status ConnectionStatus
	state  provider.State
}{
	{Created, provider.Waiting},          // 0: the job has just begun
	{Prevented, provider.NeedsUser},      // 1: three failed attempts; blocked until there are new credentials
	{Denied, provider.NeedsUser},         // 2: wrong credentials
	{Challenged, provider.NeedsUser},     // 3: a question to the user is open
	{Rejected, provider.NeedsUser},       // 4: wrong answer to the question
	{Locked, provider.Unavailable},       // 5: locked at the institution
	{Connected, provider.Ready},          // 6
	{Impeded, provider.NeedsUser},        // 7: the user has to act at the institution, then refresh
	{Reconnected, provider.Waiting},      // 8: the job is running
	{Degraded, provider.Unavailable},     // 9: the connection is being upgraded
	{Disconnected, provider.Unavailable}, // 10: a problem on MX's side
	{Discontinued, provider.Gone},        // 11: the institution is no longer supported
	{Closed, provider.Gone},              // 12: the account is closed
	{Delayed, provider.Unavailable},      // 13: takes unusually long
	{Failed, provider.Unavailable},       // 14: the credentials could not be checked; try later
	{Updated, provider.Waiting},          // 15: new credentials, the job is running
	{Disabled, provider.Unavailable},     // 16: MX has to enable it again
	{Imported, provider.NeedsUser},       // 17: imported without credentials
	{Resumed, provider.Waiting},          // 18: question answered, the job is running
	{Expired, provider.NeedsUser},        // 19: answered too late
	{Impaired, provider.NeedsUser},       // 20: has to log in again
	{Pending, provider.Waiting},          // 21: at the institution's own login
}

// Number returns the number that the widget's events use, and false for a
// status that is not known.
func (s ConnectionStatus) Number() (int, bool) {
	for number, row := range statuses {
		if row.status == s {
			return number, true
		}
	}
	return 0, false
}

// StatusOf returns the status with the given number, and false when there is
// none.
func StatusOf(number int) (ConnectionStatus, bool) {
	if number < 0 || number >= len(statuses) {
		return "", false
	}
	return statuses[number].status, true
}

// State returns what the status asks of the app once nothing is being
// aggregated; Aggregation.State knows the rest. A status that is absent or not
// known asks for patience: MX may add one, and the wait is bounded by the
// caller.
func (s ConnectionStatus) State() provider.State {
	if number, known := s.Number(); known {
		return statuses[number].state
	}
	return provider.Waiting
}
