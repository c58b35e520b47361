package link

import (
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/desktop/link/loopback"
)

// LoopbackOptions are the settings of a listener on a loopback address, and a
// journey.Return by themselves. The zero value is usable.
type LoopbackOptions = loopback.Options

// Loopback brings the user back to a loopback address of this machine, which is
// new for each journey (RFC 8252, section 7.3). It needs nothing from the
// system, and the address of a journey that goes on is listened on again. It is
// LoopbackOptions{}.
func Loopback() journey.Return { return LoopbackOptions{} }
