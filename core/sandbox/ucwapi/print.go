package ucwapi

import "fmt"

// String names the face by its address.
func (f *Face) String() string { return "ucw{" + f.HostURL + "}" }

// Format prints String for every verb: fmt would reach keys and tokens, and
// read what the running server changes.
func (f *Face) Format(s fmt.State, _ rune) { fmt.Fprint(s, f.String()) }

// MarshalText encodes String.
func (f *Face) MarshalText() ([]byte, error) { return []byte(f.String()), nil }
