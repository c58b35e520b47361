package mainloop

import (
	"runtime"

	"github.com/ebitengine/purego"
	"github.com/ebitengine/purego/objc"
)

const (
	regular            = 0  // NSApplicationActivationPolicyRegular
	applicationDefined = 15 // NSEventTypeApplicationDefined
)

// point is NSPoint.
type point struct{ x, y float64 }

func run(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, err := purego.Dlopen("/System/Library/Frameworks/AppKit.framework/AppKit", purego.RTLD_GLOBAL|purego.RTLD_NOW); err != nil {
		return err
	}
	app := class("NSApplication").Send(sel("sharedApplication"))
	app.Send(sel("setActivationPolicy:"), regular)
	app.Send(sel("activateIgnoringOtherApps:"), true)
	var err error
	go func() {
		err = f()
		later(func() { stop(app) })
	}()
	app.Send(sel("run"))
	return err
}

// stop ends run. NSApplication looks at the wish only after an event, so one
// follows that does nothing.
func stop(app objc.ID) {
	app.Send(sel("stop:"), objc.ID(0))
	nothing := class("NSEvent").Send(sel("otherEventWithType:location:modifierFlags:timestamp:windowNumber:context:subtype:data1:data2:"),
		uint(applicationDefined), point{}, uint(0), float64(0), 0, objc.ID(0), int16(0), 0, 0)
	app.Send(sel("postEvent:atStart:"), nothing, true)
}

// later runs f on the main thread.
func later(f func()) {
	block := objc.NewBlock(func(objc.Block) { f() })
	class("NSOperationQueue").Send(sel("mainQueue")).Send(sel("addOperationWithBlock:"), block)
}

func sel(name string) objc.SEL { return objc.RegisterName(name) }

func class(name string) objc.ID { return objc.ID(objc.GetClass(name)) }
