// Package empty is the smallest binding: what the library costs without the
// core.
package empty

// Nothing does nothing.
func Nothing() {}
