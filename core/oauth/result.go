package oauth

import "github.com/connecthost/connecthost/core/fault"

// Result is what a believed return link says.
type Result struct {
	// Success is set when the bank granted access. Without Authenticated it
	// is a claim: read the member's status before you rely on it.
	Success bool
	// MemberGUID is the member that was connected. It may be another one than
	// the attempt was made for, when the user has a connection already. On
	// failure it may be empty.
	MemberGUID string
	// Reason says why access was not granted; empty on success, and when the
	// link gave none.
	Reason ErrorReason
	// Unknown is set when the link says nothing of the result: the provider
	// has to be asked. It occurs with Config.Silent only.
	Unknown bool
	// Authenticated is set when the link carried the attempt's nonce. It is
	// never set for a provider that cannot carry one: such a link may come
	// from anybody.
	Authenticated bool
}

// ErrorReason is why a bank did not grant access, in the provider's words.
type ErrorReason string

// The reasons that are known. A link may give others; they are kept as they
// are.
const (
	ReasonCancelled     ErrorReason = "CANCELLED"
	ReasonDenied        ErrorReason = "DENIED"
	ReasonImpeded       ErrorReason = "IMPEDED"
	ReasonProviderError ErrorReason = "PROVIDER_ERROR"
	ReasonServerError   ErrorReason = "SERVER_ERROR"
	ReasonSessionError  ErrorReason = "SESSION_ERROR"
	ReasonUnknownError  ErrorReason = "UNKNOWN_ERROR"
)

// Code is the error code for a refusal with this reason: OAuthFailed when the
// reason is none of those above.
func (r ErrorReason) Code() fault.Code {
	switch r {
	case ReasonCancelled:
		return fault.OAuthCancelled
	case ReasonDenied:
		return fault.OAuthDenied
	case ReasonImpeded:
		return fault.OAuthImpeded
	case ReasonProviderError:
		return fault.OAuthProviderError
	case ReasonServerError:
		return fault.OAuthServerError
	case ReasonSessionError:
		return fault.OAuthSessionError
	}
	return fault.OAuthFailed
}

// Known reports whether r is one of the reasons above.
func (r ErrorReason) Known() bool {
	switch r {
	case ReasonCancelled, ReasonDenied, ReasonImpeded, ReasonProviderError,
		ReasonServerError, ReasonSessionError, ReasonUnknownError:
		return true
	}
	return false
}
