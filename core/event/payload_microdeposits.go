package event

import "github.com/connecthost/connecthost/core/secret"

// Payloads of the microdeposit screens.
type (
	// MicrodepositsLoaded belongs to ConnectMicrodepositsLoaded.
	MicrodepositsLoaded struct {
		Wrapper
		InitialStep string // comeBack, verifyDeposits, verified, errors or routingNumber
	}

	// MicrodepositsDetailsSubmitted belongs to ConnectMicrodepositsDetailsSubmitted.
	MicrodepositsDetailsSubmitted struct {
		Wrapper
		MicrodepositGUID string
	}

	// MicrodepositsComeBackPrimaryAction belongs to ConnectMicrodepositsComeBackPrimaryAction.
	MicrodepositsComeBackPrimaryAction struct {
		Wrapper
		MicrodepositGUID string
	}

	// MicrodepositsVerified belongs to ConnectMicrodepositsVerified.
	MicrodepositsVerified struct {
		Wrapper
		MicrodepositGUID string
	}

	// MicrodepositsVerifiedPrimaryAction belongs to ConnectMicrodepositsVerifiedPrimaryAction.
	MicrodepositsVerifiedPrimaryAction struct{ Wrapper }

	// MicrodepositsErrorPrimaryAction belongs to ConnectMicrodepositsErrorPrimaryAction.
	MicrodepositsErrorPrimaryAction struct {
		Wrapper
		Status string // the name of the status, such as REJECTED
		GUID   string
	}

	// MicrodepositsBlockedRoutingNumber belongs to ConnectMicrodepositsBlockedRoutingNumber.
	MicrodepositsBlockedRoutingNumber struct {
		Wrapper
		RoutingNumber secret.String
		Reason        string
	}
)

func newMicrodepositsLoaded(v values) any {
	return MicrodepositsLoaded{v.wrapper(), v.string("initial_step")}
}

func newMicrodepositsDetailsSubmitted(v values) any {
	return MicrodepositsDetailsSubmitted{v.wrapper(), v.string("microdeposit_guid")}
}

func newMicrodepositsComeBackPrimaryAction(v values) any {
	return MicrodepositsComeBackPrimaryAction{v.wrapper(), v.string("microdeposit_guid")}
}

func newMicrodepositsVerified(v values) any {
	return MicrodepositsVerified{v.wrapper(), v.string("microdeposit_guid")}
}

func newMicrodepositsVerifiedPrimaryAction(v values) any {
	return MicrodepositsVerifiedPrimaryAction{v.wrapper()}
}

func newMicrodepositsErrorPrimaryAction(v values) any {
	return MicrodepositsErrorPrimaryAction{v.wrapper(), v.string("status"), v.string("guid")}
}

func newMicrodepositsBlockedRoutingNumber(v values) any {
	return MicrodepositsBlockedRoutingNumber{v.wrapper(), secret.New(v.string("routing_number")), v.string("reason")}
}
