package mxwidget

import (
	"net/http"
)

// callbacks has all 28 callbacks of the open connect UI. Those of journeys
// that the sandbox does not have yet say so. It is read-only.
var callbacks = map[string]func(call) (any, error){
	"loadMembers":          loadMembers,
	"loadMemberByGuid":     loadMemberByGUID,
	"addMember":            addMember,
	"updateMember":         updateMember,
	"deleteMember":         deleteMember,
	"getMemberCredentials": memberCredentials,

	"getInstitutionCredentials":  institutionCredentials,
	"loadPopularInstitutions":    popularInstitutions,
	"loadInstitutions":           searchInstitutions,
	"loadInstitutionByGuid":      institutionByIdentifier,
	"loadInstitutionByCode":      institutionByIdentifier,
	"loadDiscoveredInstitutions": nothingDiscovered,

	"runJob":  runJob,
	"loadJob": loadJob,

	"oAuthStart":        nothing,
	"updateUserProfile": updateUserProfile,

	"updateMFA": updateMFA,

	"loadOAuthStates":   loadOAuthStates,
	"loadOAuthState":    loadOAuthState,
	"getOAuthWindowURI": oauthWindowURI,

	"verifyRoutingNumber":       verifyRoutingNumber,
	"createMicrodeposit":        createMicrodeposit,
	"updateMicrodeposit":        updateMicrodeposit,
	"loadMicrodepositByGuid":    loadMicrodeposit,
	"refreshMicrodepositStatus": loadMicrodeposit,
	"verifyMicrodeposit":        verifyMicrodeposit,

	"createAccount":       notYet,
	"createSupportTicket": notYet,
}

// notYet answers callbacks of journeys that the sandbox does not have.
func notYet(call) (any, error) {
	return nil, &callError{Status: http.StatusNotImplemented, Message: "The sandbox cannot do this yet."}
}

// nothing answers a callback whose result nobody reads.
func nothing(call) (any, error) { return object{}, nil }

func nothingDiscovered(call) (any, error) { return []any{}, nil }

// updateUserProfile takes the profile and gives back the one field that the
// widget keeps there.
func updateUserProfile(c call) (any, error) {
	var profile struct {
		DismissedAt *float64 `json:"too_small_modal_dismissed_at"`
	}
	if err := c.param(0, &profile); err != nil {
		return nil, err
	}
	return object{"user_profile": userProfile(profile.DismissedAt)}, nil
}
