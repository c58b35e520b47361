package sandbox

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// String names the sandbox by its address.
func (s *Sandbox) String() string { return "sandbox{" + s.baseURL + " ui=" + s.ui + "}" }

// Format prints String for every verb: fmt would read what the running server
// changes, and reach what users typed.
func (s *Sandbox) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue is String.
func (s *Sandbox) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON encodes String. Endpoints has what programs need.
func (s *Sandbox) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }
