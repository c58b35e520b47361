// Package link brings the user back to a desktop app from a bank's own site:
// by a listener on a loopback address (RFC 8252, section 7.3), or by a link of
// the app's own scheme that the system hands to a second process, which hands
// it to the first.
//
// The package believes nothing. Any program and any page of the machine can
// send a link; the session decides which one is genuine.
package link
