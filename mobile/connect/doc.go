// Package connect is the core for phones: what gomobile binds to Java and
// Objective-C. It is a thin layer over core/session within the limits of
// gobind: numbers, strings, bytes, and pointers to its own types.
//
// # Use
//
// Fill Settings, call Open with the widget URL and a Host, then Start. Feed
// every navigation and message of the view, every link that brings the user
// back, the user's touches, and a Tick when MillisUntilTick has passed. The
// host is called back in order and gets exactly one outcome. Call Close when
// the view goes away for good.
//
// # Threads
//
// A session may be used from any thread; hosts use the main one. Callbacks
// run on the thread whose call caused them, before that call returns. A
// callback may call the session: what that leads to is handed over after the
// callback has returned. When two threads call at once, one of them hands
// over for both.
//
// # Errors
//
// No call panics: a fault inside becomes a Problem with the code "other".
// Inputs answer with a Problem, null when all is well, because refusing what a
// hostile page does is an everyday matter and not an exception. Open, Restore
// and others that give an object throw; DescribeError turns the text of such
// an error into a Problem again, since nothing else of it crosses the border.
//
// # Secrets
//
// The exported fields of the types hold no secret, since the generated
// toString prints them. Anything that may be secret comes from methods.
package connect
