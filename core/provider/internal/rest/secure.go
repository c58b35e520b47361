package rest

import (
	"net/netip"
	"net/url"
	"strings"
)

// Secure reports whether u is an https URL, or http on a loopback address,
// which serves development. A user name or password in the URL makes it
// unusable.
func Secure(u *url.URL) bool {
	if u.User != nil || u.Opaque != "" || u.Hostname() == "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func trimSlash(path string) string { return strings.TrimRight(path, "/") }
