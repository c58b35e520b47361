package sandbox

import "github.com/connecthost/connecthost/core/secret"

// Endpoints says where the sandbox's providers are and how to sign in to them.
// As JSON it is the line that examples/sandbox prints: providers that the
// sandbox does not have are absent.
//
// Its keys are in the clear. They open nothing but this sandbox, for as long
// as it runs.
type Endpoints struct {
	MX   *MXEndpoint   `json:"mx,omitempty"`
	UCW  *UCWEndpoint  `json:"ucw,omitempty"`
	Fino *FinoEndpoint `json:"fino,omitempty"`
	Bank *BankEndpoint `json:"bank,omitempty"`
}

// MXEndpoint is the sandbox's MX Platform API.
type MXEndpoint struct {
	BaseURL  string `json:"base_url"`
	ClientID string `json:"client_id"`
	APIKey   string `json:"api_key"`
}

// Endpoints returns where everything is.
func (s *Sandbox) Endpoints() Endpoints {
	return Endpoints{
		MX:   &MXEndpoint{BaseURL: s.baseURL, ClientID: sandboxClient, APIKey: s.apiKey.Reveal()},
		UCW:  &UCWEndpoint{BaseURL: s.UCWURL(), Tokens: s.ucwTokens()},
		Fino: &FinoEndpoint{BaseURL: s.FinoURL(), ClientID: sandboxClient, ClientSecret: s.fino.secret.Reveal(), PhoneURL: s.fino.origin + "/phone"},
		Bank: &BankEndpoint{BaseURL: s.BankURL()},
	}
}

// Credentials returns what the MX Platform API accepts as Basic authentication.
func (s *Sandbox) Credentials() (clientID string, apiKey secret.String) {
	return sandboxClient, s.apiKey
}

// BaseURL returns the address of the MX Platform API, without a slash at its
// end. The widget is on the same origin.
func (s *Sandbox) BaseURL() string { return s.baseURL }

// UI returns the name of the user interface that the widget shows: UIBasic or
// UIConnect.
func (s *Sandbox) UI() string { return s.ui }
