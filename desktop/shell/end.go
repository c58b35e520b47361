package shell

import (
	"fmt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/session"
)

// finalState is what the page shows of a result. A session that the user left
// is not a failure; a trouble that the user had there is a notice.
func finalState(r journey.Result) State {
	err := r.Err()
	if err == nil {
		err = r.Outcome.Err
	}
	switch {
	case err != nil:
		return State{Phase: Failed, Message: fault.From(err).Message, Error: trouble(err)}
	case r.Outcome.Result == session.Connected:
		return State{Phase: Done, Message: outcomeText(r)}
	default:
		return State{Phase: Idle, Message: outcomeText(r), Notice: reason(r.Outcome)}
	}
}

// accounts is the number of accounts, nil when it is not known.
func accounts(r journey.Result) *int {
	if n, all := r.Accounts(); all || r.Err() != nil {
		return &n
	}
	return nil
}

// reason is why nothing was connected; nil when the user or the app closed
// the widget and nothing else was the matter.
func reason(o session.Outcome) *Trouble {
	if reasonCode(o) == "" {
		return nil
	}
	r := o.Reason
	return &Trouble{Code: r.Code, Level: r.Level, Message: fault.New(r.Code, nil).Message, Advice: r.Advice, Retryable: r.Retryable}
}

func reasonCode(o session.Outcome) fault.Code {
	switch o.Reason.Code {
	case fault.UserExited, fault.AppClosed:
		return ""
	}
	return o.Reason.Code
}

func outcomeText(r journey.Result) string {
	o := r.Outcome
	switch o.Result {
	case session.Connected:
		members := count(len(o.Members), "member")
		total := accounts(r)
		if total == nil {
			return fmt.Sprintf("Connected: %s. The provider cannot be asked for the accounts.", members)
		}
		return fmt.Sprintf("Connected: %s, %s.", members, count(*total, "account"))
	case session.Exited:
		return "The widget was closed before an account was connected."
	default:
		return fault.From(o.Err).Explain()
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
