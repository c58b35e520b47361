package mx

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

// Class is what a status asks of the app.
type Class string

// The classes.
const (
	Wait     Class = "wait"      // ask again
	Settled  Class = "ready"     // read the data
	Repair   Class = "repair"    // open the widget for the member
	TellUser Class = "tell_user" // the widget cannot help now: time, the institution or MX has to
	GiveUp   Class = "give_up"   // delete the member
)

// statuses is read-only; a status's index is its number.
var statuses = [...]struct {
	status ConnectionStatus
	class  Class
}{
	{Created, Wait},          // 0: the job has just begun
	{Prevented, Repair},      // 1: three failed attempts; blocked until there are new credentials
	{Denied, Repair},         // 2: wrong credentials
	{Challenged, Repair},     // 3: a question to the user is open
	{Rejected, Repair},       // 4: wrong answer to the question
	{Locked, TellUser},       // 5: locked at the institution
	{Connected, Settled},     // 6
	{Impeded, Repair},        // 7: the user has to act at the institution, then refresh
	{Reconnected, Wait},      // 8: the job is running
	{Degraded, TellUser},     // 9: the connection is being upgraded
	{Disconnected, TellUser}, // 10: a problem on MX's side
	{Discontinued, GiveUp},   // 11: the institution is no longer supported
	{Closed, GiveUp},         // 12: the account is closed
	{Delayed, TellUser},      // 13: takes unusually long
	{Failed, TellUser},       // 14: the credentials could not be checked; try later
	{Updated, Wait},          // 15: new credentials, the job is running
	{Disabled, TellUser},     // 16: MX has to enable it again
	{Imported, Repair},       // 17: imported without credentials
	{Resumed, Wait},          // 18: question answered, the job is running
	{Expired, Repair},        // 19: answered too late
	{Impaired, Repair},       // 20: has to log in again
	{Pending, Wait},          // 21: at the institution's own login
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

// Class returns what the status asks of the app once nothing is being
// aggregated. A status that is absent or not known asks for patience: MX may
// add one, and the wait is bounded by the caller.
func (s ConnectionStatus) Class() Class {
	if number, known := s.Number(); known {
		return statuses[number].class
	}
	return Wait
}

// ClassOf returns what a status asks of the app, given whether the member is
// being aggregated. While it is, the status may still change, so there is
// nothing to do but wait; only an open question must be answered at once,
// because the aggregation waits for it.
func ClassOf(s ConnectionStatus, aggregating bool) Class {
	if aggregating && s != Challenged {
		return Wait
	}
	return s.Class()
}
