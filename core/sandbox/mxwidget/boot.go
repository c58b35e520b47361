package mxwidget

import "github.com/connecthost/connecthost/core/sandbox/world"

// object is a JSON object whose fields are fixed in the code.
type object = map[string]any

// bootOf returns what the page is told at its start: whom it serves, what the
// widget URL was asked for, and the profiles that the open connect UI reads
// without looking whether they are there.
func bootOf(s session, u world.User) object {
	return object{
		"user_guid":     u.GUID,
		"session_guid":  s.guid,
		"language":      object{"locale": s.locale, "custom_copy_namespace": ""},
		"client_config": s.config,
		"profiles":      profiles(s, u),
		"user_features": []any{},
	}
}

func profiles(s session, u world.User) object {
	return object{
		"client": object{
			"guid": "CLT-sandbox", "oauth_app_name": "Connecthost sandbox",
			"has_atrium_api": false, "has_limited_institutions": false,
		},
		"clientColorScheme": object{
			"primary_100": "#d9ecef", "primary_200": "#9fd0d6", "primary_300": "#0f6b78",
			"primary_400": "#0b5560", "primary_500": "#083f47", "widget_brand_color": "#0f6b78",
		},
		"clientProfile": object{
			"account_verification_is_enabled": true, "account_identification_is_enabled": true,
			"is_microdeposits_enabled": true, "uses_oauth": true, "show_external_link_popup": false,
			"uses_custom_popular_institution_list": false, "tax_statement_is_enabled": false, "locale": s.locale,
		},
		"user":        object{"guid": u.GUID, "email": u.Email},
		"userProfile": userProfile(nil),
		"widgetProfile": object{
			"display_disclosure_in_connect": false, "enable_manual_accounts": false,
			"enable_support_requests": false, "show_microdeposits_in_connect": true,
			"show_mx_branding": false, "display_delete_option_in_connect": true,
		},
	}
}

func userProfile(tooSmallDismissedAt any) object {
	return object{"too_small_modal_dismissed_at": tooSmallDismissedAt}
}
