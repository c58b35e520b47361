package mxwidget

import (
	"time"

	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// oauthShape is a login at a bank as the widget reads it.
type oauthShape struct {
	GUID         string            `json:"guid"`
	AuthStatus   world.OAuthStatus `json:"auth_status"`
	ErrorReason  *int              `json:"error_reason"`
	InboundGUID  *string           `json:"inbound_member_guid"`
	OutboundGUID string            `json:"outbound_member_guid"`
	UserGUID     string            `json:"user_guid"`
	CreatedAt    string            `json:"created_at"`
	UpdatedAt    string            `json:"updated_at"`
}

func oauthStateOf(s world.OAuthState) oauthShape {
	shape := oauthShape{
		GUID: s.GUID, AuthStatus: s.Status, InboundGUID: orNull(s.InboundGUID), OutboundGUID: s.OutboundGUID,
		UserGUID: s.UserGUID, CreatedAt: s.CreatedAt.UTC().Format(time.RFC3339), UpdatedAt: s.UpdatedAt.UTC().Format(time.RFC3339),
	}
	if number, failed := s.ReasonNumber(); failed {
		shape.ErrorReason = &number
	}
	return shape
}

// addOAuthMember resolves with {member}, which waits for its user.
func addOAuthMember(c call, in memberInput) (any, error) {
	m, err := c.world.CreateMember(c.session.user, in.InstitutionGUID, world.MemberFields{OAuth: true, UseCases: c.session.config.UseCases})
	if err != nil {
		return nil, err
	}
	address, err := openBank(c, m)
	if err != nil {
		return nil, err
	}
	shape := memberOf(m)
	shape.OAuthWindowURI = &address
	return object{"member": shape}, nil
}

// openBank begins a login with what the widget URL was asked for.
func openBank(c call, m world.Member) (address string, err error) {
	cfg := c.session.config
	to, err := mxoauth.NewReturn(cfg.OAuthReferralSource, cfg.ClientRedirectURL, cfg.UIMessageScheme)
	if err != nil {
		return "", err
	}
	return c.oauth.Open(c.session.user, m, world.OAuthStart{JobType: cfg.jobType(), Products: cfg.products()}, to)
}

// oauthWindowURI begins another login of a member.
func oauthWindowURI(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	m, err := c.world.Member(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	address, err := openBank(c, m)
	if err != nil {
		return nil, err
	}
	return object{"oauth_window_uri": address}, nil
}

// loadOAuthStates resolves with a bare array, the newest first. The widget
// asks for pending ones only, a second and a half after the click; somebody
// quicker than that would be told that the login failed, so the filter is not
// honoured.
func loadOAuthStates(c call) (any, error) {
	var filter struct {
		Outbound string `json:"outbound_member_guid"`
	}
	if err := c.param(0, &filter); err != nil {
		return nil, err
	}
	list, err := c.world.OAuthStates(c.session.user, filter.Outbound)
	if err != nil {
		return nil, err
	}
	shapes := make([]oauthShape, 0, len(list))
	for _, s := range list {
		shapes = append(shapes, oauthStateOf(s))
	}
	return shapes, nil
}

// loadOAuthState resolves with the bare state.
func loadOAuthState(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	s, err := c.world.OAuthState(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	return oauthStateOf(s), nil
}
