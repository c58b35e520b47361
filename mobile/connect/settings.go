package connect

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// The providers: Settings.Provider.
const (
	ProviderMX   = "mx"
	ProviderUCW  = "ucw"
	ProviderFino = "fino"
)

// The moments at which a session that connected a member ends: Settings.End.
const (
	EndOnPrimaryAction = int32(session.EndOnPrimaryAction) // at the widget's last button
	EndOnFirstMember   = int32(session.EndOnFirstMember)   // as soon as a member is connected
	EndByApp           = int32(session.EndByApp)           // when the app or the user closes the widget
)

// The ways in which a visit to a bank's own site begins: Settings.Visits.
const (
	VisitByDialect    int32 = iota // as the provider's traits say: by navigation for fino, by event for the others
	VisitByEvent                   // the widget's oauthRequested only
	VisitByNavigation              // also when the widget's page goes to another site
)

// Settings describe a session. Every field has a default. Changes after Open
// have no effect.
type Settings struct {
	// ID names the session and binds its return links and snapshots.
	ID string
	// Provider is ProviderMX, which is the default, ProviderUCW or
	// ProviderFino.
	Provider string
	// AppScheme is the scheme of the widget's events and of the default return
	// link; default mx. Use one that is your app's own.
	AppScheme string
	// PinScheme accepts events under AppScheme only, and not under the
	// vendor's older mx and atrium.
	PinScheme bool
	// StrictURL pins the view to the exact widget URL.
	StrictURL bool
	// SDKName and SDKVersion are what the widget is told about its host;
	// nothing when the name is empty.
	SDKName, SDKVersion string
	// End is EndOnPrimaryAction, which is the default, EndOnFirstMember or
	// EndByApp.
	End int32
	// ReturnURL is the prefix of the link that brings the user back: the
	// app's own scheme or a claimed https address; default
	// AppScheme://oauth_complete. MakeReturnURL sets it.
	ReturnURL string

	// Waiting times in milliseconds; 0 is the default, a negative one never.
	LoadMillis       int64 // until the widget's first event; default 30 s
	InactivityMillis int64 // without a sign of the user; default 15 min
	OAuthMillis      int64 // for one visit to a bank; default 15 min
	BackMillis       int64 // for the widget's answer to Back; default 2 s
	URLMillis        int64 // from the making of a widget URL to its first use; default 10 min for MX, 5 min for UCW, none for fino

	// MintedAtMillis is when the provider made the widget URL, in milliseconds
	// since 1970; 0 is the session's first step. An older URL than URLMillis
	// is not loaded: the session asks for a fresh one.
	MintedAtMillis int64
	// Visits says what begins a visit to a bank: VisitByDialect, which is the
	// default, VisitByEvent or VisitByNavigation.
	Visits int32

	inView, external []string
	bases            []string // further ways back than ReturnURL
	nonce            secret.String
	clock            Clock
	traits           *Traits // of a custom provider; nil for the ones that are known
}

// NewSettings returns settings with their defaults.
func NewSettings() *Settings { return &Settings{} }

// AddInView adds an origin whose pages may replace the widget's page, such as
// https://login.example.
func (s *Settings) AddInView(origin string) {
	defer ignore()
	s.inView = append(s.inView, origin)
}

// AddExternalScheme adds a scheme that may be opened outside, besides http,
// https, tel and mailto.
func (s *Settings) AddExternalScheme(scheme string) {
	defer ignore()
	s.external = append(s.external, scheme)
}

// AddReturnURL adds a further prefix of links that bring the user back, for the
// same visit and with the same nonce: the app's own scheme beside a claimed
// https address, for example. ReturnURL comes first and is the one that the
// provider is given.
func (s *Settings) AddReturnURL(base string) {
	defer ignore()
	s.bases = append(s.bases, base)
}

// SetReturnNonce sets the nonce that return links must carry, when the app's
// backend made the return URL. Empty means that the provider cannot carry one.
func (s *Settings) SetReturnNonce(nonce string) {
	defer ignore()
	s.nonce = secret.New(nonce)
}

// SetClock makes the session read another clock than the system's.
func (s *Settings) SetClock(c Clock) {
	defer ignore()
	s.clock = c
}

// MakeReturnURL returns the URL that the provider is to be asked to send the
// user back to, with a nonce made of random: 16 bytes or more from
// SecureRandom or SecRandomCopyBytes. base is the app's own scheme, such as
// myapp://bank, or a claimed https address. The settings keep both. It fails
// with config_invalid for an unusable base and for too few bytes.
func (s *Settings) MakeReturnURL(base string, random []byte) (_ *ReturnURL, err error) {
	defer catchError(&err)
	nonce, err := oauth.NewNonce(bytes.NewReader(random))
	if err != nil {
		return nil, fault.Newf(fault.ConfigInvalid, err, "The nonce of a return URL needs 16 random bytes.")
	}
	link, err := oauth.ReturnURL(base, nonce)
	if err != nil {
		return nil, err
	}
	s.ReturnURL, s.nonce = base, nonce
	return &ReturnURL{link: link}, nil
}

// ReturnURL is a URL with a nonce.
type ReturnURL struct{ link secret.String }

// URL returns the whole URL. Send it to your backend and to nobody else.
func (r *ReturnURL) URL() string {
	defer ignore()
	return r.link.Reveal()
}

// config translates the settings for the core.
func (s *Settings) config(widgetURL string) (session.Config, error) {
	if s == nil {
		return session.Config{}, fault.Newf(fault.ConfigInvalid, nil, "The settings are missing.")
	}
	known, err := s.coreTraits()
	if err != nil {
		return session.Config{}, err
	}
	if s.End < EndOnPrimaryAction || s.End > EndByApp {
		return session.Config{}, fault.Newf(fault.ConfigInvalid, nil, "The setting End must be EndOnPrimaryAction, EndOnFirstMember or EndByApp.")
	}
	return session.Config{
		ID: s.ID, Traits: known, WidgetURL: secret.New(widgetURL),
		AppScheme: s.AppScheme, PinScheme: s.PinScheme, StrictURL: s.StrictURL,
		Return: session.Return{Bases: s.returnBases(), Nonce: s.nonce},
		InView: s.inView, ExternalSchemes: s.external,
		SDK:      session.SDK{Name: s.SDKName, Version: s.SDKVersion},
		End:      session.EndMode(s.End),
		MintedAt: timeOf(s.MintedAtMillis),
		Timeouts: session.Timeouts{
			Load: millis(s.LoadMillis), Inactivity: millis(s.InactivityMillis),
			OAuth: millis(s.OAuthMillis), Back: millis(s.BackMillis), URL: millis(s.URLMillis),
		},
	}, nil
}

// coreTraits are those of the custom provider or of the named one, with what
// Visits changes.
func (s *Settings) coreTraits() (traits.Traits, error) {
	if s.traits != nil {
		return s.traits.core()
	}
	known, ok := traits.Of(cmp.Or(strings.ToLower(s.Provider), ProviderMX))
	if !ok {
		return known, fault.Newf(fault.ConfigInvalid, nil, "The setting Provider must be mx, ucw or fino; set the traits of a custom one.")
	}
	switch s.Visits {
	case VisitByDialect:
	case VisitByEvent:
		known.VisitByNavigation = false
	case VisitByNavigation:
		known.VisitByNavigation, known.Return = true, traits.ReturnSilent
	default:
		return known, fault.Newf(fault.ConfigInvalid, nil, "The setting Visits must be VisitByDialect, VisitByEvent or VisitByNavigation.")
	}
	return known, nil
}

// returnBases are the ways back, nil for the session's default.
func (s *Settings) returnBases() []string {
	if s.ReturnURL == "" {
		return s.bases
	}
	return append([]string{s.ReturnURL}, s.bases...)
}

// millis converts without overflow.
func millis(n int64) time.Duration {
	const most = math.MaxInt64 / int64(time.Millisecond)
	return time.Duration(max(min(n, most), -1)) * time.Millisecond
}
