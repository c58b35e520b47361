package mxapi

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// FuzzWidgetRequest checks what an accepted widget URL request may lead to: the
// origin stands in a header, the scheme in the page's location.
func FuzzWidgetRequest(f *testing.F) {
	for _, referrer := range []string{"https://app.example/x", "wails://wails", "http://a;b", "https://*", "https://a b", "//a", "https://[::1]:80", "https://a\r\nX: y", "https://user@a"} {
		f.Add("mx", referrer)
	}
	for _, scheme := range []string{"", "app.scheme+x-1", "javascript", "JAVASCRIPT", "1a", "a:b", "\u017ftp", "data"} {
		f.Add(scheme, "")
	}
	origin := regexp.MustCompile(`^([a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(:[0-9]+)?)?$`)
	scheme := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)
	f.Fuzz(func(t *testing.T, s, referrer string) {
		q := widgetRequest{WidgetType: "connect_widget", UIMessageScheme: s, TargetOriginReferrer: referrer}
		cfg, err := q.config()
		if err != nil {
			return
		}
		if !origin.MatchString(cfg.TargetOriginReferrer) {
			t.Errorf("referrer %q became %q", referrer, cfg.TargetOriginReferrer)
		}
		if !scheme.MatchString(cfg.UIMessageScheme) || strings.EqualFold(cfg.UIMessageScheme, "javascript") {
			t.Errorf("scheme %q was let through", cfg.UIMessageScheme)
		}
		if _, err := json.Marshal(cfg); err != nil {
			t.Error(err)
		}
	})
}
