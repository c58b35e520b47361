package world

import "fmt"

// RoutingVerdict is what the sandbox makes of a routing number, in the
// numbering of MX's widget.
type RoutingVerdict int

// The verdicts. RoutingGood is not one of MX's.
const (
	RoutingGood          RoutingVerdict = -1
	RoutingInvalid       RoutingVerdict = 0 // not nine digits with a right check digit
	RoutingBlocked       RoutingVerdict = 1
	RoutingClientBlocked RoutingVerdict = 2
	RoutingIAVPreferred  RoutingVerdict = 3 // the institution gives account numbers itself
)

// The routing numbers that are refused for another reason.
const (
	BlockedRouting       = "990000013"
	ClientBlockedRouting = "990000026"
)

// String returns the name in MX's widget.
func (v RoutingVerdict) String() string {
	if v < 0 || int(v) >= len(routingNames) {
		return ""
	}
	return routingNames[v]
}

var routingNames = [...]string{"INVALID", "BLOCKED", "CLIENT_BLOCKED", "IAV_PREFERRED"}

// CheckRouting looks a routing number up.
func (w *World) CheckRouting(number string) RoutingVerdict {
	switch {
	case !validRouting(number):
		return RoutingInvalid
	case number == BlockedRouting:
		return RoutingBlocked
	case number == ClientBlockedRouting:
		return RoutingClientBlocked
	}
	if in, found := w.institutionAt(number); found && in.provides(AccountVerification) {
		return RoutingIAVPreferred
	}
	return RoutingGood
}

func (w *World) institutionAt(routing string) (Institution, bool) {
	for _, in := range w.institutions {
		if in.Routing == routing {
			return in, true
		}
	}
	return Institution{}, false
}

// routingNumber returns the number of an institution. No real one begins
// with 99.
func routingNumber(code string) string {
	digits := fmt.Sprintf("99%06d", hash("routing/"+code)%1_000_000)
	for check := range 10 {
		if number := fmt.Sprint(digits, check); validRouting(number) {
			return number
		}
	}
	return ""
}

// validRouting checks the length and the check digit: the digits, weighted by
// 3, 7 and 1 in turn, add up to a multiple of ten.
func validRouting(number string) bool {
	if len(number) != 9 {
		return false
	}
	sum := 0
	for i, c := range []byte(number) {
		if c < '0' || c > '9' {
			return false
		}
		sum += int(c-'0') * [...]int{3, 7, 1}[i%3]
	}
	return sum%10 == 0
}
