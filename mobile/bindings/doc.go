// Program bindings makes and checks what phones see of the core. From the
// package mobile/connect it generates the Java and Objective-C bindings,
// refuses a facade of which gobind would leave something out, compares the
// public API with golden files, builds the library for the JVM of this
// machine, and compares its size with that of an empty binding.
//
// Usage, in the root of the repository:
//
//	go run ./mobile/bindings          # everything
//	go run ./mobile/bindings -update  # accept the API as it is now
//
// Everything that it makes is in build/mobile:
//
//	gen/connect/  gobind's output: java/ and src/gobind/
//	jni/          the same as a Go program for this machine
//	lib/          libgojni.so, for the JVM's java.library.path
//
// It runs on Linux. A second run without a change takes a second.
package main
