// Package instance keeps an app to one process. The system starts a process for
// each link of the app's own scheme: every later process hands its links to the
// first one and ends.
//
// The package believes nothing. Any program of the user can start a process
// with a link; the session decides which link is genuine.
package instance
