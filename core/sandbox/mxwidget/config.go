package mxwidget

import (
	"slices"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Config is what a widget URL was asked for, as the page gets it.
type Config struct {
	Mode                     string       `json:"mode"`
	UIMessageVersion         int          `json:"ui_message_version"`
	IsMobileWebview          bool         `json:"is_mobile_webview"`
	UIMessageScheme          string       `json:"ui_message_webview_url_scheme"`
	OAuthReferralSource      string       `json:"oauth_referral_source"`
	ColorScheme              string       `json:"color_scheme"`
	CurrentMemberGUID        string       `json:"current_member_guid,omitempty"`
	CurrentInstitutionGUID   string       `json:"current_institution_guid,omitempty"`
	CurrentInstitutionCode   string       `json:"current_institution_code,omitempty"`
	DisableInstitutionSearch bool         `json:"disable_institution_search,omitempty"`
	UpdateCredentials        bool         `json:"update_credentials,omitempty"`
	DataRequest              *DataRequest `json:"data_request,omitempty"`
	TargetOriginReferrer     string       `json:"target_origin_referrer,omitempty"`
	CurrentMicrodepositGUID  string       `json:"current_microdeposit_guid,omitempty"`
	UseCases                 []string     `json:"use_cases,omitempty"`

	// ClientRedirectURL is where a login in an app ends. The page has no need
	// of it: it may hold the app's nonce.
	ClientRedirectURL string `json:"-"`
}

// DataRequest lists the products that a connection is for.
type DataRequest struct {
	Products []world.Product `json:"products"`
}

// jobType returns the kind of job that the widget expects for a connection: it
// waits for ever when the job has another one.
func (c Config) jobType() world.JobType {
	switch products := c.products(); {
	case len(products) > 1:
		return world.Combination
	case slices.Contains(products, world.AccountVerification):
		return world.Verification
	case slices.Contains(products, world.Rewards):
		return world.RewardJob
	case len(products) == 0 && c.Mode == "verification":
		return world.Verification
	}
	return world.Aggregation
}

func (c Config) products() []world.Product {
	if c.DataRequest == nil {
		return nil
	}
	return c.DataRequest.Products
}
