// Package appid checks the names of an app to the system: its identifier and the
// schemes of its links.
package appid

import (
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
)

// maxID bounds identifiers: they become names of files.
const maxID = 100

// Valid reports whether s may name an app: letters, digits, dots, hyphens and
// underscores, as in com.example.app. Such a name may be part of a file's name
// on every system, and cannot be taken for a flag.
func Valid(s string) bool {
	if s == "" || len(s) > maxID || s[0] == '.' || s[0] == '-' || s[len(s)-1] == '.' {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// Schemes checks schemes that belong to an app (RFC 8252, section 7.1) and
// returns them in lower case. The default is the identifier of the app, which is
// a domain read backwards. Error: config_invalid, for a scheme of the web or of
// the system too.
func Schemes(schemes []string, app string) ([]string, error) {
	if len(schemes) == 0 {
		schemes = []string{app}
	}
	var own []string
	for _, s := range schemes {
		s = strings.ToLower(s)
		if !navigation.IsAppScheme(s) {
			return nil, fault.Newf(fault.ConfigInvalid, nil, "The setting Schemes takes schemes of the app's own, such as com.example.app.")
		}
		own = append(own, s)
	}
	return own, nil
}
