package navigation

import "github.com/connecthost/connecthost/core/internal/uri"

// IsScheme reports whether s is a scheme in lower case, without a colon (RFC
// 3986, section 3.1), of 64 bytes at most.
func IsScheme(s string) bool { return uri.IsScheme(s) }

// IsReservedScheme reports whether a scheme, in lower case, may never be one
// of an app's: those of the web, those that run or read something where they
// are opened, and those that reach into the system or another app.
func IsReservedScheme(scheme string) bool { return uri.IsReserved(scheme) }

// IsAppScheme reports whether a scheme, in lower case, can be an app's own
// (RFC 8252, section 7.1): neither reserved, nor tel, mailto or sms.
func IsAppScheme(scheme string) bool { return uri.IsOwn(scheme) }

// isWeb is about addresses that engines load and whose hosts can be compared.
func isWeb(scheme string) bool { return scheme == "https" || scheme == "http" }

// defaultPort returns the port that browsers leave out
// (https://url.spec.whatwg.org/#special-scheme), 0 for none.
func defaultPort(scheme string) uint16 {
	switch scheme {
	case "https", "wss":
		return 443
	case "http", "ws":
		return 80
	case "ftp":
		return 21
	}
	return 0
}
