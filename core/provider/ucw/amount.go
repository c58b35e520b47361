package ucw

import (
	"encoding/json"
	"math"
	"strconv"
)

// Amount is an amount of money, or none: an amount that the server did not
// give, or gave in a form that cannot be read, is not zero.
type Amount struct {
	Value float64 // exact to the cent up to about ten trillion
	Known bool
}

// UnmarshalJSON reads a number, also one in quotes. It never fails: anything
// else is no amount.
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
