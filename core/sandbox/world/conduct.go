package world

// conduct is what sets an institution apart from those that only ask for a
// user name and a password.
type conduct struct {
	question  QuestionType // asked after the right password; "" for none
	oauth     bool         // the user logs in at the institution's own site
	elsewhere bool         // an approved login belongs to another member than the one it began with
	weather   bool         // the password names the status in which the member ends
	down      bool         // nothing can be submitted
	slowness  int          // times as long as elsewhere; 0 counts as 1
	invests   bool         // has an investment account as well
}

// factor is how many times longer than elsewhere a job takes.
func (c conduct) factor() int { return max(c.slowness, 1) }

// statusOf returns the status that a password names in lower case, at an
// institution where it does.
func (c conduct) statusOf(password string) (Status, bool) {
	if !c.weather {
		return 0, false
	}
	for s := range Status(len(statusNames)) {
		if password == lower(s) {
			return s, true
		}
	}
	return 0, false
}

// passing reports whether a job only passes through the status.
func (s Status) passing() bool {
	return s == Created || s == Reconnected || s == Updated || s == Resumed
}
