package broker

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// App describes the app that sessions belong to. The zero value is usable: the
// landing page then tells the user to go back to the app by hand.
type App struct {
	Name string // shown on the landing page; default "the app"

	// EventScheme is the scheme of the widget's events, for providers that send
	// them as navigations.
	EventScheme string
	// ReturnURL is the app's own return link, such as
	// myapp://oauth_complete: where the landing page hands over to, and what
	// sessions of the return kind "app" give to the provider.
	ReturnURL string
	// TargetOrigins are the origins that a request may name as the receiver of
	// the widget's messages, such as https://app.example.
	TargetOrigins []string

	// AndroidPackage is the app's package. Browsers on Android then get an
	// intent link that only this app can answer.
	AndroidPackage string
	// AndroidFingerprints are the SHA-256 fingerprints of the app's signing
	// certificates, as keytool prints them. With them assetlinks.json is
	// served, and Android opens the app in the landing page's place.
	AndroidFingerprints []string
	// AppleAppIDs are team and bundle identifiers, such as
	// ABCDE12345.com.example.app. With them apple-app-site-association is
	// served, and iOS opens the app in the landing page's place.
	AppleAppIDs []string
}

var (
	packageName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)
	fingerprint = regexp.MustCompile(`^([0-9A-F]{2}:){31}[0-9A-F]{2}$`)
	appleID     = regexp.MustCompile(`^[A-Z0-9]{10}\.[A-Za-z0-9.-]+$`)
)

func (a App) check() error {
	switch {
	case a.EventScheme != "" && !navigation.IsAppScheme(a.EventScheme):
		return setting("App.EventScheme is not a scheme of the app's own, in lower case")
	case a.AndroidPackage != "" && !packageName.MatchString(a.AndroidPackage):
		return setting("App.AndroidPackage is not a package name")
	case len(a.AndroidFingerprints) > 0 && a.AndroidPackage == "":
		return setting("App.AndroidFingerprints needs AndroidPackage")
	case !all(a.AndroidFingerprints, fingerprint):
		return setting("App.AndroidFingerprints takes SHA-256 fingerprints such as keytool prints")
	case !all(a.AppleAppIDs, appleID):
		return setting("App.AppleAppIDs takes a team and a bundle identifier with a point between them")
	}
	for _, origin := range a.TargetOrigins {
		if u, err := navigation.Read(origin); err != nil || u.Origin() != origin {
			return setting("App.TargetOrigins takes origins, without a slash at the end")
		}
	}
	if a.ReturnURL == "" {
		return nil
	}
	if _, err := oauth.ReturnURL(a.ReturnURL, secret.String{}); err != nil || strings.ContainsAny(a.ReturnURL, "?#") {
		return setting("App.ReturnURL needs the app's own scheme or https, and no query")
	}
	if strings.HasPrefix(a.ReturnURL, "http:") {
		return setting("App.ReturnURL cannot be a loopback address: requests name those themselves")
	}
	return nil
}

func all(values []string, pattern *regexp.Regexp) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !pattern.MatchString(v) })
}

// assetLink is a statement of Digital Asset Links: this app may open the
// landing pages' addresses.
type assetLink struct {
	Relation []string    `json:"relation"`
	Target   assetTarget `json:"target"`
}

type assetTarget struct {
	Namespace    string   `json:"namespace"`
	PackageName  string   `json:"package_name"`
	Fingerprints []string `json:"sha256_cert_fingerprints"`
}

// assetLinks serves assetlinks.json for Android.
func (b *Broker) assetLinks(w http.ResponseWriter, _ *http.Request) error {
	app := b.o.App
	if len(app.AndroidFingerprints) == 0 {
		return answer.NotFound()
	}
	answer.JSON(w, http.StatusOK, []assetLink{{
		Relation: []string{"delegate_permission/common.handle_all_urls"},
		Target:   assetTarget{"android_app", app.AndroidPackage, app.AndroidFingerprints},
	}})
	return nil
}

// appSite is Apple's apple-app-site-association file.
type appSite struct {
	AppLinks appLinks `json:"applinks"`
}

type appLinks struct {
	Details []appDetail `json:"details"`
}

type appDetail struct {
	AppIDs     []string            `json:"appIDs"`
	Components []map[string]string `json:"components"`
}

// appleAssociation serves apple-app-site-association: the app may open the
// landing pages' addresses and no others.
func (b *Broker) appleAssociation(w http.ResponseWriter, _ *http.Request) error {
	if len(b.o.App.AppleAppIDs) == 0 {
		return answer.NotFound()
	}
	answer.JSON(w, http.StatusOK, appSite{appLinks{[]appDetail{{
		AppIDs:     b.o.App.AppleAppIDs,
		Components: []map[string]string{{"/": b.public.Path + "/return/*"}},
	}}}})
	return nil
}
