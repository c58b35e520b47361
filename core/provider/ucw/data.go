package ucw

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// The paths below /api/data and, as verifiable credentials, /api/vc/data. A
// server has them only when its operator switched them on.
const (
	accountsPath     = "/api/data/accounts"
	identityPath     = "/api/data/identity"
	transactionsPath = "/api/data/transactions"
)

// Entry is what all data has: the kind that the server files it under, and the
// whole of it.
type Entry struct {
	// Kind is the server's key, such as depositAccount or loanTransaction. A
	// kind that is not known has its fields too, as far as they are named alike.
	Kind string `json:"-"`
	// Raw is the JSON object as received, with the fields that the type lacks.
	// It holds account numbers and the like, and prints as a mask.
	Raw secret.String `json:"-"`
}

// entry is a type that embeds Entry.
type entry[T any] interface {
	*T
	file(kind string, raw json.RawMessage)
}

func (e *Entry) file(kind string, raw json.RawMessage) {
	e.Kind, e.Raw = kind, secret.New(string(raw))
}

// entries makes a call and decodes the list of {kind: object} under key.
func entries[T any, P entry[T]](ctx context.Context, c *Client, call rest.Call, key string) ([]T, error) {
	answer, err := c.do(ctx, c.tokens.Data, call)
	if err != nil {
		return nil, err
	}
	envelope, err := answer.Envelope()
	if err != nil {
		return nil, err
	}
	out := []T{}
	err = envelope.Objects(key, func(decode func(any) error) error {
		var kinds map[string]json.RawMessage
		if err := decode(&kinds); err != nil {
			return err
		}
		for _, kind := range sortedKeys(kinds) {
			var item T
			if err := envelope.Decode(key, kinds[kind], &item); err != nil {
				return err
			}
			P(&item).file(kind, kinds[kind])
			out = append(out, item)
		}
		return nil
	})
	return out, err
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// dataCall checks a connection and makes the call for a path of its data.
func dataCall(c Connection, path string) (rest.Call, error) {
	if err := c.check(); err != nil {
		return rest.Call{}, err
	}
	if err := c.checkID(); err != nil {
		return rest.Call{}, err
	}
	return c.call(http.MethodGet, path), nil
}

// Amount is an amount of money that may be unknown: one that the server did
// not give, or gave in a form that cannot be read, is not zero.
type Amount struct {
	Value float64 // exact to the cent up to about ten trillion
	Known bool
}

// UnmarshalJSON reads a number, also one in quotes. It never fails: anything
// else is an unknown amount.
func (a *Amount) UnmarshalJSON(data []byte) error {
	*a = Amount{}
	text := string(data)
	if unquoted := ""; json.Unmarshal(data, &unquoted) == nil {
		text = unquoted
	}
	value, err := strconv.ParseFloat(text, 64)
	if err == nil && !math.IsInf(value, 0) && !math.IsNaN(value) {
		*a = Amount{value, true}
	}
	return nil
}

// MarshalJSON writes a number, or null.
func (a Amount) MarshalJSON() ([]byte, error) {
	if !a.Known {
		return []byte("null"), nil
	}
	return json.Marshal(a.Value)
}

// pointer returns the amount as the provider package has it.
func (a Amount) pointer() *float64 {
	if !a.Known {
		return nil
	}
	return &a.Value
}
