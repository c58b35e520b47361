// Package loopback listens for return links on a loopback address (RFC 8252,
// section 7.3): the user's browser comes back to an address of this machine.
//
// The package believes nothing. Any program and any page of the machine can
// send a request; the session decides which link is genuine.
package loopback
