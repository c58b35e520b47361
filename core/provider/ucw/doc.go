// Package ucw is a typed client of the Universal Connect Widget server,
// version 2 (the contract of its OpenAPI 2.0.0 and of the running server
// 2.1.2, which differ in places: the server wins, and comments say where).
//
// A UCW server is run by the app's own team. It makes widget URLs, shows the
// widget, and hands out data that it fetches from an aggregator at the moment
// of asking. It keeps no list of connections and tells nobody about them: the
// widget's memberConnected event is the only source of a Connection. Keep it,
// encrypted: its id is an access token with some aggregators.
//
// The client never loads a widget URL, not even to see whether it works:
// loading it may use it up, and a server that requires authentication answers
// 200 for one that was used or has expired. Only the widget's events tell.
//
// Errors are *fault.Error with a *provider.CallError as their cause. What the
// server says is in the cause's Text: its plain text with HTML entities, its
// JSON strings and its JSON objects are all read, and unescaped.
//
// Client.Provider adapts the client to the provider.Provider interface.
package ucw
