// Package fino is a typed client of the finoOS banking API, whose hosted pages
// ("Universal Bank Access", UBA) connect bank logins.
//
// What fino's public documents say is fixed here: how to authenticate, how to
// create users, the options and the answer of a session, the status of a bank
// login. What they do not say in a readable form is a setting in Config, with
// a default that was not verified against the live service: see Paths, Fields
// and SignatureConfig.
//
// Every field of an answer may be absent. Unknown fields are ignored; a field
// of an unexpected type is left zero and named in the log. Errors are
// *fault.Error with a *provider.CallError as their cause.
//
// Client.Provider adapts the client to the provider.Provider interface.
package fino
