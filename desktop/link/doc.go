// Package link holds the ways in which a user comes back to a desktop app from
// a bank's own site: a listener on a loopback address (package loopback), and
// links of the app that the system hands to a second process, which hands them
// to the first (package instance).
//
// The package believes nothing. Any program and any page of the machine can
// send a link; the session decides which one is genuine.
package link
