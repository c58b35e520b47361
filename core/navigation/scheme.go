package navigation

import (
	"slices"
	"strings"
)

// maxScheme bounds the search for a scheme's colon in a long address.
const maxScheme = 64

// cutScheme returns the scheme in lower case and what follows its colon. It
// reports false when raw does not begin with a scheme (RFC 3986, section 3.1).
func cutScheme(raw string) (scheme, rest string, ok bool) {
	for i := 0; i < len(raw) && i <= maxScheme; i++ {
		if raw[i] == ':' && i > 0 {
			return strings.ToLower(raw[:i]), raw[i+1:], true
		}
		if !isSchemeByte(raw[i], i == 0) {
			break
		}
	}
	return "", "", false
}

// isScheme reports whether s is a scheme in lower case.
func isScheme(s string) bool {
	scheme, rest, ok := cutScheme(s + ":")
	return ok && rest == "" && scheme == s
}

func isSchemeByte(c byte, first bool) bool {
	if isAlpha(c) {
		return true
	}
	return !first && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.')
}

func isAlpha(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isWeb(scheme string) bool { return scheme == "https" || scheme == "http" }

// defaultPort returns the port that browsers leave out, 0 for none.
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

// isReserved reports whether a scheme may never be one of the app's: those of
// the web, those that run or read something where they are opened, and those
// that reach into the system. Decide needs no such list, as it allows only
// what it knows; this one keeps mistakes out of the settings.
func isReserved(scheme string) bool {
	if strings.HasPrefix(scheme, "ms-") || strings.HasPrefix(scheme, "chrome") {
		return true
	}
	return slices.Contains(reserved[:], scheme)
}

// reserved is read-only.
var reserved = [...]string{
	"http", "https", "ws", "wss", "ftp", "ftps", "sftp",
	"javascript", "vbscript", "livescript", "mocha", "data", "blob", "filesystem",
	"about", "view-source", "jar", "resource", "res", "moz-extension", "edge", "opera", "devtools",
	"file", "content", "cid", "mid", "mhtml", "mk", "its", "ms", "hcp", "shell", "search", "search-ms",
	"intent", "market", "android-app", "itms-services",
	"smb", "nfs", "afp", "dav", "davs", "ldap", "ldaps", "ssh", "telnet", "vnc", "rdp",
	"wails", "tauri", "app", "local", "applescript", "x-apple.systempreferences", "prefs", "app-prefs",
}
