// Package mx is a typed client of the MX Platform API, version v20250224 and,
// where it differs only in headers, the older v20111101.
//
// One file holds one resource: its types, its calls, its page. Lists come in
// two forms: XPage makes one call, X goes through all pages.
//
// Every field of an answer may be absent, so the types are friendly to that: a
// text is empty, a flag false, a time zero, and a number, where zero means
// something, a nil pointer. Unknown fields are ignored; a field of an
// unexpected type is left zero and named in the log.
//
// Errors are *fault.Error with a *provider.CallError as their cause. MX
// documents no error answers at all: which code belongs to which HTTP status
// follows RFC 9110 and what clients of the API have seen.
//
// Client.Provider adapts the client to the provider.Provider interface.
package mx
