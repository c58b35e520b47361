package event

import (
	"github.com/connecthost/connecthost/core/fault"
)

// Limits bound what one event may cost. They are checked while the text is
// scanned, before anything of it is decoded. A zero field means its default.
type Limits struct {
	Bytes  int // the whole URL or message as received; default 1 MiB
	Depth  int // nested objects and arrays, the message's own object included; default 32
	Keys   int // object members and array elements in total; default 2000
	String int // bytes of one string or key as written; default 256 KiB
}

// The defaults. Real events are below 2 KiB, three levels and 20 keys.
const (
	defaultBytes  = 1 << 20
	defaultDepth  = 32
	defaultKeys   = 2000
	defaultString = 256 << 10

	// maxBytes is what the scanner can count to.
	maxBytes = 1 << 30
	// maxName bounds the name of an event, in bytes.
	maxName = 256
)

// complete puts the defaults in.
func (l Limits) complete() (Limits, error) {
	for _, f := range [...]struct {
		name  string
		value *int
		def   int
	}{
		{"Bytes", &l.Bytes, defaultBytes},
		{"Depth", &l.Depth, defaultDepth},
		{"Keys", &l.Keys, defaultKeys},
		{"String", &l.String, defaultString},
	} {
		if *f.value < 0 || *f.value > maxBytes {
			return l, fault.Newf(fault.ConfigInvalid, nil, "The event limit %s must be between 1 and %d, or 0 for its default.", f.name, maxBytes)
		}
		if *f.value == 0 {
			*f.value = f.def
		}
	}
	return l, nil
}
