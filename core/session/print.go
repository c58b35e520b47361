package session

import (
	"fmt"
	"strconv"

	"github.com/connecthost/connecthost/core/navigation"
)

// Some inputs and effects hold whole addresses or messages, which may hold
// tokens. They print without such contents: through fmt with every verb,
// log/slog and encoding/json. The fields are the way to them.

// String describes the link by its origin.
func (l ReturnLink) String() string { return "return " + navigation.Shown(l.URL.Reveal()) }

// Format prints String for every verb.
func (l ReturnLink) Format(f fmt.State, _ rune) { fmt.Fprint(f, l.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (l ReturnLink) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// String describes the message by its origin and size.
func (m Message) String() string {
	return fmt.Sprintf("message from %s, sub-frame %t, %d bytes", navigation.Shown(m.Origin), m.SubFrame, len(m.Data))
}

// Format prints String for every verb.
func (m Message) Format(f fmt.State, _ rune) { fmt.Fprint(f, m.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (m Message) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String describes the effect by the address's origin.
func (o OpenExternal) String() string { return "open " + navigation.Shown(o.URL.Reveal()) }

// Format prints String for every verb.
func (o OpenExternal) Format(f fmt.State, _ rune) { fmt.Fprint(f, o.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (o OpenExternal) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// String describes the effect by its size: a posted message names members,
// whose identifiers can be secret.
func (p Post) String() string { return fmt.Sprintf("post %d bytes", len(p.Data)) }

// Format prints String for every verb.
func (p Post) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (p Post) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String names the session. Its contents hold secrets at any depth.
func (s *Session) String() string {
	return fmt.Sprintf("session{id=%s provider=%s ended=%t members=%d}", s.cfg.ID, s.cfg.Traits.Provider, s.Ended(), len(s.members))
}

// Format prints String for every verb: fmt would follow pointers.
func (s *Session) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// String says whether a member is named. Its identifier is left out here and
// below: it can be an access token.
func (n NeedURL) String() string {
	return "need URL, for a member: " + strconv.FormatBool(n.MemberGUID != "")
}

// Format prints String for every verb.
func (n NeedURL) Format(f fmt.State, _ rune) { fmt.Fprint(f, n.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (n NeedURL) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// String describes the effect.
func (c CheckMember) String() string { return "check member" }

// Format prints String for every verb.
func (c CheckMember) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (c CheckMember) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// String describes the answer by its state.
func (m MemberChecked) String() string { return fmt.Sprintf("member checked, state %d", m.State) }

// Format prints String for every verb.
func (m MemberChecked) Format(f fmt.State, _ rune) { fmt.Fprint(f, m.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (m MemberChecked) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
