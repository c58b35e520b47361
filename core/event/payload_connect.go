package event

import "github.com/connecthost/connecthost/core/secret"

// Payloads of the connect widget's events. A MemberGUID is the provider's
// identifier of a connection. With UCW it may equal the connection id, which
// can be an access token: print Event.Masked rather than a payload.
type (
	// Loaded belongs to ConnectLoaded.
	Loaded struct {
		Wrapper
		InitialStep string
	}

	// StepChange belongs to ConnectStepChange.
	StepChange struct {
		Wrapper
		Previous string // empty on the first screen
		Current  string
	}

	// InstitutionSearch belongs to ConnectInstitutionSearch.
	InstitutionSearch struct {
		Wrapper
		Query string
	}

	// SelectedInstitution belongs to ConnectSelectedInstitution.
	SelectedInstitution struct {
		Wrapper
		Code, GUID, Name, URL string
	}

	// EnterCredentials belongs to ConnectEnterCredentials.
	EnterCredentials struct {
		Wrapper
		Institution InstitutionRef
	}

	// UpdateCredentials belongs to ConnectUpdateCredentials.
	UpdateCredentials struct {
		Wrapper
		MemberGUID  string
		Institution InstitutionRef
	}

	// SubmitMFA belongs to ConnectSubmitMFA.
	SubmitMFA struct {
		Wrapper
		MemberGUID string
	}

	// MemberStatusUpdate belongs to ConnectMemberStatusUpdate of MX.
	MemberStatusUpdate struct {
		Wrapper
		MemberGUID       string
		ConnectionStatus int
	}

	// MemberConnected belongs to ConnectMemberConnected of MX.
	MemberConnected struct {
		Wrapper
		MemberGUID string
	}

	// ConnectedPrimaryAction belongs to ConnectConnectedPrimaryAction.
	ConnectedPrimaryAction struct{ Wrapper }

	// MemberError belongs to ConnectMemberError.
	MemberError struct {
		Wrapper
		MemberGUID       string
		ConnectionStatus int
	}

	// MemberErrorPrimaryAction belongs to ConnectMemberErrorPrimaryAction.
	MemberErrorPrimaryAction struct {
		Wrapper
		MemberGUID       string
		ConnectionStatus int
	}

	// CreateMemberError belongs to ConnectCreateMemberError.
	CreateMemberError struct {
		Wrapper
		InstitutionGUID, InstitutionCode string
	}

	// MemberDeleted belongs to ConnectMemberDeleted.
	MemberDeleted struct {
		Wrapper
		MemberGUID string
	}

	// OAuthRequested belongs to ConnectOAuthRequested. The URL is as the
	// widget gave it: navigation decides whether it may be opened.
	OAuthRequested struct {
		Wrapper
		URL        secret.String
		MemberGUID string
	}

	// OAuthError belongs to ConnectOAuthError.
	OAuthError struct {
		Wrapper
		MemberGUID string
		Reason     string // such as CANCELLED, DENIED or SERVER_ERROR
	}

	// BackToSearch belongs to ConnectBackToSearch.
	BackToSearch struct {
		Wrapper
		Context string
	}

	// InvalidData belongs to ConnectInvalidData.
	InvalidData struct {
		Wrapper
		MemberGUID string
		Code       string // in decimal when the widget sends a number
	}

	// InvalidDataPrimaryAction belongs to ConnectInvalidDataPrimaryAction.
	InvalidDataPrimaryAction struct {
		Wrapper
		MemberGUID string
	}

	// InitialDataReady belongs to ConnectInitialDataReady.
	InitialDataReady struct {
		Wrapper
		MemberGUID string
	}

	// BackButtonClicked belongs to ConnectBackButtonClicked.
	BackButtonClicked struct{ Wrapper }
)

func newLoaded(v values) any {
	return Loaded{v.wrapper(), v.string("initial_step")}
}

func newStepChange(v values) any {
	return StepChange{v.wrapper(), v.string("previous"), v.string("current")}
}

func newInstitutionSearch(v values) any {
	return InstitutionSearch{v.wrapper(), v.string("query")}
}

func newSelectedInstitution(v values) any {
	return SelectedInstitution{v.wrapper(), v.string("code"), v.string("guid"), v.string("name"), v.string("url")}
}

func newEnterCredentials(v values) any {
	return EnterCredentials{v.wrapper(), v.institution()}
}

func newUpdateCredentials(v values) any {
	return UpdateCredentials{v.wrapper(), v.string("member_guid"), v.institution()}
}

func newSubmitMFA(v values) any {
	return SubmitMFA{v.wrapper(), v.string("member_guid")}
}

func newMemberStatusUpdate(v values) any {
	return MemberStatusUpdate{v.wrapper(), v.string("member_guid"), v.integer("connection_status")}
}

func newMemberConnected(v values) any {
	return MemberConnected{v.wrapper(), v.string("member_guid")}
}

func newConnectedPrimaryAction(v values) any { return ConnectedPrimaryAction{v.wrapper()} }

func newMemberError(v values) any {
	return MemberError{v.wrapper(), v.string("member.guid"), v.integer("member.connection_status")}
}

func newMemberErrorPrimaryAction(v values) any {
	return MemberErrorPrimaryAction{v.wrapper(), v.string("member.guid"), v.integer("member.connection_status")}
}

func newCreateMemberError(v values) any {
	return CreateMemberError{v.wrapper(), v.string("institution_guid"), v.string("institution_code")}
}

func newMemberDeleted(v values) any {
	return MemberDeleted{v.wrapper(), v.string("member_guid")}
}

func newOAuthRequested(v values) any {
	return OAuthRequested{v.wrapper(), secret.New(v.string("url")), v.string("member_guid")}
}

func newOAuthError(v values) any {
	return OAuthError{v.wrapper(), v.string("member_guid"), v.string("error_reason")}
}

func newBackToSearch(v values) any {
	return BackToSearch{v.wrapper(), v.string("context")}
}

func newInvalidData(v values) any {
	return InvalidData{v.wrapper(), v.string("member.guid"), v.string("member.code")}
}

func newInvalidDataPrimaryAction(v values) any {
	return InvalidDataPrimaryAction{v.wrapper(), v.string("member_guid")}
}

func newInitialDataReady(v values) any {
	return InitialDataReady{v.wrapper(), v.string("member_guid")}
}

func newBackButtonClicked(v values) any { return BackButtonClicked{v.wrapper()} }
