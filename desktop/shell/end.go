package shell

import (
	"fmt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// finalState is what the page shows of an outcome, with the number of accounts
// or nil when it is not known. A session that the user left is no failure; what
// troubled the user there is a notice.
func finalState(o session.Outcome, accounts *int, err *fault.Error) State {
	if err == nil {
		err = o.Err
	}
	switch {
	case err != nil:
		return State{Phase: Failed, Message: err.Message, Error: trouble(err)}
	case o.Result == session.Connected:
		return State{Phase: Done, Message: outcomeText(o, accounts)}
	default:
		return State{Phase: Idle, Message: outcomeText(o, accounts), Notice: reason(o)}
	}
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

func outcomeText(o session.Outcome, accounts *int) string {
	switch o.Result {
	case session.Connected:
		members := count(len(o.Members), "member")
		if accounts == nil {
			return fmt.Sprintf("Connected: %s. The provider cannot be asked for the accounts.", members)
		}
		return fmt.Sprintf("Connected: %s, %s.", members, count(*accounts, "account"))
	case session.Exited:
		return "The widget was closed before an account was connected."
	default:
		return o.Err.Message
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
