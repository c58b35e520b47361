package mx

import "strings"

// acceptLanguage returns the language of Connect that is nearest to a BCP 47
// tag, "" to let MX choose when there is none.
func acceptLanguage(locale string) string {
	switch tag := strings.ToLower(strings.ReplaceAll(locale, "_", "-")); {
	case tag == "en-ca":
		return "en-CA"
	case tag == "en", strings.HasPrefix(tag, "en-"):
		return "en-US"
	case tag == "es", strings.HasPrefix(tag, "es-"):
		return "es"
	case tag == "fr", strings.HasPrefix(tag, "fr-"):
		return "fr"
	}
	return ""
}
