package host

import (
	"context"

	"github.com/connecthost/connecthost/core/navigation"
)

// engine is one window with one web view. Its methods may be called from any
// goroutine. They only order the work from the UI thread and return at once,
// so that they never call back into the driver that called them.
type engine interface {
	// load shows the page of url, and with the first one the window, which is
	// hidden until then. origin is that of the page. script runs at the start of
	// each document of the top frame, in a script world of its own.
	load(url, origin, script string)
	// eval runs code in that script world.
	eval(code string)
	focus() // brings a window that is shown to the front
	// close destroys the window. The engine reports it with destroyed.
	// Further calls of any method do nothing.
	close()
}

// handler hears what happens in an engine's window. Engines call it on the UI
// thread; it never blocks.
type handler interface {
	// navigate decides one navigation. Allow is the only action that loads.
	navigate(navigation.Request) navigation.Decision
	// message takes what the script sent. It is not trusted to be well-formed.
	message(raw []byte)
	loaded()       // the main frame finished loading
	failed(error)  // the main frame could not be loaded
	crashed()      // the web process is gone
	touched()      // the user did something; at most once a second
	dismissed()    // the user wants to close the window
	destroyed()    // the window is gone; the last call
	refused(error) // the engine itself refused something that the page did
}

// maker makes the window of the platform's engine. Error: engine_unavailable;
// what was made until then is destroyed.
type maker func(ctx context.Context, l Look, h handler) (engine, error)
