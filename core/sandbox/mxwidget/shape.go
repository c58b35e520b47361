package mxwidget

import "github.com/connecthost/connecthost/core/sandbox/world"

// instructions is there even when it says nothing: the open connect UI goes
// blank without it.
type instructions struct {
	Title       *string   `json:"title"`
	Description *string   `json:"description"`
	Steps       *[]string `json:"steps"`
}

// institutionShape is an institution as the widget reads it.
type institutionShape struct {
	GUID                  string       `json:"guid"`
	Code                  string       `json:"code"`
	Name                  string       `json:"name"`
	URL                   string       `json:"url"`
	LoginURL              string       `json:"login_url"`
	LogoURL               string       `json:"logo_url"`
	SupportsOAuth         bool         `json:"supports_oauth"`
	IsDisabledByClient    bool         `json:"is_disabled_by_client"`
	IsHidden              bool         `json:"is_hidden"`
	VerificationEnabled   bool         `json:"account_verification_is_enabled"`
	IdentificationEnabled bool         `json:"account_identification_is_enabled"`
	TaxStatementEnabled   bool         `json:"tax_statement_is_enabled"`
	InstructionalData     instructions `json:"instructional_data"`
}

func institutionOf(in world.Institution) institutionShape {
	has := map[world.Product]bool{}
	for _, p := range in.Products {
		has[p] = true
	}
	return institutionShape{
		GUID: in.GUID, Code: in.Code, Name: in.Name, URL: in.URL, LoginURL: in.URL, LogoURL: in.Logo,
		SupportsOAuth:         in.OAuth,
		VerificationEnabled:   has[world.AccountVerification],
		IdentificationEnabled: has[world.IdentityVerification],
	}
}

func institutionsOf(list []world.Institution) []institutionShape {
	shapes := make([]institutionShape, 0, len(list))
	for _, in := range list {
		shapes = append(shapes, institutionOf(in))
	}
	return shapes
}

// credentialShape is one field of a login form as the widget reads it: the
// kind is a number.
type credentialShape struct {
	GUID         string `json:"guid"`
	FieldName    string `json:"field_name"`
	FieldType    int    `json:"field_type"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"display_order"`
}

func credentialsOf(list []world.Credential) []credentialShape {
	shapes := make([]credentialShape, 0, len(list))
	for _, c := range list {
		kind := 3
		if c.Type == world.Password {
			kind = 1
		}
		shapes = append(shapes, credentialShape{c.GUID, c.Name, kind, c.Label, c.Order})
	}
	return shapes
}

// memberShape is a member as the widget reads it: the state is a number, and
// booleans are compared strictly.
type memberShape struct {
	GUID              string       `json:"guid"`
	Name              string       `json:"name"`
	UserGUID          string       `json:"user_guid"`
	InstitutionGUID   string       `json:"institution_guid"`
	InstitutionCode   string       `json:"institution_code"`
	ConnectionStatus  int          `json:"connection_status"`
	IsBeingAggregated bool         `json:"is_being_aggregated"`
	IsOAuth           bool         `json:"is_oauth"`
	IsManual          bool         `json:"is_manual"`
	IsManagedByUser   bool         `json:"is_managed_by_user"`
	IsDisabled        bool         `json:"is_disabled_by_client"`
	Verification      bool         `json:"verification_is_enabled"`
	JobGUID           *string      `json:"most_recent_job_guid"`
	MFA               challenges   `json:"mfa"`
	Error             *string      `json:"error"`
	UseCases          []string     `json:"use_cases"`
	InstructionalData instructions `json:"instructional_data"`
	OAuthWindowURI    *string      `json:"oauth_window_uri"`
}

type challenges struct {
	Credentials []challengeShape `json:"credentials"`
}

func memberOf(m world.Member) memberShape {
	shape := memberShape{
		GUID: m.GUID, Name: m.Name, UserGUID: m.UserGUID,
		InstitutionGUID: m.InstitutionGUID, InstitutionCode: m.InstitutionCode,
		ConnectionStatus: int(m.Status), IsBeingAggregated: m.Aggregating,
		IsManagedByUser: true, Verification: true, IsOAuth: m.OAuth,
		MFA:      challenges{Credentials: challengesOf(m)},
		UseCases: append([]string{}, m.UseCases...),
	}
	if m.JobGUID != "" {
		shape.JobGUID = &m.JobGUID
	}
	return shape
}
