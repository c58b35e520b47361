package host

import (
	"unsafe"

	"github.com/ebitengine/purego"
	"github.com/ebitengine/purego/objc"
)

func sel(name string) objc.SEL { return objc.RegisterName(name) }

func class(name string) objc.ID { return objc.ID(objc.GetClass(name)) }

// responds reports whether an object has a method; newer systems have more.
func responds(id objc.ID, method string) bool {
	return objc.Send[bool](id, sel("respondsToSelector:"), sel(method))
}

func nsString(s string) objc.ID { return class("NSString").Send(sel("stringWithUTF8String:"), s) }

func goString(id objc.ID) string {
	if id == 0 {
		return ""
	}
	return objc.Send[string](id, sel("UTF8String"))
}

// addressOf returns the address of a WKNavigationAction.
func addressOf(action objc.ID) string {
	return goString(action.Send(sel("request")).Send(sel("URL")).Send(sel("absoluteString")))
}

// block is the head of a block, as laid down by the ABI of blocks
// (https://clang.llvm.org/docs/Block-ABI-Apple.html).
type block struct {
	isa             uintptr
	flags, reserved int32
	invoke          uintptr
}

// call calls a block that WebKit made, with one number. Block.Invoke works for
// blocks made in Go only.
func call(b objc.Block, with int) {
	head := *(**block)(unsafe.Pointer(&b))
	_, _, _ = purego.SyscallN(head.invoke, uintptr(b), uintptr(with))
}
