// Package mapped has functions that gobind leaves out without failing.
package mapped

// Map has a parameter that cannot cross.
func Map(m map[string]string) { _ = m }

// Fine crosses.
func Fine(s string) string { return s }
