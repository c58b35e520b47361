package uri

import "slices"

// MaxScheme bounds a scheme in bytes, and so the search for its colon in a
// long address.
const MaxScheme = 64

// CutScheme returns the scheme of an address in lower case and what follows
// its colon. It is not ok when the address does not begin with a scheme (RFC
// 3986, section 3.1).
func CutScheme(raw string) (scheme, rest string, ok bool) {
	for i := 0; i < len(raw) && i <= MaxScheme; i++ {
		if raw[i] == ':' && i > 0 {
			return Lower(raw[:i]), raw[i+1:], true
		}
		if !isSchemeByte(raw[i], i == 0) {
			break
		}
	}
	return "", "", false
}

// IsScheme reports whether s is a scheme in lower case, without a colon.
func IsScheme(s string) bool {
	if s == "" || len(s) > MaxScheme {
		return false
	}
	for i := range len(s) {
		if !isSchemeByte(s[i], i == 0) || s[i] != LowerByte(s[i]) {
			return false
		}
	}
	return true
}

func isSchemeByte(c byte, first bool) bool {
	if IsLetter(c) {
		return true
	}
	return !first && (IsDigit(c) || c == '+' || c == '-' || c == '.')
}

// IsReserved reports whether a scheme, in lower case, may never be one of an
// app's: those of the web, those that run or read something where they are
// opened, and those that reach into the system or another app. Whether an
// address may be opened is never decided by this list, which cannot be
// complete, but by what is allowed; the list keeps mistakes out of settings.
func IsReserved(scheme string) bool {
	if HasPrefix(scheme, "ms-") || HasPrefix(scheme, "chrome") {
		return true
	}
	return slices.Contains(reserved[:], scheme)
}

// IsContact reports whether a scheme, in lower case, brings the user to
// somebody. An app may have such an address opened, but the scheme is not its
// own.
func IsContact(scheme string) bool {
	return scheme == "tel" || scheme == "mailto" || scheme == "sms"
}

// IsOwn reports whether a scheme, in lower case, can be one of an app's own
// (RFC 8252, section 7.1).
func IsOwn(scheme string) bool {
	return IsScheme(scheme) && !IsReserved(scheme) && !IsContact(scheme)
}

// reserved is read-only.
var reserved = [...]string{
	// the web and its kin
	"http", "https", "ws", "wss", "ftp", "ftps", "sftp",
	// run or read where they are opened
	"javascript", "vbscript", "livescript", "mocha", "data", "blob", "filesystem",
	"about", "view-source", "jar", "resource", "res", "moz-extension", "edge", "opera", "devtools",
	"file", "content", "cid", "mid", "mhtml", "mk", "its", "ms", "hcp", "shell", "search", "search-ms",
	// open or install another app
	"intent", "market", "android-app", "itms-services",
	// reach another machine
	"smb", "nfs", "afp", "dav", "davs", "ldap", "ldaps", "ssh", "telnet", "vnc", "rdp",
	// the pages and settings of the host
	"wails", "tauri", "app", "local", "applescript", "x-apple.systempreferences", "prefs", "app-prefs",
}
