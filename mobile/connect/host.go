package connect

// Host is what the app's side of a session does. Its methods are called in
// the order of what happened, never two at a time. An error, which is what an
// exception in Java becomes, is reported to Warn as host_failed; the session
// goes on. Do not keep the session alive from here: see Session.Close.
type Host interface {
	// Load shows the widget's URL in the view. It holds a token: do not log it.
	Load(url string) error

	// Event hands over what the widget said.
	Event(e *Event) error

	// OpenExternal opens an address outside of the app, in the browser or the
	// app that it belongs to, never in the view.
	OpenExternal(url string) error

	// Post posts a message to the page: json is the data, which is an object,
	// and targetOrigin the only origin that may receive it.
	Post(json, targetOrigin string) error

	// Persist says that a Snapshot taken now differs in something that
	// matters. Take it and store it before you return: the system may end the
	// app while the user is at the bank.
	Persist() error

	// NeedURL asks for a fresh widget URL, for the repair of a member when
	// memberGUID is not empty. Answer with FreshURL, or with PageFailed when
	// there is none.
	NeedURL(memberGUID string) error

	// CheckMember asks the provider, through the app's backend, for the state
	// of a member; with an empty memberGUID, of whichever member is new.
	// Answer with MemberChecked as often as it changes.
	CheckMember(memberGUID string) error

	// Warn tells about something refused or odd. The session goes on.
	Warn(problem *Problem) error

	// CloseView takes the widget's view away.
	CloseView() error

	// Outcome is the end of the session, exactly once and last. The session
	// has let go of the host when it is called.
	Outcome(end *Outcome) error
}

// Clock tells the time in milliseconds since 1970, UTC. It is for tests: the
// default is the system's clock.
type Clock interface {
	NowMillis() (int64, error)
}

// Sealer encrypts snapshots, with a key that stays in the Android Keystore or
// the iOS Keychain: AES-GCM with a fresh nonce for each Seal. It must not call
// the session.
type Sealer interface {
	// Seal encrypts plain and authenticates bound with it. It returns what
	// Open needs, the nonce included.
	Seal(plain, bound []byte) ([]byte, error)

	// Open is the inverse of Seal. It fails when anything was changed.
	Open(sealed, bound []byte) ([]byte, error)
}
