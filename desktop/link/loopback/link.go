package loopback

import (
	"fmt"
	"io"

	"github.com/connecthost/connecthost/core/fault"
)

// Link is a return link that reached a Listener. Copies are the same link.
type Link struct {
	// URL is what session.ReturnLink takes. It holds the session's nonce: do
	// not log it.
	URL  string
	done func(error)
}

// Done tells the user's browser what became of the link: nil for one that was
// believed, be it a success or not, otherwise an error, of which only the safe message of a
// fault.Error is shown. The page waits two seconds at most. A link that was
// answered with an error may come again. The first call counts; it does not
// block.
func (l Link) Done(err error) {
	if known, ok := err.(*fault.Error); ok && known == nil {
		err = nil // as in a session.Answer
	}
	if l.done != nil {
		l.done(err)
	}
}

// Format prints nothing of the address.
func (l Link) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[link]") }

// MarshalText is the same for encoding/json and log/slog.
func (l Link) MarshalText() ([]byte, error) { return fmt.Append(nil, l), nil }
