// Package mainloop runs the platform's main loop, which windows need. There is
// one file for each system.
package mainloop

// Run runs f on a goroutine of its own while the calling goroutine, which must
// be the main one, serves the platform's main loop. It returns f's error, or
// says that there is no display.
func Run(f func() error) error { return run(f) }
