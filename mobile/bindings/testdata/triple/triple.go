// Package triple has a function that gobind refuses.
package triple

// Three has more results than can cross.
func Three() (a, b int, err error) { return 1, 2, nil }
