// Package oauth follows a user to a bank's own site and back. A return link is
// a message from the outside: every app and page of the device can send one.
// It counts only while an attempt is pending, once, in time, and, where the
// provider lets us choose the return URL, with the attempt's nonce. That holds
// for failures as well as for success, so that a forged failure ends nothing.
//
// The package has no clock and no source of randomness of its own.
package oauth
