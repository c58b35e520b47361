package connect

import "strings"

// gobind stands for a host's object with four bytes that have a finalizer.
// Go's allocator packs such small objects, and short strings, into blocks of
// 16 bytes, and no finalizer runs while anything in its block is in use: a
// string of the settings or of the core would keep the host's object, and with
// it the activity or view controller, for ever. So the rest of the block is
// filled up, strings that may be in it are copied, and the core is let go at
// the end.

// detach keeps what is allocated from now on, and what the settings hold, out
// of the blocks of the objects that have just crossed.
func (s *Settings) detach() {
	for range 3 {
		fill()
	}
	if s == nil {
		return
	}
	for _, text := range []*string{&s.ID, &s.Provider, &s.AppScheme, &s.ReturnURL, &s.SDKName, &s.SDKVersion} {
		*text = strings.Clone(*text)
	}
	for _, list := range [][]string{s.inView, s.external, s.bases} {
		for i := range list {
			list[i] = strings.Clone(list[i])
		}
	}
}

// fill takes four bytes of the current block.
//
//go:noinline
func fill() *int32 { return new(int32) }
