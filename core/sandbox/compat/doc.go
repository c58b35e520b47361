// Package compat runs a vendor's own client against the sandbox, as proof that
// the sandbox answers what vendors' clients expect: mx-platform-node 2, which
// MX generates from its description of v20111101, as it does its clients for Go
// and other languages.
//
// The folder has the client's exact versions, in package-lock.json, and the
// journey that it makes. The test installs the client with npm when it is not
// there yet.
package compat
