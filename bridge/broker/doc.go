// Package broker is the backend between an app and its providers: it keeps the
// providers' keys off the device.
//
// A Broker is an http.Handler. An app that has signed in asks it for a session
// and gets a widget URL, once; the bank's site leads back to its landing page,
// which hands over to the app; the provider's webhooks come to it. It is
// refused by New when it is half configured, and strict by default: exact
// hosts, small bodies, limits for each user and address, no cross-origin
// requests.
//
// What it knows is in a Store. The one in memstore is for one process, the one
// in redisstore for several: a session that one made can be finished by
// another.
package broker
