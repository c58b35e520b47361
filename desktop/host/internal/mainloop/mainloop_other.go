//go:build !darwin && !(linux && cgo)

package mainloop

// run calls f: on Windows each window has a thread and a message loop of its
// own, and elsewhere there are no windows.
func run(f func() error) error { return f() }
