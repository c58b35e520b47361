package main

import "fmt"

// maxRatio is how much larger than an empty binding the library may be. What
// it has in common with one is the Go runtime.
const maxRatio = 1.65

// sizes are those of the stripped libraries, in bytes.
type sizes struct{ library, empty int64 }

func (s sizes) ratio() float64 { return float64(s.library) / float64(s.empty) }

func (s sizes) String() string {
	return fmt.Sprintf("the library has %d KB, an empty one %d KB: %.2f times, at most %.2f",
		s.library/1000, s.empty/1000, s.ratio(), maxRatio)
}

func (s sizes) check() error {
	if s.ratio() <= maxRatio {
		return nil
	}
	return fmt.Errorf("the library is too large by %d KB. See which package it came with: go tool nm -size -sort size on a library built without -ldflags",
		(s.library-int64(maxRatio*float64(s.empty)))/1000)
}
