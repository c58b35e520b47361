package broker

import "net/http"

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
		return notFound()
	}
	answer(w, http.StatusOK, []assetLink{{
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
		return notFound()
	}
	answer(w, http.StatusOK, appSite{appLinks{[]appDetail{{
		AppIDs:     b.o.App.AppleAppIDs,
		Components: []map[string]string{{"/": b.public.Path + "/return/*"}},
	}}}})
	return nil
}
