package navigation

import (
	"fmt"

	"github.com/connecthost/connecthost/core/secret"
)

// Requests and decisions hold whole addresses, which may hold tokens. They
// print with origins only: through fmt with every verb, log/slog and
// encoding/json. Their fields are the way to the addresses.

// Shown is what may be printed of an address: its origin, or the mask when
// it cannot be read as an address with one. The mask is for mailto and tel too:
// they are personal, and of an address that is refused nobody knows where a
// secret stands.
func Shown(raw string) string {
	if raw == "" {
		return ""
	}
	u, bad := readAnyLength(raw)
	if bad != noFlaw {
		return secret.Mask
	}
	return u.Origin()
}

// String describes the request in one line.
func (r Request) String() string {
	return fmt.Sprintf("{%s frame=%d new_window=%t redirect=%t user_gesture=%t response=%t}",
		Shown(r.URL.Reveal()), r.Frame, r.NewWindow, r.Redirect, r.UserGesture, r.Response)
}

// Format prints String for every verb.
func (r Request) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (r Request) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// String describes the decision in one line.
func (d Decision) String() string {
	line := "{" + d.Action.String()
	if d.Recheck {
		line += " recheck"
	}
	if !d.Open.IsZero() {
		line += " " + Shown(d.Open.Reveal())
	}
	if d.Err != nil {
		line += " " + d.Err.Error()
	}
	return line + "}"
}

// Format prints String for every verb.
func (d Decision) Format(f fmt.State, _ rune) { fmt.Fprint(f, d.String()) }

// MarshalText encodes String, for encoding/json and log/slog.
func (d Decision) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Format prints the settings without paths and queries, for every verb. Of
// return links it prints the number only: theirs may have a nonce in the path.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.shown()) }

// MarshalText encodes the same, for encoding/json and log/slog.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.shown()), nil }

func (c Config) shown() string {
	return fmt.Sprintf("{%s strict=%t events=%q, %d return links, %d in-view origins, %d external schemes}",
		Shown(c.WidgetURL), c.Strict, c.EventSchemes, len(c.ReturnURLs), len(c.InView), len(c.ExternalSchemes))
}
