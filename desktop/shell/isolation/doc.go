// Package isolation proves, in a real Wails application, that a widget and
// the frames in it cannot reach the application's Go methods. It holds only
// tests.
package isolation
